/** One message as a row: author, text or blocks, reactions, thread. */

import { isPinned, openThread, remove } from "../actions.js";
import { renderBlocks } from "../blocks/index.js";
import { Form } from "../blocks/interaction.js";
import { h } from "../dom.js";
import { lookUp } from "../format/emoji.js";
import { userMention } from "../format/inline.js";
import { mrkdwn } from "../format/mrkdwn.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { isNotice, member, memberName, store } from "../store.js";
import { ago, clock, fullTime, tsDate } from "../time.js";
import { attachments, files } from "./attachments.js";
import { avatar } from "./avatar.js";
import { reactionBar } from "./reactions.js";

const NOTICE_SUBTYPES = ["channel_join", "channel_leave", "channel_archive", "channel_unarchive", "channel_convert_to_private", "pinned_item"];
const JUMBO = 23; // a message of up to this many emoji alone shows them large

/** Who wrote it, even if the workspace names no author. */
export function authorOf(message) {
  return message.author ?? member(message.user ?? message.bot_id);
}

/** The row; `grouped` leaves out the author, `inThread` the line about replies. */
export function messageRow(channel, message, { grouped, inThread }) {
  const author = authorOf(message);
  const name = store.members.has(author.id) ? memberName(store.members.get(author.id)) : author.name;
  const date = tsDate(message.ts);
  const classes = ["message", grouped && "is-grouped", message.is_ephemeral && "is-ephemeral", isPinned(channel, message) && "is-pinned", isNotice(message) && "is-notice"].filter(Boolean).join(" ");
  const row = h("li", { class: classes, "data-ts": message.ts, tabIndex: -1, "aria-label": t("message_from", { name, time: clock(date) }) });
  const side = grouped ? timeLink(channel, message, date, "side-time") : avatar({ ...author, name }, "large");
  const badge = author.is_bot && h("span", { class: "app-badge" }, t("app_badge"));
  const names = !isNotice(message) && [h("span", { class: "author" }, name), badge];
  const head = !grouped && h("div", { class: "message-head" }, names, timeLink(channel, message, date, "time"));
  const thread = !inThread && message.reply_count > 0 && threadLine(channel, message);
  row.append(h("div", { class: "message-side" }, side), h("div", { class: "message-main" }, whisper(channel, message), pinLine(channel, message), broadcastLine(channel, message, inThread), head || "", body(channel, message), reactionBar(channel, message), thread || ""));
  return row;
}

function timeLink(channel, message, date, className) {
  const address = `/archives/${channel}/p${message.ts.replace(".", "")}`;
  return h("a", { class: className, href: address, tabIndex: -1, "data-tip": fullTime(date) }, h("time", { datetime: date.toISOString() }, clock(date)));
}

function whisper(channel, message) {
  if (!message.is_ephemeral) return "";
  const away = h("button", { class: "text-button", type: "button", onclick: () => remove(channel, message.ts) }, t("dismiss"));
  return h("div", { class: "whisper" }, icon("eye"), t("only_you"), h("span", { "aria-hidden": "true" }, "·"), away);
}

function pinLine(channel, message) {
  if (!isPinned(channel, message)) return "";
  const by = message.pinned_info?.pinned_by;
  return h("div", { class: "pinned" }, icon("pin"), by ? t("pinned_by", { name: by === store.me.id ? t("you") : memberName(member(by)) }) : t("pinned"));
}

function broadcastLine(channel, message, inThread) {
  if (inThread || message.subtype !== "thread_broadcast") return "";
  const open = () => openThread(channel, message.thread_ts);
  return h("button", { class: "text-button broadcast", type: "button", onclick: open }, icon("reply"), t("replied_to_thread"));
}

function body(channel, message) {
  if (message.subtype === "tombstone") return h("div", { class: "message-text quiet" }, icon("trash"), t("deleted_message"));
  const edited = message.edited && h("span", { class: "edited", title: fullTime(tsDate(message.edited.ts)) }, `(${t("edited")})`);
  const classes = ["message-text", message.subtype === "me_message" && "is-me", isJumbo(message.text) && "is-jumbo"].filter(Boolean).join(" ");
  if (NOTICE_SUBTYPES.includes(message.subtype)) return h("div", { class: "message-text" }, noticeText(channel, message));
  const content = message.blocks?.length ? renderBlocks(message.blocks, surface(channel, message)) : mrkdwn(message.text ?? "");
  return h("div", { class: classes }, content, edited, attachments(message.attachments, surface(channel, message)), files(message.files));
}

/** The text of a channel notice, in the reader's language. */
function noticeText(channel, message) {
  const sentence = t(`notice_${message.subtype}`, { channel: store.channels.get(channel)?.name ?? "" });
  return [userMention(authorOf(message).id), " ", sentence];
}

function surface(channel, message) {
  return { kind: "message", target: { channel, ts: message.ts }, form: new Form(), blocks: () => message.blocks ?? [] };
}

function isJumbo(text) {
  const names = text?.match(/:[a-z0-9_+-]+(?:::skin-tone-\d)?:/g) ?? [];
  return names.length > 0 && names.length <= JUMBO && text.replace(/:[a-z0-9_+-]+(?:::skin-tone-\d)?:|\s/g, "") === "" && names.every((name) => lookUp(name.slice(1, -1)));
}

function threadLine(channel, message) {
  const people = (message.reply_users ?? []).slice(0, 4).map((id) => avatar(member(id), "tiny"));
  const when = message.latest_reply && h("span", { class: "quiet thread-when" }, t("last_reply", { when: ago(tsDate(message.latest_reply)) }));
  const open = () => openThread(channel, message.ts);
  return h("button", { class: "thread-line", type: "button", onclick: open }, h("span", { class: "thread-people" }, people), h("span", { class: "thread-count" }, t("replies_n", { n: message.reply_count })), when);
}
