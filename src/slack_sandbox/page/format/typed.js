/** Converts stored mrkdwn back to what a person would type, for editing. */

import { memberName, store } from "../store.js";
import { lookUp } from "./emoji.js";
import { decode } from "./inline.js";

/** Mentions become `@name` and `#name`, links their URL, escapes their characters. */
export function asTyped(text) {
  const plain = text.replace(/<([^<>\n]+)>/g, (whole, inner) => {
    const [target, label] = inner.split("|");
    if (target.startsWith("@")) return `@${store.members.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    if (target.startsWith("#")) return `#${store.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    if (target.startsWith("!")) return `@${label ?? target.slice(1)}`;
    return target.replace(/^mailto:/, "");
  });
  return decode(plain);
}

/** A message as one line of plain text, for announcements and notices. */
export function oneLine(text) {
  const named = text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id) => (store.members.has(id) ? `@${memberName(store.members.get(id))}` : whole));
  return asTyped(named).replace(/:([a-z0-9_+-]+):/g, (whole, name) => lookUp(name)?.character ?? whole).replace(/\s+/g, " ").trim();
}
