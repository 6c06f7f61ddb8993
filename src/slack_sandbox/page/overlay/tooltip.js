/** Tooltips for elements with `data-tip`: after a short rest of the pointer, immediately on keyboard focus. */

import { h } from "../dom.js";

const DELAY_MS = 350;
const tip = h("div", { class: "tooltip", popover: "manual", "aria-hidden": "true" });
let timer = 0;

/** Attaches the listeners to the page. */
export function startTooltips() {
  document.body.append(tip);
  document.addEventListener("pointerover", (event) => event.pointerType !== "touch" && later(event.target.closest?.("[data-tip]"), DELAY_MS));
  document.addEventListener("focusin", (event) => event.target.matches("[data-tip]:focus-visible") && later(event.target, 0));
  for (const kind of ["pointerdown", "focusout", "keydown", "scroll"]) document.addEventListener(kind, hide, true);
}

/** Always deferred: focus also moves while a menu opens or closes, and then nothing else may open. */
function later(target, delay) {
  hide();
  if (target) timer = setTimeout(() => show(target), delay);
}

function hide() {
  clearTimeout(timer);
  if (tip.matches(":popover-open")) tip.hidePopover();
}

function show(target) {
  if (!target.isConnected) return;
  tip.textContent = target.dataset.tip;
  tip.showPopover();
  const at = target.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - 8));
  const top = at.top - height - 6 >= 4 ? at.top - height - 6 : at.bottom + 6;
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}
