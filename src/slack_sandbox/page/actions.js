/** What a person can do on the page: each action calls the workspace and shows the result. */

import { get, post, UNREACHABLE } from "./api.js";
import { attempt } from "./attempt.js";
import { setLocale, t } from "./i18n.js";
import { openModals } from "./overlay/modal_stack.js";
import { toast } from "./overlay/toast.js";
import { writeAddress } from "./router.js";
import { addPage, dmWith, emit, expectPage, fillWorkspace, findMessage, forgetPerson, hasMore, isDirect, isNotice, messagesOf, putMessage, store } from "./store.js";
import { setZone } from "./time.js";

const PAGE = 100;
const PAGE_BACK = 500; // when looking for an old message: fewer, larger pages

/** Switches to member `as` (null: the one the workspace suggests) and opens a place. */
export async function enter(as, place) {
  const [state, { emoji }] = await Promise.all([get("state", { as }), get("emoji")]);
  forgetPerson();
  store.characters = emoji;
  fillWorkspace(state);
  setLocale(store.me.locale);
  setZone(store.me.tz);
  emit("person", "workspace");
  await openPlace(place, { push: false });
  await openModals();
}

/** Reloads everything for the same member and place, after a lost connection or instead of one. */
export async function refresh() {
  const as = store.me.id;
  const state = await get("state", { as });
  if (store.me.id !== as) return; // the acting member changed meanwhile
  fillWorkspace(state);
  const { channel, thread, app } = store.place;
  if (channel) await loadNewest(channel);
  if (thread) await loadNewest(channel, thread);
  if (app) await loadHome(app, true);
  await openModals();
  emit("workspace", "place", "messages", "thread", "home");
  if (store.channels.get(channel)?.unread) markRead(channel, messagesOf(channel).at(-1).ts);
}

function firstChannel() {
  const open = [...store.channels.values()].filter((channel) => channel.is_member && !channel.is_archived && !isDirect(channel));
  return (open.find((channel) => channel.unread) ?? open[0])?.id ?? null;
}

/** Opens a channel (with a thread beside it, at a message) or an app's Home. */
export async function openPlace({ channel, thread = null, app = null, focus = null }, { push = true } = {}) {
  const known = channel && store.channels.has(channel) ? channel : null;
  const target = app ? null : known ?? firstChannel();
  const changed = target !== store.place.channel;
  store.place = { channel: target, thread: target === channel ? thread : null, app, focus };
  writeAddress({ as: store.me.id, ...store.place }, push);
  if (changed) store.unreadFrom = null;
  emit("place");
  if (app) return attempt(() => loadHome(app));
  if (target) await attempt(() => loadPlace(target, changed));
  return null;
}

async function loadPlace(channel, changed) {
  const { thread, focus } = store.place;
  if (changed || !store.lists.has(channel)) await loadNewest(channel);
  if (changed) noteUnread(channel);
  if (focus && !thread) await loadUntil(channel, focus);
  if (thread) await loadNewest(channel, thread);
  emit("messages", "thread");
  const newest = messagesOf(channel)?.at(-1);
  if (newest) markRead(channel, newest.ts);
}

async function loadNewest(channel, thread = null) {
  const limit = thread ? 1000 : PAGE;
  expectPage(channel, thread);
  addPage(channel, thread, await get("messages", { as: store.me.id, channel, thread_ts: thread, limit }), true);
}

/** Loads the page before the oldest loaded message. */
export async function loadOlder(channel, limit = PAGE) {
  const before = messagesOf(channel)?.[0]?.ts;
  expectPage(channel, null);
  addPage(channel, null, await get("messages", { as: store.me.id, channel, before, limit }), false);
  emit("messages");
}

async function loadUntil(channel, ts) {
  while (!findMessage(channel, ts) && hasMore(channel) && messagesOf(channel)[0].ts > ts) await loadOlder(channel, PAGE_BACK);
}

function noteUnread(channel) {
  const unread = store.channels.get(channel)?.unread ?? 0;
  const messages = messagesOf(channel).filter((message) => !message.is_ephemeral && !isNotice(message) && message.user !== store.me.id);
  store.unreadFrom = unread > 0 && messages.length >= unread ? messages[messages.length - unread].ts : null;
}

/** `peek`: without telling the app that Home was opened. */
async function loadHome(app, peek) {
  const before = store.homes.get(app);
  const { view } = await get("home", { as: store.me.id, app, peek });
  // The app may have published a newer view before this response arrived.
  if (store.homes.get(app) === before) store.homes.set(app, view);
  emit("home");
}

/** Marks the channel read up to `ts`, if the person really sees it. */
export function markRead(channel, ts) {
  const known = store.channels.get(channel);
  if (document.hidden || !known?.is_member) return;
  if (known.unread) store.channels.set(channel, { ...known, unread: 0 });
  emit("workspace");
  post("read", { as: store.me.id, channel, ts }).catch(unlessUnreachable);
}

/** Ignores a lost connection in a call that nobody asked for: it is already reported. */
function unlessUnreachable(error) {
  if (error.code !== UNREACHABLE) throw error;
}

/** Opens the direct message with a member; loading its messages creates it. */
export async function openDirectMessage(user) {
  if (!dmWith(user)) {
    await attempt(() => get("messages", { as: store.me.id, channel: user, limit: 1 }));
    fillWorkspace(await get("state", { as: store.me.id }));
  }
  await openPlace({ channel: dmWith(user)?.id });
}

export async function openThread(channel, ts) {
  await openPlace({ channel, thread: ts });
}

export function closeThread() {
  return openPlace({ channel: store.place.channel });
}

/** Posts text with files (their ids); resolves to true if the workspace accepted it. */
export async function send(channel, text, { thread = null, broadcast = false, files = [] } = {}) {
  const body = { as: store.me.id, channel, text, ...(thread ? { thread_ts: thread, reply_broadcast: broadcast } : {}), ...(files.length ? { files } : {}) };
  const answer = await attempt(() => post("post", body));
  if (answer?.message) putMessage(channel, { ...answer.message });
  emit("messages", "thread");
  return answer !== null;
}

export async function edit(channel, ts, text) {
  return (await attempt(() => post("edit", { as: store.me.id, channel, ts, text }))) !== null;
}

export function remove(channel, ts) {
  return attempt(() => post("delete", { as: store.me.id, channel, ts }));
}

/** Adds the reaction, or removes it if the acting member already has it on the message. */
export function toggleReaction(channel, ts, name) {
  const message = findMessage(channel, ts);
  const mine = message?.reactions?.find((reaction) => reaction.name === name)?.users.includes(store.me.id);
  return attempt(() => post(mine ? "unreact" : "react", { as: store.me.id, channel, ts, name }));
}

/** Runs a slash command; it is shown as working until the app acknowledges it. */
export async function runCommand(channel, text, thread) {
  const pending = { channel, thread, text };
  store.pendingCommands = [...store.pendingCommands, pending];
  emit("commands");
  const answer = await attempt(() => post("command", { as: store.me.id, channel, text, ...(thread ? { thread_ts: thread } : {}) }));
  store.pendingCommands = store.pendingCommands.filter((other) => other !== pending);
  emit("commands");
  return answer !== null;
}

/** Pins the message to its channel, or unpins it. */
export function togglePin(channel, message) {
  return attempt(() => post(isPinned(channel, message) ? "unpin" : "pin", { as: store.me.id, channel, ts: message.ts }));
}

export function isPinned(channel, message) {
  return message.pinned_to?.includes(channel) ?? false;
}

export function runShortcut(callbackId, channel, ts) {
  return attempt(() => post("shortcut", { as: store.me.id, callback_id: callbackId, ...(ts ? { channel, ts } : {}) }));
}

export function join(channel) {
  return attempt(() => post("join", { as: store.me.id, channel }));
}

export async function copyLink(address) {
  await navigator.clipboard.writeText(address);
  toast(t("link_copied"), "info");
}
