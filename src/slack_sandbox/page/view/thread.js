/** The thread pane beside the channel. */

import { closeThread } from "../actions.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { channelName, isDirect, messagesOf, on, placeName, store } from "../store.js";
import { MessageList } from "./message_list.js";
import { scroller } from "./scroller.js";
import { writing, writingBar } from "./writing.js";

let shown = null; // {key, list, scroll, write}

/** Keeps `pane` showing the open thread, hidden while none is. */
export function startThread(pane) {
  on("person", () => (shown = null));
  on("place", () => drawPane(pane));
  on("thread", drawMessages);
  on("commands", () => shown?.write?.drawPending());
  pane.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && closeThread());
}

function drawPane(pane) {
  const { channel, thread } = store.place;
  pane.hidden = !thread;
  if (!thread) {
    shown = null;
    pane.replaceChildren();
    return;
  }
  const key = [store.me.id, channel, thread].join(" ");
  if (shown?.key !== key) shown = build(pane, store.channels.get(channel), thread, key);
  drawMessages();
}

function build(pane, channel, thread, key) {
  const list = new MessageList({ inThread: true, label: t("thread") });
  const scroll = scroller([list.element]);
  const name = channelName(channel);
  const away = h("button", { class: "icon-button", type: "button", "aria-label": t("close"), "data-tip": t("close"), onclick: closeThread }, icon("close"));
  const head = h("header", { class: "header" }, h("div", { class: "header-title" }, h("h2", {}, t("thread")), h("div", { class: "header-line" }, placeName(channel))), away);
  const write = writingBar(channel, null) ? null : writing({ channel: channel.id, thread, label: t("reply_label"), id: "composer-thread", editLast: () => list.editLast(), broadcastTo: isDirect(channel) ? null : name });
  pane.setAttribute("aria-label", t("thread"));
  replace(pane, head, scroll.element, write?.element);
  if (matchMedia("(pointer: fine)").matches) write?.composer.focus();
  return { key, list, scroll, write, fresh: true };
}

function drawMessages() {
  const { channel, thread, focus } = store.place;
  const messages = thread && messagesOf(channel, thread);
  if (!shown || !messages) return;
  shown.scroll.keep(() => shown.list.draw(channel, messages), shown.fresh);
  shown.fresh = false;
  if (!focus) return;
  store.place.focus = null;
  shown.scroll.release();
  shown.list.flash(focus);
}
