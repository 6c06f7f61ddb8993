/** Short notices at the edge of the page, and announcements for screen readers. */

import { h } from "../dom.js";
import { icon } from "../icons.js";

const SHOWN_MS = 6000;
const ICONS = { error: "warning", warning: "warning", info: "check" };

/** Shows a notice; `level` is error, warning or info. Screen readers read errors immediately. */
export function toast(text, level = "info") {
  const shelf = document.getElementById("toasts");
  const note = h("div", { class: `toast toast-${level}`, role: level === "error" ? "alert" : "status" }, icon(ICONS[level] ?? "check"), h("span", {}, text));
  shelf.append(note);
  // Shown again each time, so that it is above any dialog opened meanwhile.
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover();
  const away = () => {
    note.remove();
    if (!shelf.hasChildNodes() && shelf.matches(":popover-open")) shelf.hidePopover();
  };
  note.addEventListener("click", away);
  setTimeout(away, SHOWN_MS);
}

/** Announces what happened to screen readers without showing it. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}
