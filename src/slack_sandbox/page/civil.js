/** Dates and times without a time zone (`2026-11-23`, `09:30`), formatted in the acting member's language. */

import { currentLocale } from "./i18n.js";

const DAY_MS = 86_400_000;
const WEEKEND = 7;

function asDate(day) {
  return new Date(`${day}T00:00:00Z`);
}

function asDay(date) {
  return date.toISOString().slice(0, 10);
}

function written(date, options) {
  return new Intl.DateTimeFormat(currentLocale(), { timeZone: "UTC", ...options }).format(date);
}

/** "Nov 23, 2026"; `dateStyle` is Intl's. */
export function writtenDay(day, dateStyle = "medium") {
  return written(asDate(day), { dateStyle });
}

/** "November 2026", for the month of `day`. */
export function writtenMonth(day) {
  return written(asDate(day), { year: "numeric", month: "long" });
}

export function writtenTime(time) {
  return written(new Date(`1970-01-01T${time}:00Z`), { timeStyle: "short" });
}

export function plusDays(day, count) {
  return asDay(new Date(asDate(day).getTime() + count * DAY_MS));
}

/** The same day of another month, or its last day if it is shorter. */
export function plusMonths(day, count) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return asDay(new Date(Date.UTC(year, month - 1 + count, Math.min(date, last))));
}

/** The first day of the week in the member's locale, Monday 1 to Sunday 7. */
function firstWeekday() {
  const place = new Intl.Locale(currentLocale());
  return (place.getWeekInfo?.() ?? place.weekInfo)?.firstDay ?? WEEKEND;
}

/** Days since the start of the week. */
export function placeInWeek(day) {
  return (asDate(day).getUTCDay() - (firstWeekday() % WEEKEND) + WEEKEND) % WEEKEND;
}

/** The weeks that cover the month of `day`, each of seven days. */
export function weeksOfMonth(day) {
  const first = `${day.slice(0, 8)}01`;
  const start = plusDays(first, -placeInWeek(first));
  const length = placeInWeek(first) + Number(plusDays(plusMonths(first, 1), -1).slice(8));
  const weeks = Math.ceil(length / 7);
  return Array.from({ length: weeks }, (_, week) => Array.from({ length: 7 }, (_, at) => plusDays(start, week * 7 + at)));
}

/** `[short, long]` weekday names, in calendar order. */
export function weekdays() {
  const [week] = weeksOfMonth("2026-11-23");
  return week.map((day) => [written(asDate(day), { weekday: "narrow" }), written(asDate(day), { weekday: "long" })]);
}

const TYPED = /^(午前|午後)?\s*(\d{1,2})(?:[:：時.]?\s*([0-5]\d)?)分?\s*([ap])?\.?m?\.?$/i;

/** Parses a typed time (`9:05`, `1430`, `2 pm`, `午後2時`) into `HH:MM`; null if it is not one. */
export function typedTime(text) {
  const found = TYPED.exec(text.trim().normalize("NFKC"));
  if (!found) return null;
  const isAfternoon = found[1] === "午後" || found[4]?.toLowerCase() === "p";
  const isMorning = found[1] === "午前" || found[4]?.toLowerCase() === "a";
  const hour = Number(found[2]);
  const real = isAfternoon && hour < 12 ? hour + 12 : isMorning && hour === 12 ? 0 : hour;
  return real < 24 ? `${String(real).padStart(2, "0")}:${found[3] ?? "00"}` : null;
}

/** Every half hour of a day. */
export function halfHours() {
  return Array.from({ length: 48 }, (_, at) => `${String(at >> 1).padStart(2, "0")}:${at % 2 ? "30" : "00"}`);
}
