/** Checkboxes and radio buttons. */

import { h, uniqueId } from "../dom.js";
import { textBox, textNodes } from "./text.js";

export function checkboxes(field) {
  const start = { type: "checkboxes", selected_options: field.element.initial_options ?? [] };
  const chosen = new Set(field.state(start).selected_options.map((option) => option.value));
  const changed = (option, input) => {
    if (input.checked) chosen.add(option.value);
    else chosen.delete(option.value);
    const selected = field.element.options.filter((other) => chosen.has(other.value));
    return field.change({ selected_options: selected }, { selected: selected.map((other) => other.value) });
  };
  return choices(field, "checkbox", (option) => chosen.has(option.value), changed);
}

export function radioButtons(field) {
  const start = { type: "radio_buttons", selected_option: field.element.initial_option ?? null };
  const chosen = field.state(start).selected_option?.value;
  const changed = (option) => field.change({ selected_option: option }, { selected: option.value });
  return choices(field, "radio", (option) => option.value === chosen, changed);
}

function choices(field, type, isChosen, changed) {
  const name = uniqueId("choice");
  const line = (option) => {
    const input = h("input", { type, name, value: option.value, checked: isChosen(option) });
    input.addEventListener("change", () => changed(option, input));
    const words = h("span", { class: "choice-words" }, h("span", {}, textNodes(option.text)), option.description && textBox(option.description, "choice-hint"));
    return h("label", { class: "choice" }, input, words);
  };
  return h("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group" }, field.element.options.map(line));
}
