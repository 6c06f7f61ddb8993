/** The markdown block: headings, lists, tasks, quotes, code, tables and rules of standard Markdown. */

import { h, link } from "../dom.js";
import { emojiNode } from "../format/emoji.js";

const RULES = [
  [/^```(\S*)\s*$/, fence],
  [/^(#{1,6})\s+(.*?)\s*#*$/, heading],
  [/^\s*([-*_])(\s*\1){2,}\s*$/, (lines) => [h("hr", { class: "block-divider" }), lines.slice(1)]],
  [/^>\s?/, quote],
  [/^\s*(?:[-*+]|\d+[.)])\s+/, list],
  [/^\s*\|.*\|\s*$/, table],
];
const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

export function markdownBlock(block) {
  return h("div", { class: "markdown" }, parts(block.text.split("\n")));
}

function parts(lines) {
  const nodes = [];
  let rest = lines;
  while (rest.length > 0) {
    const [node, left] = nextPart(rest);
    nodes.push(node);
    rest = left;
  }
  return nodes;
}

function ruleOf(line) {
  return RULES.find(([pattern]) => pattern.test(line));
}

function nextPart(lines) {
  if (lines[0].trim() === "") return [null, lines.slice(1)];
  const rule = ruleOf(lines[0]);
  if (rule) return rule[1](lines, rule[0].exec(lines[0]));
  const end = lines.findIndex((line, index) => index > 0 && (line.trim() === "" || ruleOf(line)));
  const own = end === -1 ? lines : lines.slice(0, end);
  return [h("p", {}, own.map((line, index) => [index > 0 && h("br"), spans(line)])), lines.slice(own.length)];
}

function fence(lines) {
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === "```");
  const own = lines.slice(1, end === -1 ? undefined : end);
  return [h("pre", { class: "code-block" }, h("code", {}, own.join("\n"))), end === -1 ? [] : lines.slice(end + 1)];
}

function heading(lines, found) {
  return [h(`h${Math.min(found[1].length + 2, 6)}`, { class: `md-heading md-${found[1].length}` }, spans(found[2])), lines.slice(1)];
}

function takeWhile(lines, belongs) {
  const end = lines.findIndex((line) => !belongs(line));
  return end === -1 ? lines : lines.slice(0, end);
}

function quote(lines) {
  const own = takeWhile(lines, (line) => /^>/.test(line));
  return [h("blockquote", { class: "quote" }, parts(own.map((line) => line.replace(/^>\s?/, "")))), lines.slice(own.length)];
}

function list(lines) {
  const own = takeWhile(lines, (line) => ITEM.test(line) || /^\s+\S/.test(line));
  return [listOf(own), lines.slice(own.length)];
}

/** Items at the first line's depth; deeper lines become children of the item before them. */
function listOf(lines) {
  const [, space, sign] = ITEM.exec(lines[0]);
  const items = [];
  for (const line of lines) {
    const found = ITEM.exec(line);
    if (found && found[1].length <= space.length) items.push([found[3], []]);
    else items.at(-1)[1].push(line);
  }
  const inside = (deeper) => deeper.length > 0 && (ITEM.test(deeper[0]) ? listOf(deeper) : [h("br"), spans(deeper.join(" ").trim())]);
  const nodes = items.map(([text, deeper]) => h("li", {}, task(text), inside(deeper)));
  return h(/\d/.test(sign) ? "ol" : "ul", { class: "rich-list", start: /\d/.test(sign) ? parseInt(sign, 10) : undefined }, nodes);
}

function task(text) {
  const found = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (!found) return spans(text);
  return [h("input", { type: "checkbox", disabled: true, checked: found[1] !== " " }), " ", spans(found[2])];
}

function table(lines) {
  const own = takeWhile(lines, (line) => /^\s*\|.*\|\s*$/.test(line));
  const rows = own.map((line) => line.trim().slice(1, -1).split("|").map((cell) => cell.trim()));
  const ruled = rows[1]?.every((cell) => /^:?-+:?$/.test(cell));
  const align = (column) => (ruled && /:$/.test(rows[1][column] ?? "") ? (/^:/.test(rows[1][column]) ? "align-center" : "align-right") : "align-left");
  const row = (cells, tag) => h("tr", {}, cells.map((cell, column) => h(tag, { class: align(column) }, spans(cell))));
  const body = rows.slice(ruled ? 2 : 1).map((cells) => row(cells, "td"));
  return [h("div", { class: "table-box", tabIndex: 0 }, h("table", { class: "table" }, h("thead", {}, row(rows[0], "th")), h("tbody", {}, body))), lines.slice(own.length)];
}

const SPANS = [
  [/`([^`]+)`/, ([, code]) => h("code", { class: "code" }, code)],
  [/\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__/, ([, stars, lines]) => h("strong", {}, spans(stars ?? lines))],
  [/~~(.+?)~~/, ([, text]) => h("s", {}, spans(text))],
  [/\*(?=\S)([^*]+?)(?<=\S)\*|(?<![\p{L}\p{N}])_(?=\S)([^_]+?)(?<=\S)_(?![\p{L}\p{N}])/u, ([, stars, lines]) => h("em", {}, spans(stars ?? lines))],
  [/!?\[([^\]]*)\]\(([^)\s]+)\)/, ([, text, address]) => link(address, spans(text))],
  [/https?:\/\/[^\s<>)]*[^\s<>).,;:!?]/, ([address]) => link(address, address)],
  [/:([a-z0-9_+-]+(?:::skin-tone-[2-6])?):/, ([, name]) => emojiNode(name)],
];

/** Parses styles within a line, always the one that begins first. */
function spans(text) {
  const found = SPANS.map(([pattern, make]) => [pattern.exec(text), make]).filter(([match]) => match);
  if (found.length === 0) return [text];
  const [match, make] = found.reduce((best, other) => (other[0].index < best[0].index ? other : best));
  return [text.slice(0, match.index), make(match), ...spans(text.slice(match.index + match[0].length))];
}
