/** What can be done with the message under the pointer or the keyboard's focus. */

import { copyLink, isPinned, openThread, remove, runShortcut, togglePin, toggleReaction } from "../actions.js";
import { h } from "../dom.js";
import { emojiNode } from "../format/emoji.js";
import { mrkdwn } from "../format/mrkdwn.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { ask } from "../overlay/confirm.js";
import { openEmojiPicker, quickEmoji } from "../overlay/emoji_picker.js";
import { openMenu } from "../overlay/menu.js";
import { permalink } from "../router.js";
import { store } from "../store.js";

/** The toolbar of one message; `edit` opens its editor. */
export function toolbar(channel, message, { inThread, edit }) {
  const quick = quickEmoji().map((name) => tool(t("react_with", { emoji: `:${name}:` }), emojiNode(name), () => toggleReaction(channel, message.ts, name), "quick-emoji"));
  const react = tool(t("add_reaction"), icon("smile"), () => openEmojiPicker(react, (name) => toggleReaction(channel, message.ts, name), release));
  const reply = !inThread && tool(t("reply_in_thread"), icon("reply"), () => openThread(channel, message.thread_ts ?? message.ts));
  const own = message.user === store.me.id && !message.subtype?.startsWith("channel_");
  const change = own && tool(t("edit_message"), icon("pencil"), edit);
  const more = tool(t("more_actions"), icon("more"), () => openMenu(more, moreEntries(channel, message, { own, edit }), { label: t("more_actions"), onclose: release }));
  for (const opener of [react, more]) opener.addEventListener("click", () => opener.closest(".message")?.classList.add("keeps-toolbar"), true);
  const named = { react, reply, edit: change, more };
  for (const [name, button] of Object.entries(named)) if (button) button.dataset.tool = name;
  const bar = h("div", { class: "toolbar", role: "toolbar", "aria-label": t("message_actions") }, message.is_ephemeral ? [] : [quick, react, reply, change], more);
  bar.addEventListener("keydown", (event) => walkTools(event, bar));
  return bar;
}

/** Arrow keys move among the tools; Escape returns to the message. */
function walkTools(event, bar) {
  const tools = [...bar.querySelectorAll(".tool")].filter((button) => button.offsetParent);
  const at = tools.indexOf(event.target);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key !== "Escape" && (step === undefined || at === -1)) return;
  event.preventDefault();
  event.stopPropagation();
  if (step) tools[(at + step + tools.length) % tools.length].focus();
  else bar.closest(".message").focus();
}

function release() {
  document.querySelectorAll(".keeps-toolbar").forEach((row) => row.classList.remove("keeps-toolbar"));
}

function tool(label, content, act, className = "") {
  return h("button", { class: `tool ${className}`, type: "button", "aria-label": label, "data-tip": label, onclick: act }, content);
}

function moreEntries(channel, message, { own, edit }) {
  const shortcuts = message.is_ephemeral ? [] : store.shortcuts.filter((shortcut) => shortcut.type === "message");
  return [
    { label: t("copy_link"), icon: "link", act: () => copyLink(permalink(channel, message)) },
    !message.is_ephemeral && { label: t(isPinned(channel, message) ? "unpin" : "pin"), icon: "pin", act: () => togglePin(channel, message) },
    own && { label: t("edit_message"), icon: "pencil", act: edit },
    (own || (store.me.is_admin && !message.is_ephemeral)) && { label: t("delete_message"), icon: "trash", danger: true, act: () => removeAsked(channel, message) },
    shortcuts.length > 0 && { heading: t("message_shortcuts") },
    ...shortcuts.map((shortcut) => ({ label: shortcut.name, hint: shortcut.description, icon: "bolt", act: () => runShortcut(shortcut.callback_id, channel, message.ts) })),
  ];
}

export async function removeAsked(channel, message) {
  const text = h("blockquote", { class: "quote clamp" }, mrkdwn(message.text ?? ""));
  const sure = await ask({ title: t("delete_message"), text: [h("p", {}, t("delete_question")), text], yes: t("delete"), danger: true });
  if (sure) await remove(channel, message.ts);
}
