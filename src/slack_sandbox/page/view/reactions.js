/** Reactions under a message. */

import { toggleReaction } from "../actions.js";
import { h } from "../dom.js";
import { emojiNode } from "../format/emoji.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { openEmojiPicker } from "../overlay/emoji_picker.js";
import { member, memberName, store } from "../store.js";

const NAMED = 6;

/** The row of reactions with a button to add one; an empty string if there are none. */
export function reactionBar(channel, message) {
  if (!message.reactions?.length) return "";
  const more = h("button", { class: "reaction reaction-add", type: "button", "aria-label": t("add_reaction"), "data-tip": t("add_reaction") }, icon("smile"));
  more.addEventListener("click", () => openEmojiPicker(more, (name) => toggleReaction(channel, message.ts, name)));
  return h("div", { class: "reactions" }, message.reactions.map((reaction) => chip(channel, message, reaction)), more);
}

function chip(channel, message, { name, users, count }) {
  const mine = users.includes(store.me.id);
  const attributes = {
    class: mine ? "reaction is-mine" : "reaction",
    type: "button",
    "aria-pressed": String(mine),
    "aria-label": t("reaction_label", { emoji: name.replaceAll("_", " "), n: count }),
    "data-tip": t("reacted_n", { names: names(users, count), emoji: name, n: count }),
    "data-reaction": name,
  };
  return h("button", { ...attributes, onclick: () => toggleReaction(channel, message.ts, name) }, emojiNode(name), h("span", { class: "reaction-count" }, String(count)));
}

function names(users, count) {
  const shown = users.slice(0, NAMED).map((id) => (id === store.me.id ? t("you") : memberName(member(id))));
  const others = count - shown.length;
  return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(others > 0 ? [...shown, t("others_n", { n: others })] : shown);
}
