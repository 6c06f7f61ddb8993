/** Dates and times in the acting member's language; a date with a time is interpreted in their time zone. */

import { halfHours, typedTime, writtenDay, writtenTime } from "../civil.js";
import { h, replace, uniqueId } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { openCalendar } from "../overlay/calendar.js";
import { secondsOfWallClock, today, wallClock } from "../time.js";
import { combobox } from "./combobox.js";

const MORNING = "09:00";

export function datePicker(field) {
  const start = { type: "datepicker", selected_date: field.element.initial_date ?? null };
  return dayField(field.element.placeholder?.text, field.state(start).selected_date, (day) => field.change({ selected_date: day }, { selected: day }));
}

export function timePicker(field) {
  const start = { type: "timepicker", selected_time: field.element.initial_time ?? null };
  return timeField(field, field.state(start).selected_time, (time) => field.change({ selected_time: time }, { selected: time }));
}

/** A date and a time field; the one not chosen yet defaults to today, or to nine o'clock. */
export function dateTimePicker(field) {
  const start = { type: "datetimepicker", selected_date_time: field.element.initial_date_time ?? null };
  const seconds = field.state(start).selected_date_time;
  let [day, time] = seconds ? wallClock(seconds).split("T") : [null, null];
  const node = h("div", { class: "date-time" });
  const set = (nextDay, nextTime) => {
    [day, time] = [nextDay, nextTime];
    draw();
    const chosen = day && secondsOfWallClock(`${day}T${time}`);
    return field.change({ selected_date_time: chosen }, { selected: chosen });
  };
  const draw = () => replace(node, dayField(null, day, (next) => set(next, next && (time ?? MORNING))), timeField(field, time, (next) => set(day ?? today(), next)));
  draw();
  return node;
}

function dayField(placeholder, chosen, changed) {
  let day = chosen;
  const words = placeholder ?? t("pick_date");
  const face = h("span", { class: "select-face", id: uniqueId("face") });
  const open = h("button", { class: "select-open", type: "button", "aria-haspopup": "dialog" }, icon("calendar"), face);
  const draw = () => {
    face.classList.toggle("is-placeholder", !day);
    replace(face, day ? writtenDay(day) : words);
  };
  const pick = (next) => {
    day = next;
    draw();
    return changed(day);
  };
  open.addEventListener("click", () => openCalendar(open, { chosen: day, label: words, onpick: pick }));
  draw();
  return h("div", { class: "select select-date" }, open);
}

function timeField(field, time, changed) {
  const node = combobox(field, {
    many: false,
    placeholder: field.element.type === "timepicker" ? field.element.placeholder?.text ?? t("pick_time") : t("pick_time"),
    chosen: time ? [timeChoice(time)] : [],
    load: (query) => [{ heading: null, choices: timesFor(query).map(timeChoice) }],
    waitsFor: 0,
    startAt: time ?? MORNING,
    changed: ([choice]) => changed(choice.value),
  });
  node.classList.add("select-time");
  return node;
}

function timesFor(query) {
  if (query.trim() === "") return halfHours();
  const exact = typedTime(query);
  const similar = halfHours().filter((time) => time !== exact && (time.startsWith(query) || writtenTime(time).startsWith(query)));
  return exact ? [exact, ...similar] : similar;
}

function timeChoice(time) {
  return { value: time, state: time, words: writtenTime(time), label: writtenTime(time) };
}
