/**
 * Renders Slack's mrkdwn as elements: paragraphs, quotes and code blocks here, inline markup in
 * inline.js. Follows Slack's rules, so that what looks right here looks right in Slack.
 */

import { h } from "../dom.js";
import { decode, inline } from "./inline.js";

const FENCE = /```\n?([\s\S]+?)\n?```/g;
const QUOTE = /^(?:&gt;|>) ?(?!(?:&gt;|>){2})/;
const LONG_QUOTE = /^(?:&gt;|>){3} ?/;

/** Renders stored text to a list of nodes; `verbatim` leaves bare URLs unlinked. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(FENCE)) {
    nodes.push(...paragraphs(text.slice(from, found.index).replace(/\n$/, ""), verbatim));
    nodes.push(h("pre", { class: "code-block" }, h("code", {}, codeText(found[1]))));
    from = found.index + found[0].length;
  }
  return [...nodes, ...paragraphs(text.slice(from).replace(from ? /^\n/ : /^$/, ""), verbatim)];
}

/** Inside code, links show only their URL and nothing else is parsed. */
function codeText(text) {
  return decode(text.replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1"));
}

function paragraphs(text, verbatim) {
  if (text === "") return [];
  const nodes = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; ) {
    const [node, used] = nextBlock(lines.slice(at), verbatim);
    nodes.push(node);
    at += used;
  }
  return nodes;
}

function nextBlock(lines, verbatim) {
  if (LONG_QUOTE.test(lines[0])) return [quote([lines[0].replace(LONG_QUOTE, ""), ...lines.slice(1)], verbatim), lines.length];
  const isQuote = QUOTE.test(lines[0]);
  const end = lines.findIndex((line) => QUOTE.test(line) !== isQuote || LONG_QUOTE.test(line));
  const used = end === -1 ? lines.length : end;
  const own = lines.slice(0, used);
  if (isQuote) return [quote(own.map((line) => line.replace(QUOTE, "")), verbatim), used];
  return [h("div", { class: "text-lines" }, joinLines(own, verbatim)), used];
}

function quote(lines, verbatim) {
  return h("blockquote", { class: "quote" }, joinLines(lines, verbatim));
}

function joinLines(lines, verbatim) {
  return breakLines(lines, (line) => inline(line, { verbatim }));
}

/** Lines made by `make`, with breaks between them; an empty line becomes a gap smaller than a line. */
export function breakLines(lines, make) {
  return lines.map((line, index) => {
    if (line === "" && index > 0 && index < lines.length - 1) return h("span", { class: "blank-line" });
    const afterGap = index > 1 && lines[index - 1] === "";
    return [index > 0 && !afterGap && h("br"), make(line)];
  });
}
