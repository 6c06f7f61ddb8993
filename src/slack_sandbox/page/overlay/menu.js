/** Menus: a list of actions, navigated with the arrow keys. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { openPopover } from "./popover.js";

/** Opens a menu of `entries`: `{label, act, icon?, hint?, danger?}` or `{heading}`; empty ones are left out. */
export function openMenu(anchor, entries, { label, onclose } = {}) {
  const list = h("div", { class: "menu" }, entries.filter(Boolean).map((entry) => menuEntry(entry, () => popover.close())));
  const popover = openPopover(anchor, list, { className: "popover-menu", label, role: "menu", onclose });
  list.addEventListener("keydown", (event) => walk(event, [...list.querySelectorAll("[role=menuitem]")]));
  list.querySelector("[role=menuitem]")?.focus();
  return popover;
}

function menuEntry(entry, close) {
  if (entry.heading) return h("div", { class: "menu-heading", role: "presentation" }, entry.heading);
  const act = () => {
    close();
    entry.act();
  };
  const words = h("span", { class: "menu-words" }, entry.label, entry.hint && h("span", { class: "menu-hint" }, entry.hint));
  const attributes = { class: entry.danger ? "menu-item danger" : "menu-item", role: "menuitem", type: "button", onclick: act };
  return h("button", attributes, entry.icon && icon(entry.icon), entry.node, words, entry.checked && icon("check"));
}

/** Handles arrow keys, Home and End among `items`. */
export function walk(event, items) {
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  if (!(event.key in steps) || items.length === 0) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement) + steps[event.key];
  const wrapped = Number.isFinite(at) ? (at + items.length) % items.length : at < 0 ? 0 : items.length - 1;
  items[wrapped].focus();
}
