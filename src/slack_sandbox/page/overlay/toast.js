/** Short notices at the edge of the page, and words only for screen readers. */

import { h } from "../dom.js";
import { icon } from "../icons.js";

const SHOWN_MS = 6000;
const ICONS = { error: "warning", warning: "warning", info: "check" };

/** `level` is error, warning or info; errors are spoken at once by screen readers. */
export function toast(text, level = "info") {
  const shelf = document.getElementById("toasts");
  const note = h("div", { class: `toast toast-${level}`, role: level === "error" ? "alert" : "status" }, icon(ICONS[level] ?? "check"), h("span", {}, text));
  shelf.append(note);
  // Shown anew each time, so that it lies above a dialog that was opened meanwhile.
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover();
  const away = () => {
    note.remove();
    if (!shelf.hasChildNodes() && shelf.matches(":popover-open")) shelf.hidePopover();
  };
  note.addEventListener("click", away);
  setTimeout(away, SHOWN_MS);
}

/** Tells screen readers what happened without showing it. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}
