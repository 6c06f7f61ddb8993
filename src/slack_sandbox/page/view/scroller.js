/** A list read from the bottom: follows new messages at the end, stays still while the reader is further up. */

import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

const NEAR = 60;
const TOP = 400;

/** Calls `nearTop()` when the reader approaches the first message. */
export function scroller(content, nearTop) {
  const inner = h("div", { class: "scroll-inner" }, content);
  const box = h("div", { class: "scroll", tabIndex: -1 }, inner);
  const jump = h("button", { class: "jump", type: "button", hidden: true });
  let atEnd = true;
  const toEnd = () => {
    box.scrollTop = box.scrollHeight;
  };
  const drawJump = () => {
    jump.hidden = atEnd;
    if (!atEnd && !jump.hasChildNodes()) replace(jump, icon("down"), t("to_latest"));
  };
  jump.addEventListener("click", toEnd);
  box.addEventListener("scroll", () => {
    atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    drawJump();
    if (box.scrollTop < TOP) nearTop?.();
  });
  // Images and fonts that load late, and a growing composer, must not push the last message out of view.
  new ResizeObserver(() => atEnd && toEnd()).observe(inner);
  new ResizeObserver(() => atEnd && toEnd()).observe(box);
  return {
    element: h("div", { class: "scroll-frame" }, box, jump),
    /** Runs `change`, then restores the reader's position: at the end, or at the same message. */
    keep(change, toBottom) {
      const fromEnd = box.scrollHeight - box.scrollTop;
      const wasNearTop = box.scrollTop < TOP;
      change();
      if (toBottom || atEnd) toEnd();
      else if (wasNearTop) box.scrollTop = box.scrollHeight - fromEnd;
    },
    /** Stops following the end until the reader comes back to it. */
    release() {
      atEnd = false;
    },
  };
}
