/** The emoji picker: search, groups, skin tones, keyboard. */

import { h, replace } from "../dom.js";
import { emojiGroups, emojiNode, findEmoji } from "../format/emoji.js";
import { t } from "../i18n.js";
import { openPopover } from "./popover.js";

const TONES = ["", "2", "3", "4", "5", "6"];
const COLUMNS = 8;
const RECENT = "sandbox.recent-emoji";
const PRAISE = ["clap", "tada", "raised_hands"];

function stored(key, fallback) {
  return JSON.parse(localStorage.getItem(key) ?? "null") ?? fallback;
}

/** The three emoji of the quick row, most recently used first. */
export function quickEmoji() {
  return [...new Set([...stored(RECENT, []), ...PRAISE])].slice(0, 3);
}

function remember(name) {
  const recent = [name, ...stored(RECENT, []).filter((other) => other !== name)];
  localStorage.setItem(RECENT, JSON.stringify(recent.slice(0, 12)));
}

/** Opens beside `anchor`; `onpick` gets Slack's name of the chosen emoji (`clap::skin-tone-3`). */
export function openEmojiPicker(anchor, onpick, onclose) {
  let tone = localStorage.getItem("sandbox.skin-tone") ?? "";
  const search = h("input", { class: "input", type: "search", placeholder: t("search_emoji"), "aria-label": t("search_emoji") });
  const grid = h("div", { class: "emoji-grid", role: "listbox", "aria-label": t("insert_emoji") });
  const foot = h("div", { class: "emoji-foot" });
  const content = h("div", { class: "emoji-picker" }, h("div", { class: "emoji-search" }, search), grid, foot);
  const popover = openPopover(anchor, content, { className: "popover-emoji", label: t("add_reaction"), role: "dialog", onclose });
  const pick = (name) => {
    remember(name);
    popover.close();
    onpick(name);
  };
  const draw = () => {
    replace(grid, search.value.trim() ? [found(search.value, tone, pick)] : groups(tone, pick));
    grid.querySelector(".emoji-cell")?.setAttribute("tabindex", "0");
  };
  const setTone = (next) => {
    tone = next;
    localStorage.setItem("sandbox.skin-tone", tone);
    replace(foot, toneRow(tone, setTone));
    draw();
  };
  search.addEventListener("input", draw);
  content.addEventListener("keydown", (event) => move(event, search, grid));
  setTone(tone);
  popover.place();
  search.focus();
}

function groups(tone, pick) {
  return emojiGroups().map(([, entries]) => h("div", { class: "emoji-group", role: "group" }, entries.map((entry) => cell(entry, tone, pick))));
}

function found(query, tone, pick) {
  const entries = findEmoji(query);
  if (entries.length === 0) return h("p", { class: "quiet centered" }, t("nothing_found"));
  return h("div", { class: "emoji-group" }, entries.map((entry) => cell(entry, tone, pick)));
}

function cell(entry, tone, pick) {
  const name = entry.takesTone && tone ? `${entry.name}::skin-tone-${tone}` : entry.name;
  const attributes = { class: "emoji-cell", type: "button", role: "option", tabIndex: -1, "aria-label": `:${entry.name}:`, "data-tip": `:${entry.names.join(": :")}:` };
  return h("button", { ...attributes, onclick: () => pick(name) }, emojiNode(name));
}

function toneRow(current, setTone) {
  return TONES.map((tone) => {
    const pressed = String(tone === current);
    const name = tone ? `hand::skin-tone-${tone}` : "hand";
    return h("button", { class: "emoji-cell", type: "button", "aria-pressed": pressed, "aria-label": `${t("skin_tone")} ${tone || "1"}`, onclick: () => setTone(tone) }, emojiNode(name));
  });
}

function move(event, search, grid) {
  const cells = [...grid.querySelectorAll(".emoji-cell")];
  const at = cells.indexOf(document.activeElement);
  if (event.key === "Enter" && document.activeElement === search && !event.isComposing) {
    event.preventDefault();
    cells[0]?.click();
    return;
  }
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
  if (step === undefined || (at === -1 && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const next = at === -1 ? 0 : at + step;
  (next < 0 ? search : cells[Math.min(next, cells.length - 1)])?.focus();
}
