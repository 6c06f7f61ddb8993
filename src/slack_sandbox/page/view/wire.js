/** The wire drawer: each call and delivery with its JSON, for the app's developers. */

import { attempt } from "../attempt.js";
import { get } from "../api.js";
import { fill, h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { clockSeconds } from "../time.js";

const POLL_MS = 1500;
const MOST = 300;
const SOURCES = ["calls", "deliveries"];

const state = { timer: 0, source: "deliveries", since: {}, entries: { calls: [], deliveries: [] } };
const parts = {};

export function toggleWire() {
  const pane = document.getElementById("wire");
  pane.hidden = !pane.hidden;
  document.getElementById("app").classList.toggle("wire-open", !pane.hidden);
  clearTimeout(state.timer);
  if (pane.hidden) return pane.replaceChildren();
  build(pane);
  return poll();
}

function build(pane) {
  parts.list = h("div", { class: "wire-list", tabIndex: 0 });
  parts.filter = h("input", { class: "input", type: "search", placeholder: t("filter"), "aria-label": t("filter") });
  parts.filter.addEventListener("input", draw);
  parts.tabs = h("div", { class: "tabs", role: "tablist" });
  const away = h("button", { class: "icon-button", type: "button", "aria-label": t("close"), onclick: toggleWire }, icon("close"));
  const title = h("div", { class: "header-title" }, h("h2", {}, t("wire")), h("div", { class: "header-line" }, t("wire_hint")));
  pane.setAttribute("aria-label", t("wire"));
  replace(pane, h("header", { class: "header" }, title, away), parts.tabs, h("div", { class: "wire-filter" }, parts.filter), parts.list);
  drawTabs();
  draw();
}

function drawTabs() {
  const choose = (source) => () => {
    state.source = source;
    drawTabs();
    draw();
  };
  replace(parts.tabs, SOURCES.map((source) => h("button", { class: source === state.source ? "tab is-open" : "tab", type: "button", role: "tab", "aria-selected": String(source === state.source), onclick: choose(source) }, t(source))));
}

async function poll() {
  for (const source of SOURCES) await load(source);
  if (!document.getElementById("wire").hidden) state.timer = setTimeout(poll, POLL_MS);
}

async function load(source) {
  const answer = await attempt(() => get(source, { since: state.since[source] }));
  const fresh = answer?.[source] ?? [];
  if (fresh.length === 0) return;
  state.since[source] = fresh.at(-1).n;
  // An attempt that was in flight may come again with its outcome: the later one counts.
  const merged = new Map([...state.entries[source], ...fresh].map((entry) => [entry.n, entry]));
  state.entries[source] = [...merged.values()].slice(-MOST);
  if (source === state.source) draw();
}

function draw() {
  const wanted = parts.filter.value.trim().toLowerCase();
  const shown = state.entries[state.source].filter((entry) => wanted === "" || JSON.stringify(entry).toLowerCase().includes(wanted));
  const open = new Set([...parts.list.querySelectorAll("details[open]")].map((node) => node.dataset.n));
  replace(parts.list, shown.toReversed().map((entry) => line(entry, open.has(String(entry.n)))));
  if (shown.length === 0) fill(parts.list, h("p", { class: "quiet centered" }, t("wire_empty")));
}

function line(entry, isOpen) {
  const name = entry.method ?? [entry.kind, entry.type].filter(Boolean).join(" · ");
  const good = entry.method ? entry.response?.ok : entry.acknowledged;
  const time = new Date(typeof entry.at === "number" ? entry.at * 1000 : entry.at);
  const note = entry.method ? entry.response?.error : [entry.via, entry.attempt > 0 && `#${entry.attempt}`, entry.error].filter(Boolean).join(" ");
  const summary = h("summary", {}, h("span", { class: good ? "dot dot-good" : "dot dot-bad" }), h("span", { class: "wire-name" }, name), note && h("span", { class: "quiet" }, note), h("time", { class: "quiet" }, Number.isNaN(time.getTime()) ? "" : clockSeconds(time)));
  const node = h("details", { class: "wire-entry", "data-n": entry.n, open: isOpen }, summary);
  const expand = () => node.open && node.childElementCount === 1 && fill(node, json(entry.arguments ?? entry.payload), json(entry.response));
  node.addEventListener("toggle", expand);
  expand();
  return node;
}

function json(value) {
  return value === undefined || value === null || value === "" ? null : h("pre", { class: "code-block" }, JSON.stringify(value, null, 2));
}
