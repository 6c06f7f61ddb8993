/** The table block; its first row is the header. */

import { h } from "../dom.js";
import { currentLocale } from "../i18n.js";
import { plain } from "./text.js";
import { richText } from "./rich_text.js";

export function table(block) {
  const [head, ...rows] = block.rows;
  const settings = block.column_settings ?? [];
  const line = (tag) => (row) => h("tr", {}, row.map((cell, column) => h(tag, { class: cellClass(settings[column]), scope: tag === "th" ? "col" : undefined }, cellNodes(cell))));
  const grid = h("table", { class: "table" }, h("thead", {}, [head].filter(Boolean).map(line("th"))), h("tbody", {}, rows.map(line("td"))));
  return h("div", { class: "table-box", tabIndex: 0 }, grid);
}

function cellClass(setting) {
  return [`align-${setting?.align ?? "left"}`, setting?.is_wrapped && "is-wrapped"].filter(Boolean).join(" ");
}

function cellNodes(cell) {
  if (cell?.type === "rich_text") return richText(cell);
  if (cell?.type === "raw_number" && cell.text === undefined) return new Intl.NumberFormat(currentLocale()).format(cell.value);
  return plain(String(cell?.text ?? ""));
}
