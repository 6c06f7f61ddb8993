/** The acting member's open modals: up to three, the last on top. */

import { get } from "../api.js";
import { attempt } from "../attempt.js";
import { h, replace } from "../dom.js";
import { store } from "../store.js";
import { Modal } from "./modal.js";

let stack = []; // Modal, bottom first
let dialog = null;
let shown = null;

/** Loads and shows the open modals. */
export async function openModals() {
  syncViews((await get("views", { as: store.me.id })).views);
}

/** Shows exactly `views` (bottom first), keeping the input in those that stay. */
export function syncViews(views) {
  const before = new Map(stack.map((modal) => [modal.view.id, modal]));
  stack = views.map((view) => kept(before.get(view.id), view) ?? make(view));
  show();
}

function kept(modal, view) {
  if (modal && JSON.stringify(modal.view) !== JSON.stringify(view)) modal.update(view);
  return modal;
}

function make(view) {
  return new Modal(view, { sent: refetch, closed: refetch });
}

const refetch = () => attempt(openModals);

/** Applies a `view` object from the stream. */
export async function viewChanged({ action, view, errors }) {
  if (view && view.type !== "modal") return;
  if (action === "errors") stack.find((modal) => modal.view.id === view.id)?.showErrors(errors ?? {});
  else if (action === "update") updated(view);
  else await refetch();
}

function updated(view) {
  const modal = stack.find((other) => other.view.id === view.id);
  if (modal) kept(modal, view);
  else refetch();
}

function show() {
  const top = stack.at(-1) ?? null;
  if (top === shown) return;
  shown = top;
  if (top === null) {
    dialog.close();
    return;
  }
  dialog ??= makeDialog();
  replace(dialog, top.element);
  dialog.setAttribute("aria-labelledby", top.heading.id);
  dialog.classList.toggle("is-stacked", stack.length > 1);
  if (!dialog.open) dialog.showModal();
  top.focusFirst();
}

function makeDialog() {
  const node = h("dialog", { class: "dialog" });
  node.addEventListener("cancel", (event) => {
    if (event.target !== node) return; // a picker inside it
    event.preventDefault();
    shown?.close();
  });
  document.body.append(node);
  return node;
}
