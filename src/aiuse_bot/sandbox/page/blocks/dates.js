/** Dates and times; a date with a time is read in the acting member's zone. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { secondsOfWallClock, wallClock } from "../time.js";

export function datePicker(field) {
  const start = { type: "datepicker", selected_date: field.element.initial_date ?? null };
  return picker(field, "date", t("pick_date"), field.state(start).selected_date, (value) => ({ selected_date: value || null }));
}

export function timePicker(field) {
  const start = { type: "timepicker", selected_time: field.element.initial_time ?? null };
  return picker(field, "time", t("pick_time"), field.state(start).selected_time, (value) => ({ selected_time: value || null }));
}

export function dateTimePicker(field) {
  const start = { type: "datetimepicker", selected_date_time: field.element.initial_date_time ?? null };
  const seconds = field.state(start).selected_date_time;
  const state = (value) => ({ selected_date_time: value ? secondsOfWallClock(value) : null });
  return picker(field, "datetime-local", t("pick_date"), seconds ? wallClock(seconds) : "", state);
}

function picker(field, type, label, value, stateOf) {
  const node = h("input", { class: "input input-date", type, value: value ?? "", "aria-label": field.element.placeholder?.text ?? label });
  node.addEventListener("change", () => {
    const state = stateOf(node.value);
    return field.change(state, { selected: Object.values(state)[0] });
  });
  return node;
}
