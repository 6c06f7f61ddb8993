/** One modal: its form, its errors, and submitting it. */

import { post } from "../api.js";
import { attempt } from "../attempt.js";
import { renderBlocks } from "../blocks/index.js";
import { problems, showError } from "../blocks/input_block.js";
import { Form } from "../blocks/interaction.js";
import { textNodes } from "../blocks/text.js";
import { h, replace, uniqueId } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { store } from "../store.js";

export class Modal {
  #form = new Form();
  #busy = false;

  /** Calls `sent()` after each submission and `closed()` when a person closes it. */
  constructor(view, { sent, closed }) {
    Object.assign(this, { sent, closed });
    this.heading = h("h2", { id: uniqueId("modal") });
    this.body = h("div", { class: "dialog-body", tabIndex: -1 });
    this.foot = h("div", { class: "dialog-foot" });
    this.problem = h("div", { class: "dialog-problem", role: "alert", hidden: true });
    this.element = h("form", { class: "modal", novalidate: true, "aria-labelledby": this.heading.id });
    const away = h("button", { class: "icon-button", type: "button", "aria-label": t("close"), onclick: () => this.close() }, icon("close"));
    this.element.append(h("header", { class: "dialog-head" }, this.heading, away), this.body, this.problem, this.foot);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.update(view);
  }

  /** Shows a newer version of the view; input stays where block and action ids are the same. */
  update(view) {
    const top = this.body.scrollTop;
    const held = heldFocus(this.body);
    this.view = view;
    replace(this.heading, textNodes(view.title));
    const surface = { kind: "modal", target: { view_id: view.id }, form: this.#form, blocks: () => this.view.blocks };
    replace(this.body, renderBlocks(view.blocks, surface));
    this.#drawFoot();
    this.body.scrollTop = top;
    held && this.body.querySelector(`[data-block="${CSS.escape(held)}"]`)?.querySelector("input, textarea, select, button")?.focus();
  }

  #drawFoot() {
    const { submit, close, blocks } = this.view;
    const hasInput = blocks.some((block) => block.type === "input");
    const away = h("button", { class: "button", type: "button", onclick: () => this.close() }, close ? textNodes(close) : t(submit || hasInput ? "cancel" : "close"));
    this.sendButton = h("button", { class: "button button-primary", type: "submit" }, h("span", { class: "button-text" }, submit ? textNodes(submit) : t("submit")));
    replace(this.foot, away, (submit || hasInput) && this.sendButton);
  }

  focusFirst() {
    (this.body.querySelector("[data-first]") ?? this.body.querySelector(".field input, .field textarea, .field button") ?? this.foot.querySelector("button:last-child"))?.focus();
  }

  /** Shows each error at the field of its block_id; without any, removes them all. */
  showErrors(errors) {
    const fields = [...this.body.querySelectorAll(".field")];
    for (const field of fields) showError(field, errors[field.dataset.block] ?? null);
    const first = fields.find((field) => field.dataset.block in errors);
    first?.scrollIntoView({ block: "nearest" });
    first?.querySelector("input, textarea, button")?.focus();
  }

  async submit() {
    if (this.#busy) return;
    const missing = problems(this.view.blocks, this.#form);
    this.showErrors(missing);
    this.#say(null);
    if (Object.keys(missing).length > 0) return;
    this.#setBusy(true);
    const answer = await attempt(() => post("submit", { as: store.me.id, view_id: this.view.id, values: this.#form.values(this.view.blocks) }));
    this.#setBusy(false);
    if (answer?.errors && Object.keys(answer.errors).length > 0) this.showErrors(answer.errors);
    else if (answer && !answer.acknowledged) this.#say(t("modal_failed"));
    else if (answer) this.sent();
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.sendButton.classList.toggle("is-working", busy);
    this.element.setAttribute("aria-busy", String(busy));
  }

  #say(text) {
    this.problem.hidden = text === null;
    replace(this.problem, text === null ? [] : [icon("warning"), text]);
  }

  async close() {
    await attempt(() => post("close", { as: store.me.id, view_id: this.view.id }));
    this.closed();
  }
}

function heldFocus(body) {
  return body.contains(document.activeElement) ? document.activeElement.closest("[data-block]")?.dataset.block : null;
}
