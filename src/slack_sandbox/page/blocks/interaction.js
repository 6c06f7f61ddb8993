/**
 * What people enter into blocks, and sending it to the app. A `surface` is where blocks are shown:
 * `{kind: "message"|"modal"|"home", target, form}` with `target` `{channel, ts}` or `{view_id}`.
 */

import { post } from "../api.js";
import { attempt } from "../attempt.js";
import { t } from "../i18n.js";
import { ask } from "../overlay/confirm.js";
import { store } from "../store.js";
import { textNodes } from "./text.js";

/** The state of every element by block and action id, in the form of Slack's `state.values`. */
export class Form {
  #values = {};

  get(block, element) {
    return this.#values[block.block_id]?.[element.action_id];
  }

  set(block, element, state) {
    (this.#values[block.block_id] ??= {})[element.action_id] = { type: element.type, ...state };
  }

  /** A copy, with only the blocks that are still shown. */
  values(blocks) {
    const shown = new Set(blocks.map((block) => block.block_id));
    return Object.fromEntries(Object.entries(this.#values).filter(([id]) => shown.has(id)));
  }
}

/** One element with its block and surface: what its renderer needs. */
export class Field {
  constructor(surface, block, element) {
    Object.assign(this, { surface, block, element });
  }

  /** What was entered before, or else `initial` (a state). */
  state(initial) {
    const entered = this.surface.form.get(this.block, this.element);
    if (entered !== undefined) return entered;
    this.surface.form.set(this.block, this.element, initial);
    return initial;
  }

  /** Stores `state`; elements outside inputs, and inputs with `dispatch_action`, also send `choice` to the app. */
  async change(state, choice) {
    this.surface.form.set(this.block, this.element, state);
    this.onchange?.();
    if (this.dispatches) await this.send(choice);
  }

  get dispatches() {
    return this.block.type !== "input" || this.block.dispatch_action === true;
  }

  /** Sends `choice` (`{value}` or `{selected}`) to the app; false if the person cancelled or the app did not answer. */
  async send(choice, control) {
    if (this.element.confirm && !(await confirmed(this.element.confirm))) return false;
    control?.classList.add("is-working");
    control?.setAttribute("aria-busy", "true");
    const answer = await attempt(() => post("action", this.#body(choice)));
    control?.classList.remove("is-working");
    control?.removeAttribute("aria-busy");
    return answer?.acknowledged ?? false;
  }

  #body(choice) {
    const { target, form, blocks } = this.surface;
    const place = { as: store.me.id, ...target, block_id: this.block.block_id, action_id: this.element.action_id };
    return { ...place, ...choice, values: form.values(blocks()) };
  }

  /** Asks the app for options that match what was typed. */
  options(query) {
    const place = { as: store.me.id, ...this.surface.target, block_id: this.block.block_id, action_id: this.element.action_id };
    return attempt(() => post("options", { ...place, query }));
  }
}

function confirmed(confirm) {
  return ask({
    title: textNodes(confirm.title),
    text: textNodes(confirm.text),
    yes: confirm.confirm ? textNodes(confirm.confirm) : t("yes"),
    no: confirm.deny ? textNodes(confirm.deny) : t("no"),
    danger: confirm.style === "danger",
  });
}
