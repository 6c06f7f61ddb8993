/** Input blocks: label, element, hint and error; and the checks before a form is submitted. */

import { h, replace, uniqueId } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { fieldElement } from "./elements.js";
import { Field } from "./interaction.js";
import { textBox, textNodes } from "./text.js";

export function inputBlock(block, surface) {
  const field = new Field(surface, block, block.element);
  const control = fieldElement(field);
  const error = h("div", { class: "field-error", role: "alert", id: uniqueId("error"), hidden: true });
  const label = h("div", { class: "field-label", id: uniqueId("label") }, textNodes(block.label), mark(block));
  const target = control.matches("input, textarea") ? control : control.querySelector("button") ?? control;
  const face = control.querySelector(".select-face");
  target.setAttribute("aria-labelledby", [label.id, face?.id].filter(Boolean).join(" "));
  target.setAttribute("aria-describedby", error.id);
  label.addEventListener("click", () => target.focus());
  if (block.element.focus_on_load) target.dataset.first = "";
  field.onchange = () => showError(node, null);
  const node = h("div", { class: "field" }, label, control, error, block.hint && textBox(block.hint, "field-hint"));
  return node;
}

function mark(block) {
  if (block.optional) return h("span", { class: "optional" }, t("optional"));
  return [h("span", { class: "required", title: t("required"), "aria-hidden": "true" }, "＊"), h("span", { class: "sr-only" }, t("required"))];
}

/** Shows the error `text` at the field, or removes it if null. */
export function showError(node, text) {
  const error = node.querySelector(".field-error");
  error.hidden = text === null;
  node.classList.toggle("has-error", text !== null);
  replace(error, text === null ? [] : [icon("warning"), text]);
}

const EMPTY = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

const CHECKS = {
  email_text_input: (value) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) && t("bad_email"),
  url_text_input: (value) => !/^https?:\/\/\S+$/.test(value) && t("bad_url"),
  number_input: (value, element) => badNumber(value, element),
  plain_text_input: (value, element) => value.length < (element.min_length ?? 0) && t("too_short_n", { n: element.min_length }),
};

function badNumber(value, { is_decimal_allowed: decimals, min_value: least = -Infinity, max_value: most = Infinity }) {
  if (!Number.isFinite(Number(value)) || (!decimals && !/^-?\d+$/.test(value))) return t("bad_number");
  if (Number(value) < Number(least)) return t("number_too_small", { least });
  return Number(value) > Number(most) && t("number_too_large", { most });
}

/** The errors to fix, by block_id; empty when the form may be submitted. */
export function problems(blocks, form) {
  const found = {};
  for (const block of blocks.filter((other) => other.type === "input")) {
    const { type, ...state } = form.get(block, block.element) ?? {};
    const value = Object.values(state)[0];
    const problem = EMPTY(value) ? !block.optional && t("fill_required") : CHECKS[type]?.(value, block.element);
    if (problem) found[block.block_id] = problem;
  }
  return found;
}
