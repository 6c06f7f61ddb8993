/**
 * The page's state: the workspace as the acting member sees it, the open place and the messages
 * loaded so far. Messages are replaced, never mutated, so that an unchanged message is the
 * same object and its row can stay as it is.
 */

const listeners = new Map();

const NOTICES = /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive|convert_to_private|convert_to_public)$|^pinned_item$/;

export const store = {
  team: null,
  me: null,
  members: new Map(),
  channels: new Map(),
  apps: [],
  commands: [],
  shortcuts: [],
  emoji: {}, // custom ones: name → URL or alias
  characters: {}, // name → character, for all emoji that the workspace knows
  place: { channel: null, thread: null, app: null },
  lists: new Map(), // "C1" or "C1:thread_ts" → {messages: Map(ts → message), hasMore}
  arrivals: new Map(), // key of a list being loaded → Map(ts → message, or null if deleted)
  unreadFrom: null, // ts after which the channel was unread when it was opened
  views: [],
  homes: new Map(), // app id → view
  pendingCommands: [],
};

/** Calls `listener` after each `emit(topic)`. */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

/** Topics: workspace, place, messages, thread, views, home, commands. */
export function emit(...topics) {
  for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener();
}

const FRAME_MS = 16;
const waiting = new Set();

/** Like `emit`, but at most once per frame, so that a burst of changes is drawn together. */
export function emitSoon(...topics) {
  if (waiting.size === 0) setTimeout(emitWaiting, FRAME_MS);
  for (const topic of topics) waiting.add(topic);
}

function emitWaiting() {
  const topics = [...waiting];
  waiting.clear();
  emit(...topics);
}

/** Stores the response of `/sandbox/state`. */
export function fillWorkspace(state) {
  store.team = state.team;
  store.me = state.me;
  store.members = new Map(state.members.map((member) => [member.id, member]));
  store.channels = new Map([...state.channels, ...state.dms].map((channel) => [channel.id, channel]));
  Object.assign(store, { apps: state.apps, commands: state.commands, shortcuts: state.shortcuts, emoji: state.emoji ?? {} });
}

/** Clears everything that only the previous acting member may see. */
export function forgetPerson() {
  store.lists.clear();
  store.arrivals.clear();
  store.homes.clear();
  store.views = [];
  store.pendingCommands = [];
  store.unreadFrom = null;
  store.place = { channel: null, thread: null, app: null };
}

export function listKey(channel, thread) {
  return thread ? `${channel}:${thread}` : channel;
}

/** Loaded messages of a channel or thread, oldest first; null if none were loaded yet. */
export function messagesOf(channel, thread = null) {
  const list = store.lists.get(listKey(channel, thread));
  return list ? [...list.messages.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1)) : null;
}

export function hasMore(channel, thread = null) {
  return store.lists.get(listKey(channel, thread))?.hasMore ?? false;
}

/** Call before loading a page: what the stream brings until the response arrives is newer than the response. */
export function expectPage(channel, thread) {
  store.arrivals.set(listKey(channel, thread), new Map());
}

/** Adds a loaded page; `fresh`: it is the newest, with nothing missing after it. */
export function addPage(channel, thread, { messages, has_more: more }, fresh) {
  const key = listKey(channel, thread);
  const known = store.lists.get(key) ?? { messages: new Map(), hasMore: more };
  const list = fresh ? withNewest(known, messages, more) : { messages: known.messages, hasMore: more };
  for (const message of messages) list.messages.set(message.ts, unchanged(known.messages.get(message.ts), message));
  for (const [ts, message] of store.arrivals.get(key) ?? []) {
    if (!message) list.messages.delete(ts);
    else if (reachesTo(list, ts)) list.messages.set(ts, message);
  }
  store.arrivals.delete(key);
  store.lists.set(key, list);
}

/** Keeps messages older than the newest page only if the two adjoin: a gap between them would go unnoticed. */
function withNewest(known, messages, more) {
  const first = messages[0]?.ts ?? "";
  const touches = more && [...known.messages.keys()].some((ts) => ts >= first);
  if (!touches) return { messages: new Map(), hasMore: more };
  return { messages: new Map([...known.messages].filter(([ts]) => ts < first)), hasMore: known.hasMore };
}

/** The known object if the loaded one is equal, so that its row stays. */
function unchanged(known, loaded) {
  return known && JSON.stringify(known) === JSON.stringify(loaded) ? known : loaded;
}

/** Whether it is a notice about the channel, written by nobody and never unread. */
export function isNotice(message) {
  return NOTICES.test(message.subtype ?? "");
}

function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

/** Stores a new or changed message in its lists; true if it was not known before. */
export function putMessage(channel, message) {
  const keys = [];
  if (!isReply(message) || message.subtype === "thread_broadcast") keys.push(channel);
  if (message.thread_ts || message.reply_count) keys.push(listKey(channel, message.thread_ts ?? message.ts));
  for (const key of keys) store.arrivals.get(key)?.set(message.ts, message);
  const lists = keys.map((key) => store.lists.get(key)).filter(Boolean);
  const isNew = lists.length === 0 || lists.every((list) => !list.messages.has(message.ts));
  for (const list of lists) if (reachesTo(list, message.ts)) list.messages.set(message.ts, message);
  if (isNew && isReply(message) && !message.is_ephemeral) countReply(channel, message);
  return isNew;
}

/** Whether the message falls in the loaded range; an older one comes with its page, so that there is no gap. */
function reachesTo({ messages, hasMore }, ts) {
  return !hasMore || messages.has(ts) || [...messages.keys()].some((known) => known < ts);
}

/** Updates the parent's reply count until the workspace sends the parent itself. */
function countReply(channel, reply) {
  for (const key of [channel, listKey(channel, reply.thread_ts)]) {
    const parent = store.lists.get(key)?.messages.get(reply.thread_ts);
    if (!parent || (parent.latest_reply ?? "") >= reply.ts) continue;
    const users = [...new Set([...(parent.reply_users ?? []), reply.user ?? reply.bot_id])];
    const counted = { ...parent, reply_count: (parent.reply_count ?? 0) + 1, latest_reply: reply.ts, reply_users: users };
    store.lists.get(key).messages.set(parent.ts, counted);
  }
}

export function dropMessage(channel, ts) {
  for (const [key, list] of store.lists) if (isOf(channel, key)) list.messages.delete(ts);
  for (const [key, arrived] of store.arrivals) if (isOf(channel, key)) arrived.set(ts, null);
}

function isOf(channel, key) {
  return key === channel || key.startsWith(`${channel}:`);
}

export function findMessage(channel, ts) {
  for (const [key, list] of store.lists) {
    if (isOf(channel, key) && list.messages.has(ts)) return list.messages.get(ts);
  }
  return null;
}

/** The member with that id, or a placeholder for one this workspace does not list. */
export function member(id) {
  return store.members.get(id) ?? { id, name: id, display_name: null, real_name: id, initials: "?", color: "888888" };
}

export function memberName(person) {
  return person.display_name || person.real_name || person.name;
}

/** The name of a channel; for a direct message, that of the other person. */
export function channelName(channel) {
  return channel.is_im ? memberName(member(channel.user)) : channel.name;
}

/** A conversation of named people rather than a channel. */
export function isDirect(channel) {
  return Boolean(channel.is_im || channel.is_mpim);
}

/** `#general` for a channel, the plain name for a direct message. */
export function placeName(channel) {
  return isDirect(channel) ? channelName(channel) : `#${channel.name}`;
}

/** The members that one can act as, mention or write to, the acting one first. */
export function people() {
  const real = (person) => !person.is_bot && !person.is_app_user && !person.deleted && person.id !== "USLACKBOT";
  return [...store.members.values()].filter(real).sort((a, b) => Number(b.id === store.me.id) - Number(a.id === store.me.id));
}

/** The direct message channel with a member, if there is one. */
export function dmWith(user) {
  return [...store.channels.values()].find((channel) => channel.is_im && channel.user === user) ?? null;
}
