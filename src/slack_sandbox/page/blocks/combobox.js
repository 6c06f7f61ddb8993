/** A select menu with a search field: one choice or several, from a list or from the app. */

import { fill, h, replace, uniqueId } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { openPopover } from "../overlay/popover.js";

const TYPING_PAUSE_MS = 250;

/**
 * `source`: `{many, chosen, load(query) → groups, waitsFor, changed(choices)}`, with `remote` where
 * loading asks the app, and `startAt` (a value) for a long list; a choice is
 * `{value, state, words, label, hint?, picture?}`.
 */
export function combobox(field, source) {
  let chosen = source.chosen;
  const placeholder = source.placeholder ?? field.element.placeholder?.text ?? t(source.many ? "choose_many" : "choose");
  const face = h("span", { class: "select-face", id: uniqueId("face") });
  const open = h("button", { class: "select-open", type: "button", "aria-haspopup": "listbox", "aria-expanded": "false" }, face, icon("down"));
  const node = h("div", { class: source.many ? "select select-many" : "select" }, open);
  const set = (next) => {
    chosen = next;
    draw();
    source.changed(chosen);
  };
  const draw = () => drawFace(node, face, chosen, source.many, placeholder, set);
  draw();
  open.addEventListener("click", () => openList(open, node, source, () => chosen, set, field.element.max_selected_items));
  return node;
}

function drawFace(node, face, chosen, many, placeholder, set) {
  node.querySelectorAll(".chip").forEach((chip) => chip.remove());
  face.classList.toggle("is-placeholder", chosen.length === 0 || many);
  replace(face, many || chosen.length === 0 ? placeholder : [chosen[0].picture?.cloneNode(true), chosen[0].label.map?.(clone) ?? chosen[0].label]);
  if (many) node.prepend(...chosen.map((choice) => chip(choice, () => set(chosen.filter((other) => other.value !== choice.value)))));
}

function clone(part) {
  return part instanceof Node ? part.cloneNode(true) : part;
}

function chip(choice, remove) {
  const label = Array.isArray(choice.label) ? choice.label.map(clone) : choice.label;
  const away = h("button", { class: "chip-remove", type: "button", "aria-label": t("remove_option", { name: choice.words }), onclick: remove }, icon("close"));
  return h("span", { class: "chip" }, choice.picture?.cloneNode(true), h("span", { class: "chip-words" }, label), away);
}

function openList(open, node, source, chosen, set, most = Infinity) {
  const listId = uniqueId("options");
  const search = h("input", {
    class: "input", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": listId, "aria-autocomplete": "list",
    autocomplete: "off", placeholder: t("search_options"), "aria-label": t("search_options"),
  });
  const list = h("div", { class: "options", role: "listbox", id: listId, "aria-multiselectable": source.many ? "true" : undefined });
  const popover = openPopover(node, h("div", { class: "select-list" }, search, list), {
    className: "popover-select",
    onclose: () => open.setAttribute("aria-expanded", "false"),
  });
  popover.panel.style.minWidth = `${Math.max(node.offsetWidth, 220)}px`;
  open.setAttribute("aria-expanded", "true");
  const toggle = (choice) => {
    if (!source.many) {
      set([choice]);
      popover.close();
      open.focus();
      return;
    }
    const has = chosen().some((other) => other.value === choice.value);
    if (!has && chosen().length >= most) return;
    set(has ? chosen().filter((other) => other.value !== choice.value) : [...chosen(), choice]);
    drawOptions();
    popover.place();
  };
  let groups = [];
  let active = 0;
  const drawOptions = () => {
    const taken = new Set(chosen().map((choice) => choice.value));
    replace(list, groups.flatMap((group) => [group.heading && h("div", { class: "menu-heading" }, group.heading), group.choices.map((choice) => optionRow(choice, taken.has(choice.value), toggle))]));
    if (!list.hasChildNodes()) fill(list, h("p", { class: "quiet centered" }, t("nothing_found")));
    mark(list, search, active);
    popover.place();
  };
  const load = loader(source, search, list, (loaded) => {
    groups = loaded;
    active = search.value === "" ? Math.max(0, loaded.flatMap((group) => group.choices).findIndex((choice) => choice.value === (chosen()[0]?.value ?? source.startAt))) : 0;
    drawOptions();
  });
  search.addEventListener("input", load);
  search.addEventListener("keydown", (event) => {
    active = step(event, list, active);
    mark(list, search, active);
  });
  load();
  search.focus();
}

function optionRow(choice, isChosen, toggle) {
  const words = h("span", { class: "menu-words" }, Array.isArray(choice.label) ? choice.label.map(clone) : choice.label, choice.hint && h("span", { class: "menu-hint" }, Array.isArray(choice.hint) ? choice.hint.map(clone) : choice.hint));
  const attributes = { class: "option", role: "option", id: uniqueId("option"), "aria-selected": String(isChosen), "data-value": choice.value };
  const row = h("div", attributes, choice.picture?.cloneNode(true), words, isChosen && icon("check"));
  row.addEventListener("click", () => toggle(choice));
  return row;
}

/** Loads immediately the first time, then debounced while typing; only the latest query's answer counts. */
function loader(source, search, list, loaded) {
  let asked = 0;
  let timer = 0;
  const run = async (number) => {
    const groups = await source.load(search.value);
    if (number === asked) loaded(groups);
  };
  return () => {
    asked += 1;
    clearTimeout(timer);
    if (search.value.length < source.waitsFor) {
      replace(list, h("p", { class: "quiet centered" }, t("type_more_n", { n: source.waitsFor })));
      return;
    }
    if (!list.hasChildNodes() || source.waitsFor) replace(list, h("p", { class: "quiet centered" }, t("loading")));
    timer = setTimeout(run, source.remote && search.value !== "" ? TYPING_PAUSE_MS : 0, asked);
  };
}

function step(event, list, active) {
  const rows = list.querySelectorAll("[role=option]");
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    rows[active]?.click();
    return active;
  }
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
  if (move) event.preventDefault();
  return Math.max(0, Math.min(active + move, rows.length - 1));
}

function mark(list, search, active) {
  const rows = list.querySelectorAll("[role=option]");
  rows.forEach((row, index) => row.classList.toggle("is-active", index === active));
  rows[active]?.scrollIntoView({ block: "nearest" });
  if (rows[active]) search.setAttribute("aria-activedescendant", rows[active].id);
}
