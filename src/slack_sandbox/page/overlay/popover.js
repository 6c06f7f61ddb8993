/** Panels that float beside the element that opened them: menus, pickers, lists of options. */

import { h } from "../dom.js";

const GAP = 6;
const EDGE = 8;

/**
 * Shows `content` beside `anchor`; Escape or a click elsewhere closes it. `onclose` is called once,
 * however it closes. Returns `{close, place, panel}`; `place` repositions it after a change of size.
 */
export function openPopover(anchor, content, { className = "", label, role, onclose, manual = false, above = false } = {}) {
  const panel = h("div", { class: `popover ${className}`, popover: manual ? "manual" : "auto", role, "aria-label": label }, content);
  // Everything outside a modal dialog is inert, so its panels must live inside it.
  (anchor.closest("dialog") ?? document.body).append(panel);
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    panel.remove();
    onclose?.();
  });
  panel.showPopover();
  const place = () => placeBeside(panel, anchor.getBoundingClientRect(), above);
  place();
  return { panel, place, close: () => panel.isConnected && panel.hidePopover() };
}

function placeBeside(panel, anchor, above) {
  const { width, height } = panel.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(anchor.left, innerWidth - width - EDGE));
  const below = anchor.bottom + GAP;
  const over = anchor.top - GAP - height;
  const fitsBelow = below + height <= innerHeight - EDGE;
  const top = (above && over >= EDGE) || !fitsBelow ? over : below;
  panel.style.left = `${left}px`;
  panel.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
}
