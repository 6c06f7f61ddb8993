/** Text input fields. */

import { h } from "../dom.js";

const KINDS = {
  plain_text_input: { type: "text" },
  rich_text_input: { type: "text" },
  email_text_input: { type: "email", autocomplete: "off" },
  url_text_input: { type: "url", autocomplete: "off" },
  number_input: { type: "text", inputmode: "decimal" },
};
const TYPING_PAUSE_MS = 400;

/** A single-line or multi-line text input; it notifies the app on Enter or while typing, as configured. */
export function textInput(field) {
  const { element } = field;
  const long = element.multiline || element.type === "rich_text_input";
  const node = h(long ? "textarea" : "input", {
    class: "input",
    ...(long ? { rows: 4 } : KINDS[element.type]),
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    value: shown(field.state(entry(element, startValue(element)))),
  });
  const change = () => {
    field.surface.form.set(field.block, element, entry(element, node.value));
    field.onchange?.();
  };
  node.addEventListener("input", change);
  if (field.dispatches) dispatchWhen(field, node, long);
  return node;
}

function startValue(element) {
  if (element.type === "rich_text_input") return richTextWords(element.initial_value);
  return element.initial_value ?? "";
}

function richTextWords(value) {
  return (value?.elements ?? []).map((part) => (part.elements ?? []).map((piece) => piece.text ?? "").join("")).join("\n");
}

function entry(element, text) {
  if (element.type !== "rich_text_input") return { type: element.type, value: text === "" ? null : text };
  const words = { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
  return { type: element.type, rich_text_value: text === "" ? null : words };
}

function shown(state) {
  return state.rich_text_value ? richTextWords(state.rich_text_value) : state.value ?? "";
}

function dispatchWhen(field, node, long) {
  const when = field.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = 0;
  const tell = () => field.send({ value: node.value });
  if (when.includes("on_character_entered")) {
    node.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(tell, TYPING_PAUSE_MS);
    });
  }
  if (!when.includes("on_enter_pressed")) return;
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || (long && !event.metaKey && !event.ctrlKey)) return;
    event.preventDefault();
    tell();
  });
}
