/** Inline mrkdwn, within one line: styles, code, links, mentions, dates and emoji. */

import { h, link } from "../dom.js";
import { t } from "../i18n.js";
import { memberName, store } from "../store.js";
import { dateToken, fullTime } from "../time.js";
import { emojiNode } from "./emoji.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Undoes Slack's three escapes. */
export function decode(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

const TOKENS = [
  ["code", /`([^`\n]+)`/y],
  ["special", /<([^<>\n]+)>/y],
  ["emoji", /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/y],
  ["address", /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]}'"。、」）]/y],
];
const STYLES = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

/** The nodes of one line; `verbatim` leaves bare URLs as text. */
export function inline(line, { verbatim = false } = {}) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < line.length; ) {
    const [node, length] = tokenAt(line, at, verbatim) ?? styleAt(line, at, verbatim) ?? [null, 0];
    if (length === 0) plain += line[at];
    else nodes.push(decode(plain), node);
    if (length > 0) plain = "";
    at += length || 1;
  }
  return [...nodes, decode(plain)];
}

function tokenAt(line, at, verbatim) {
  for (const [kind, pattern] of TOKENS) {
    if (kind === "address" && (verbatim || WORD.test(line[at - 1] ?? ""))) continue;
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found) return [MAKE[kind](found[1] ?? found[0], verbatim), found[0].length];
  }
  return null;
}

/** A style mark opens and closes only at word boundaries; inside a word it is a plain character. */
function styleAt(line, at, verbatim) {
  const mark = line[at];
  if (!(mark in STYLES) || WORD.test(line[at - 1] ?? "") || /[\s]|^$/.test(line[at + 1] ?? "") || line[at + 1] === mark) return null;
  for (let end = line.indexOf(mark, at + 2); end !== -1; end = line.indexOf(mark, end + 1)) {
    if (/\s/.test(line[end - 1]) || WORD.test(line[end + 1] ?? "") || insideToken(line, at, end)) continue;
    return [h(STYLES[mark], {}, inline(line.slice(at + 1, end), { verbatim })), end - at + 1];
  }
  return null;
}

/** Whether a candidate closing mark is inside `<…>` or code that began after the opening mark. */
function insideToken(line, from, end) {
  const before = line.slice(from, end);
  return before.lastIndexOf("<") > before.lastIndexOf(">") || (before.match(/`/g)?.length ?? 0) % 2 === 1;
}

const MAKE = {
  code: (text) => h("code", { class: "code" }, decode(text)),
  emoji: (name) => emojiNode(name),
  address: (address) => link(decode(address), decode(address)),
  special,
};

function special(inner, verbatim) {
  const [target, label] = splitLabel(inner);
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return dateMention(target, label);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, decode(label ?? target));
  if (target.startsWith("!")) return h("span", { class: "mention mention-loud" }, `@${decode(label ?? target.slice(1)).replace(/^@/, "")}`);
  if (/^(https?|mailto):/.test(target)) return link(decode(target), label ? inline(label, { verbatim }) : decode(target).replace(/^mailto:/, ""));
  return decode(`<${inner}>`);
}

function splitLabel(inner) {
  const bar = inner.indexOf("|");
  return bar === -1 ? [inner, null] : [inner.slice(0, bar), inner.slice(bar + 1)];
}

/** `@name`; a mention of the acting member is highlighted. */
export function userMention(id, label = null) {
  const known = store.members.get(id);
  const name = known ? memberName(known) : label ?? t("unknown_member");
  return h("span", { class: id === store.me?.id ? "mention mention-me" : "mention", title: known?.real_name }, `@${name}`);
}

/** `#name`, which opens the channel; the name of a private channel the member is not in stays hidden. */
export function channelMention(id, label = null) {
  const known = store.channels.get(id);
  if (!known) return h("span", { class: "mention" }, label ? `#${decode(label)}` : t("private_mention"));
  return h("a", { class: "mention", href: `/archives/${id}` }, `#${known.name}`);
}

function dateMention(target, fallback) {
  const [, seconds, pattern, address] = target.split("^");
  const text = dateToken(seconds, pattern ?? "");
  const shown = text === null ? decode(fallback ?? "") : decode(text);
  const time = h("time", { class: "date", title: text === null ? undefined : fullTime(new Date(Number(seconds) * 1000)) }, shown);
  return address ? link(decode(address), time) : time;
}
