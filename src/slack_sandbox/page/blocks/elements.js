/** Interactive elements by type; buttons and overflow menus are here, input fields in their own files. */

import { h, safeLink } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { openMenu } from "../overlay/menu.js";
import { checkboxes, radioButtons } from "./choices.js";
import { datePicker, dateTimePicker, timePicker } from "./dates.js";
import { fileInput } from "./files.js";
import { textInput } from "./inputs.js";
import { Field } from "./interaction.js";
import { picture } from "./picture.js";
import { select } from "./selects.js";
import { plain, textNodes } from "./text.js";

const RENDER = {
  button,
  overflow,
  image: (item) => picture(item, "accessory-image"),
  icon_button: iconButton,
  workflow_button: button,
  checkboxes: checkboxes,
  radio_buttons: radioButtons,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  rich_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  file_input: fileInput,
};
const SELECTS = /^(multi_)?(static|external|users|channels|conversations)_select$/;

/** Renders an element of `block` on `surface`. */
export function element(item, block, surface) {
  return fieldElement(new Field(surface, block, item));
}

/** Like `element`, for a field that exists already. */
export function fieldElement(field) {
  const { type } = field.element;
  if (SELECTS.test(type)) return select(field);
  const render = RENDER[type];
  if (!render) return h("span", { class: "quiet" }, t("unsupported", { type }));
  return render === RENDER.image ? render(field.element) : render(field);
}

function button(field) {
  const { text, style, url, accessibility_label: label } = field.element;
  const className = ["button", style === "primary" && "button-primary", style === "danger" && "button-danger"].filter(Boolean).join(" ");
  const press = async () => {
    if (node.classList.contains("is-working")) return;
    const address = url && safeLink(url);
    if (address) window.open(address, "_blank", "noopener");
    await field.send({ value: field.element.value }, node);
  };
  const node = h("button", { class: className, type: "button", "aria-label": label, onclick: press }, h("span", { class: "button-text" }, textNodes(text)), url && icon("external"));
  return node;
}

function iconButton(field) {
  const { text, icon: name, accessibility_label: label } = field.element;
  const drawn = name === "trash" ? icon("trash") : plain(text.text);
  const node = h("button", { class: "icon-button", type: "button", "aria-label": label ?? text.text, "data-tip": text.text }, drawn);
  node.addEventListener("click", () => field.send({ value: field.element.value }, node));
  return node;
}

function overflow(field) {
  const entries = field.element.options.map((option) => ({
    label: textNodes(option.text),
    hint: option.description && textNodes(option.description),
    icon: option.url ? "external" : undefined,
    act: () => chooseOverflow(field, option, node),
  }));
  const node = h("button", { class: "button button-square", type: "button", "aria-label": t("more_options"), "aria-haspopup": "menu" }, icon("moreUp"));
  node.addEventListener("click", () => openMenu(node, entries, { label: t("more_options") }));
  return node;
}

function chooseOverflow(field, option, node) {
  const address = option.url && safeLink(option.url);
  if (address) window.open(address, "_blank", "noopener");
  return field.send({ selected: option.value }, node);
}
