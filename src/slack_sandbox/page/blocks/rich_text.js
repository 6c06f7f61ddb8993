/** The rich_text block, which people's posts consist of. */

import { h, link } from "../dom.js";
import { emojiNode } from "../format/emoji.js";
import { channelMention, userMention } from "../format/inline.js";
import { breakLines } from "../format/mrkdwn.js";
import { dateToken } from "../time.js";

const MAKE = {
  rich_text_section: (part) => h("div", { class: "text-lines" }, pieces(part.elements)),
  rich_text_quote: (part) => h("blockquote", { class: "quote" }, pieces(part.elements)),
  rich_text_preformatted: (part) => h("pre", { class: "code-block" }, h("code", {}, pieces(part.elements, true))),
  rich_text_list: list,
};

export function richText(block) {
  return h("div", { class: "rich-text" }, block.elements.map((part) => MAKE[part.type]?.(part)));
}

function list(part) {
  const items = part.elements.map((item) => h("li", {}, pieces(item.elements ?? [])));
  const attributes = { class: `rich-list indent-${Math.min(part.indent ?? 0, 8)}`, start: part.style === "ordered" && part.offset ? part.offset + 1 : undefined };
  return h(part.style === "ordered" ? "ol" : "ul", attributes, items);
}

function pieces(elements, raw = false) {
  return elements.map((piece) => (raw ? piece.text ?? piece.url ?? "" : styled(PIECES[piece.type]?.(piece) ?? lines(piece.text ?? ""), piece.style)));
}

const PIECES = {
  text: (piece) => lines(piece.text),
  link: (piece) => link(piece.url, piece.text || piece.url),
  emoji: (piece) => emojiNode(piece.skin_tone ? `${piece.name}::skin-tone-${piece.skin_tone}` : piece.name),
  user: (piece) => userMention(piece.user_id),
  channel: (piece) => channelMention(piece.channel_id),
  usergroup: (piece) => h("span", { class: "mention" }, `@${piece.usergroup_id}`),
  broadcast: (piece) => h("span", { class: "mention mention-loud" }, `@${piece.range}`),
  date: (piece) => h("time", { class: "date" }, dateToken(piece.timestamp, piece.format) ?? piece.fallback ?? ""),
  color: (piece) => h("span", { class: "color-piece" }, h("span", { class: "color-dot", style: { background: piece.value } }), piece.value),
};

function lines(text) {
  return breakLines(text.split("\n"), (line) => line);
}

function styled(content, style = {}) {
  const tags = { bold: "strong", italic: "em", strike: "s", underline: "u" };
  const wrapped = style?.code ? h("code", { class: "code" }, content) : content;
  return Object.entries(tags).reduce((inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner), wrapped);
}
