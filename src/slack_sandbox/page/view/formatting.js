/** Formats typed text: marks around the selection, prefixes before its lines. */

/** `[name, icon, key, withShift]`; the key is pressed with Ctrl or ⌘. */
export const FORMATS = [
  ["bold", "bold", "b"],
  ["italic", "italic", "i"],
  ["strike", "strike", "x", true],
  ["code", "code", "e"],
  ["code_block", "pre", "c", true],
  ["quote", "quote", "9", true],
  ["bullet_list", "list", "8", true],
];

const MARKS = { bold: "*", italic: "_", strike: "~", code: "`", code_block: "```" };
const PREFIXES = { quote: "> ", bullet_list: "• " };
const ITEM = /^(\s*)(?:([•\-*]) |(\d+)\. )(.*)$/;

/** Replaces the selection with `text`, undoable like typing. */
export function insert(area, text) {
  area.focus();
  // The only way that keeps the browser's undo history; it also fires input events.
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
}

export function applyFormat(area, name) {
  area.focus();
  if (name in MARKS) wrap(area, MARKS[name]);
  else prefixLines(area, PREFIXES[name]);
}

function wrap(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const isWrapped = chosen.length > 2 * mark.length && chosen.startsWith(mark) && chosen.endsWith(mark);
  const text = isWrapped ? chosen.slice(mark.length, -mark.length) : mark + chosen + mark;
  insert(area, text);
  if (chosen === "") area.setSelectionRange(start + mark.length, start + mark.length);
  else area.setSelectionRange(start, start + text.length);
}

function prefixLines(area, prefix) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const to = area.selectionEnd;
  const lines = area.value.slice(from, to).split("\n");
  const all = lines.every((line) => line.startsWith(prefix));
  area.setSelectionRange(from, to);
  insert(area, lines.map((line) => (all ? line.slice(prefix.length) : prefix + line)).join("\n"));
}

/** A new line inside a list begins with the next marker; an empty item ends the list. */
export function continueList(event, area) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const found = ITEM.exec(area.value.slice(from, area.selectionStart));
  if (!found) return;
  event.preventDefault();
  const [, space, bullet, number, text] = found;
  if (text.trim() === "") {
    area.setSelectionRange(from, area.selectionStart);
    insert(area, "\n");
    return;
  }
  insert(area, `\n${space}${bullet ?? `${Number(number) + 1}.`} `);
}
