/** Times in the acting member's time zone and language. */

import { currentLocale, t } from "./i18n.js";

const DAY_MS = 86_400_000;

let zone = "UTC";
const formats = new Map();

/** `name` is an IANA zone (`Asia/Tokyo`); an unknown one falls back to UTC. */
export function setZone(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    zone = name;
  } catch {
    zone = "UTC"; // a test member's made-up zone
  }
}

function format(date, options) {
  const key = `${currentLocale()} ${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(currentLocale(), { timeZone: zone, ...options }));
  return formats.get(key).format(date);
}

/** Slack's `ts` ("1700000000.000100") as a Date. */
export function tsDate(ts) {
  return new Date(Number(ts) * 1000);
}

export function clock(date) {
  return format(date, { hour: "numeric", minute: "2-digit" });
}

/** The current time of day in another zone; empty if the zone is made up. */
export function clockIn(name) {
  try {
    return new Intl.DateTimeFormat(currentLocale(), { timeZone: name, hour: "numeric", minute: "2-digit" }).format();
  } catch {
    return ""; // a test member's made-up zone
  }
}

export function clockSeconds(date) {
  return format(date, { hour: "numeric", minute: "2-digit", second: "2-digit" });
}

export function fullTime(date) {
  return format(date, { dateStyle: "full", timeStyle: "short" });
}

/** A key that is equal for times on the same day in the member's zone. */
export function dayKey(date) {
  return format(date, { year: "numeric", month: "2-digit", day: "2-digit" });
}

/** "Today", "Yesterday", "Tomorrow" or the date; `style` is a `dateStyle` of Intl or `weekday`. */
export function dayName(date, style = "weekday") {
  const key = dayKey(date);
  if (key === dayKey(new Date())) return t("today");
  if (key === dayKey(new Date(Date.now() - DAY_MS))) return t("yesterday");
  if (key === dayKey(new Date(Date.now() + DAY_MS))) return t("tomorrow");
  return plainDay(date, style);
}

/** The date, without "Today" and the like. */
function plainDay(date, style) {
  if (style !== "weekday") return format(date, { dateStyle: style });
  const sameYear = date.getFullYear() === new Date().getFullYear();
  return format(date, { weekday: "long", month: "long", day: "numeric", ...(sameYear ? {} : { year: "numeric" }) });
}

/** Today in the member's zone, as `2026-11-23`. */
export function today() {
  return wallClock(Date.now() / 1000).slice(0, 10);
}

const STEPS = [["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60]];

/** "3 minutes ago", "in 2 days", in the member's language. */
export function ago(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  if (step === undefined) return t("ago_now");
  return new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" }).format(Math.round(seconds / step[1]), step[0]);
}

const DATE_PARTS = {
  date_num: (date) => format(date, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (date) => plainDay(date, "long"),
  date_short: (date) => plainDay(date, "medium"),
  date_long: (date) => plainDay(date, "full"),
  date_pretty: (date) => dayName(date, "long"),
  date_short_pretty: (date) => dayName(date, "medium"),
  date_long_pretty: (date) => dayName(date, "full"),
  day_divider_pretty: (date) => dayName(date),
  time: clock,
  time_secs: clockSeconds,
  ago,
};

/** Fills `{date_short}`, `{time}` … of Slack's date token; null where a part is unknown (the fallback is shown then). */
export function dateToken(seconds, pattern) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name in DATE_PARTS) return DATE_PARTS[name](date);
    known = false;
    return whole;
  });
  return known ? text : null;
}

/** Unix seconds as `2026-11-23T09:00` in the member's zone. */
export function wallClock(seconds) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return parts.format(new Date(seconds * 1000)).replace(" ", "T");
}

/** The inverse of `wallClock`; a time that does not exist (clocks going forward) becomes a nearby one. */
export function secondsOfWallClock(text) {
  const asUtc = Date.parse(`${text}Z`) / 1000;
  const offset = Date.parse(`${wallClock(asUtc)}Z`) / 1000 - asUtc;
  const near = asUtc - offset;
  const again = Date.parse(`${wallClock(near)}Z`) / 1000 - near;
  return asUtc - again;
}
