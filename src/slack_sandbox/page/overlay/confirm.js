/** "Are you sure?": the page's own questions and Block Kit's `confirm` objects. */

import { h, uniqueId } from "../dom.js";
import { t } from "../i18n.js";

/**
 * Asks and resolves to true or false (Escape: false). `title`, `text`, `yes` and `no` are strings or nodes.
 */
export function ask({ title, text, yes = t("yes"), no = t("cancel"), danger = false }) {
  const heading = uniqueId("confirm");
  const agree = h("button", { class: danger ? "button button-danger" : "button button-primary", value: "yes", autofocus: true }, yes);
  const dialog = h("dialog", { class: "dialog dialog-small", "aria-labelledby": heading });
  const choices = h("div", { class: "dialog-foot" }, h("button", { class: "button", value: "no" }, no), agree);
  dialog.append(h("div", { class: "confirm" }, h("h2", { id: heading }, title), text && h("div", { class: "confirm-text" }, text), choices));
  dialog.addEventListener("click", (event) => event.target.value && dialog.close(event.target.value));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
