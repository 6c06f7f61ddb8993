/** Block Kit's text objects. */

import { h } from "../dom.js";
import { emojiNode } from "../format/emoji.js";
import { mrkdwn } from "../format/mrkdwn.js";

const EMOJI = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g;

/** Nodes of a `plain_text` or `mrkdwn` object; none if there is no object. */
export function textNodes(text) {
  if (!text) return [];
  if (typeof text === "string") return plain(text);
  return text.type === "mrkdwn" ? mrkdwn(text.text, { verbatim: text.verbatim }) : plain(text.text, text.emoji !== false);
}

/** Text without styles; emoji `:names:` become emoji if `emoji` is set. */
export function plain(text, emoji = true) {
  if (!emoji) return [text];
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(EMOJI)) {
    nodes.push(text.slice(from, found.index), emojiNode(found[1]));
    from = found.index + found[0].length;
  }
  return [...nodes, text.slice(from)];
}

/** Like `textNodes`, in its own element. */
export function textBox(text, className) {
  return h("div", { class: className }, textNodes(text));
}
