/** The open channel: its messages, read from the bottom, and the composer below them. */

import { join, loadOlder, openPlace } from "../actions.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { announce, toast } from "../overlay/toast.js";
import { channelName, hasMore, isDirect, messagesOf, on, placeName, store } from "../store.js";
import { bookmarkBar } from "./bookmarks.js";
import { appTabs } from "./home.js";
import { MessageList } from "./message_list.js";
import { scroller } from "./scroller.js";
import { writing, writingBar } from "./writing.js";

let shown = null; // {key, list, scroll, write, start}

/** Keeps `stage` showing the open channel, unless Home is open. */
export function startChannel(stage) {
  on("person", () => (shown = null));
  on("place", () => drawPlace(stage));
  on("messages", drawMessages);
  on("commands", () => shown?.write?.drawPending());
}

function drawPlace(stage) {
  const channel = store.channels.get(store.place.channel);
  if (store.place.app) shown = null;
  if (store.place.app) return;
  if (!channel) {
    shown = null;
    replace(stage, h("p", { class: "empty" }, t("pick_conversation")));
    return;
  }
  const key = [store.me.id, channel.id, channel.is_member, channel.is_archived, channel.name, JSON.stringify(channel.bookmarks ?? [])].join(" ");
  if (shown?.key === key) return drawMessages();
  // When redrawn in place, the channel takes the focus only from its own composer.
  const takesFocus = shown?.channel !== channel.id || document.activeElement === shown.write?.composer.area;
  shown = build(stage, channel, key, takesFocus);
  drawMessages();
}

function build(stage, channel, key, takesFocus) {
  const name = channelName(channel);
  const list = new MessageList({ inThread: false, label: t("messages") });
  const start = h("div", { class: "list-start" });
  const scroll = scroller([start, list.element], () => olderIfNeeded(channel.id));
  const bar = writingBar(channel, async () => {
    if (await join(channel.id)) store.channels.set(channel.id, { ...store.channels.get(channel.id), is_member: true });
    await openPlace(store.place);
  });
  const label = t("write_to", { name: placeName(channel) });
  const write = bar ? null : writing({ channel: channel.id, label, id: "composer-channel", editLast: () => list.editLast() });
  replace(stage, appTabs(channel), bookmarkBar(channel), scroll.element, bar ?? write.element);
  if (takesFocus && write && matchMedia("(pointer: fine)").matches) write.composer.focus();
  return { key, channel: channel.id, list, scroll, write, start, fresh: true };
}

function drawMessages() {
  if (!shown || shown.channel !== store.place.channel) return;
  const messages = messagesOf(shown.channel);
  if (messages === null) return void replace(shown.start, skeleton());
  drawStart(messages);
  const wasFresh = shown.fresh;
  shown.scroll.keep(() => shown.list.draw(shown.channel, messages, store.unreadFrom), wasFresh);
  shown.fresh = false;
  focusMessage();
}

function drawStart(messages) {
  const channel = store.channels.get(shown.channel);
  if (hasMore(shown.channel)) return replace(shown.start, h("p", { class: "quiet centered" }, t("older")));
  const name = channelName(channel);
  const words = isDirect(channel) ? t("beginning_dm", { name }) : t("beginning", { channel: name });
  return replace(shown.start, h("div", { class: messages.length ? "beginning" : "beginning is-empty" }, isDirect(channel) ? icon("chat") : icon(channel.is_private ? "lock" : "hash"), h("p", {}, words)));
}

function skeleton() {
  const line = () => h("div", {}, h("span"), h("span"));
  return h("div", { class: "skeleton", role: "status", "aria-label": t("loading") }, line(), line(), line());
}

/** Scrolls to the message of a followed permalink, once. */
function focusMessage() {
  const { focus, thread } = store.place;
  if (!focus || thread) return;
  store.place.focus = null;
  shown.scroll.release();
  if (!shown.list.flash(focus)) toast(t("message_gone"), "warning");
}

let loading = false;

async function olderIfNeeded(channel) {
  if (loading || !hasMore(channel)) return;
  loading = true;
  announce(t("older"));
  await loadOlder(channel);
  loading = false;
}
