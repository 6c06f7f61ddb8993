/** Keeps the open place in the URL, so that a reload or a shared link returns to it. */

const PERMALINK = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{10,})(\d{6}))?\/?$/;

/** Parses the place from the URL; `focus` is the message to scroll to. */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  const place = {
    as: query.get("as"),
    channel: query.get("channel"),
    thread: query.get("thread") ?? query.get("thread_ts"),
    app: query.get("app"),
    focus: null,
  };
  const permalink = PERMALINK.exec(location.pathname);
  if (permalink === null) return place;
  const focus = permalink[2] ? `${permalink[2]}.${permalink[3]}` : null;
  return { ...place, channel: permalink[1], focus };
}

/** Writes the place to the URL; `push` adds it to the browser history. */
export function writeAddress({ as, channel, thread, app }, push = true) {
  const query = new URLSearchParams({ as });
  if (app) query.set("app", app);
  else if (channel) query.set("channel", channel);
  if (thread) query.set("thread", thread);
  const address = `/?${query}`;
  if (address === location.pathname + location.search) return;
  history[push ? "pushState" : "replaceState"](null, "", address);
}

/** A message's permalink in Slack's format. */
export function permalink(channel, message) {
  const path = `/archives/${channel}/p${message.ts.replace(".", "")}`;
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  return location.origin + path + (isReply ? `?thread_ts=${message.thread_ts}&cid=${channel}` : "");
}

/** The place of a link to a message or channel of this workspace, else null. */
export function placeOfLink(href) {
  const url = new URL(href);
  const found = url.origin === location.origin ? PERMALINK.exec(url.pathname) : null;
  if (found === null) return null;
  return { channel: found[1], focus: found[2] ? `${found[2]}.${found[3]}` : null, thread: url.searchParams.get("thread_ts") };
}
