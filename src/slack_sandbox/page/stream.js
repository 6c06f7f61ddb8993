/** Live updates: applies what the workspace sends and redraws what it affects. */

import { markRead, openPlace, refresh } from "./actions.js";
import { ApiError } from "./api.js";
import { attempt } from "./attempt.js";
import { oneLine } from "./format/typed.js";
import { t } from "./i18n.js";
import { onSlotLost, takeSlot } from "./slots.js";
import { dropMessage, emitSoon, isDirect, isNotice, putMessage, store } from "./store.js";
import { syncViews, viewChanged } from "./overlay/modal_stack.js";
import { announce, toast } from "./overlay/toast.js";

const RETRY_MS = 2000;
const ASK_MS = 2000;

let source = null;
let timer = 0;
let wasLost = false;

/** Follows what the acting member sees, live; closes the previous stream. */
export async function listen() {
  stop();
  wasLost = false;
  if (await takeSlot()) open();
  else timer = setTimeout(askInstead, ASK_MS);
}

function stop() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function open() {
  stop();
  source = new EventSource(`/sandbox/stream?${new URLSearchParams({ as: store.me.id })}`);
  source.addEventListener("message", (event) => apply(JSON.parse(event.data)));
  source.addEventListener("error", lost);
  source.addEventListener("open", found);
}

/** Without a slot: reloads everything at intervals, trying for a slot each time. */
async function askInstead() {
  const asked = store.me.id;
  if (await takeSlot()) open();
  await refresh().then(back, gone);
  if (source === null && asked === store.me.id) timer = setTimeout(askInstead, ASK_MS);
}

function back() {
  if (wasLost) toast(t("online"), "info");
  wasLost = false;
}

function gone(error) {
  if (!(error instanceof ApiError)) throw error;
  if (!wasLost) toast(t("offline"), "warning");
  wasLost = true;
}

onSlotLost(() => {
  stop();
  timer = setTimeout(askInstead, ASK_MS);
});

function lost() {
  if (!wasLost) toast(t("offline"), "warning");
  wasLost = true;
  // The browser retries by itself unless the server refused, which requires a new source.
  if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
}

async function found() {
  if (!wasLost) return;
  wasLost = false;
  await attempt(refresh);
  toast(t("online"), "info");
}

const APPLY = {
  message: (change) => messageArrived(change),
  message_changed: ({ channel, message }) => {
    putMessage(channel, message);
    emitSoon("messages", "thread");
  },
  message_deleted: ({ channel, ts, parent }) => {
    dropMessage(channel, ts);
    if (parent) putMessage(channel, parent);
    emitSoon("messages", "thread");
  },
  view: (change) => viewChanged(change),
  home: ({ app, view }) => {
    store.homes.set(app, view);
    emitSoon("home");
  },
  channel: (change) => channelChanged(change),
  member: ({ member }) => {
    store.members.set(member.id, member);
    emitSoon("workspace", "messages", "thread");
  },
  toast: ({ text, level }) => toast(text, level),
  read: ({ channel }) => {
    setUnread(channel, 0);
    emitSoon("workspace");
  },
  views: ({ views }) => syncViews(views),
};

/** Applies one object of the stream; unknown kinds are ignored. */
function apply(change) {
  APPLY[change.type]?.(change);
}

function setUnread(id, unread) {
  const channel = store.channels.get(id);
  if (channel) store.channels.set(id, { ...channel, unread });
}

function messageArrived({ channel, message }) {
  const isNew = putMessage(channel, message);
  const isOpen = store.place.channel === channel && !document.hidden;
  const counts = isNew && message.user !== store.me.id && !isNotice(message) && (!message.thread_ts || message.thread_ts === message.ts);
  if (isOpen) markRead(channel, message.ts);
  else if (counts) setUnread(channel, (store.channels.get(channel)?.unread ?? 0) + 1);
  if (isOpen && isNew && message.user !== store.me.id) announce(`${message.author?.name ?? ""}: ${oneLine(message.text)}`);
  emitSoon("workspace", "messages", "thread");
}

function channelChanged({ channel, deleted }) {
  const isGone = deleted || (channel.is_private && !isDirect(channel) && !channel.is_member);
  if (isGone) store.channels.delete(channel.id);
  else store.channels.set(channel.id, channel);
  if (isGone && store.place.channel === channel.id) openPlace({});
  emitSoon("workspace", "place");
}
