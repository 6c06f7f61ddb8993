/** A list that is read from the bottom: follows new messages while one is at the end, keeps still while one reads above. */

import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

const NEAR = 60;
const TOP = 400;

/** `nearTop()` is called when the reader comes close to the first message. */
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
  // Images and fonts that arrive late, and a composer that grows, must not push the last message away.
  new ResizeObserver(() => atEnd && toEnd()).observe(inner);
  new ResizeObserver(() => atEnd && toEnd()).observe(box);
  return {
    element: h("div", { class: "scroll-frame" }, box, jump),
    /** Runs `change`, then stays where the reader was: at the end, or at the same message. */
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
