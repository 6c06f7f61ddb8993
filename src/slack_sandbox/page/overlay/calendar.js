/** A calendar for choosing a day by pointer or keyboard. */

import { placeInWeek, plusDays, plusMonths, weekdays, weeksOfMonth, writtenDay, writtenMonth } from "../civil.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { today } from "../time.js";
import { openPopover } from "./popover.js";

/** Opens beside `anchor` at the day `chosen` (or today); `onpick` gets a day, or null if it is cleared. */
export function openCalendar(anchor, { chosen, label, onpick, onclose }) {
  const panel = h("div", { class: "calendar" });
  const popover = openPopover(anchor, panel, { className: "popover-calendar", label, role: "dialog", onclose });
  const pick = (day) => {
    popover.close();
    anchor.focus();
    onpick(day);
  };
  const show = (day) => {
    replace(panel, head(day, show), grid(day, chosen, pick), foot(chosen, pick));
    popover.place();
  };
  const focus = (day) => {
    show(day);
    panel.querySelector(`[data-day="${day}"]`).focus();
  };
  panel.addEventListener("keydown", (event) => walk(event, focus));
  focus(chosen || today());
}

function head(day, show) {
  const turn = (months, name, sign) => h("button", { class: "icon-button", type: "button", "aria-label": t(name), onclick: () => show(plusMonths(day, months)) }, icon(sign));
  return h("div", { class: "calendar-head" }, turn(-1, "month_before", "back"), h("div", { class: "calendar-month", "aria-live": "polite" }, writtenMonth(day)), turn(1, "month_after", "forward"));
}

function grid(day, chosen, pick) {
  const names = weekdays().map(([short, long]) => h("th", { scope: "col", abbr: long }, short));
  const cell = (date) => h("td", { role: "gridcell" }, dayButton(date, { day, chosen, pick }));
  const rows = weeksOfMonth(day).map((week) => h("tr", {}, week.map(cell)));
  return h("table", { class: "calendar-days", role: "grid", "aria-label": writtenMonth(day) }, h("thead", {}, h("tr", {}, names)), h("tbody", {}, rows));
}

function dayButton(date, { day, chosen, pick }) {
  const classes = ["calendar-day", date.slice(0, 7) !== day.slice(0, 7) && "is-beside", date === chosen && "is-chosen", date === today() && "is-today"];
  const attributes = { class: classes.filter(Boolean).join(" "), type: "button", "data-day": date, tabIndex: date === day ? 0 : -1, "aria-label": writtenDay(date, "full"), "aria-pressed": String(date === chosen) };
  return h("button", { ...attributes, onclick: () => pick(date) }, String(Number(date.slice(8))));
}

function foot(chosen, pick) {
  const clear = chosen && h("button", { class: "text-button", type: "button", onclick: () => pick(null) }, t("clear"));
  return h("div", { class: "calendar-foot" }, h("button", { class: "text-button", type: "button", onclick: () => pick(today()) }, t("today")), clear);
}

const STEPS = {
  ArrowLeft: (day) => plusDays(day, -1),
  ArrowRight: (day) => plusDays(day, 1),
  ArrowUp: (day) => plusDays(day, -7),
  ArrowDown: (day) => plusDays(day, 7),
  Home: (day) => plusDays(day, -placeInWeek(day)),
  End: (day) => plusDays(day, 6 - placeInWeek(day)),
  PageUp: (day) => plusMonths(day, -1),
  PageDown: (day) => plusMonths(day, 1),
};

function walk(event, focus) {
  const { day } = event.target.dataset;
  if (!day || !(event.key in STEPS)) return;
  event.preventDefault();
  focus(STEPS[event.key](day));
}
