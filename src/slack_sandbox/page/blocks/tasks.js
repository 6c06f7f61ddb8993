/** Plans and tasks that an app works on, and calls to join. */

import { h, link } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { richText } from "./rich_text.js";
import { textNodes } from "./text.js";

const SIGNS = { pending: "circle", complete: "check", error: "warning" };

export function taskCard(block) {
  const status = ["pending", "in_progress", "complete", "error"].includes(block.status) ? block.status : "pending";
  const sign = status === "in_progress" ? h("span", { class: "spinner" }) : icon(SIGNS[status]);
  const head = h("div", { class: "task-head" }, sign, h("span", { class: "task-title" }, textNodes(block.title)), h("span", { class: "sr-only" }, t(`task_${status}`)));
  const more = [block.details && richText(block.details), block.output && richText(block.output), sources(block.sources)].filter(Boolean);
  return h("div", { class: `task task-${status}` }, head, more.length > 0 && h("div", { class: "task-more" }, more));
}

function sources(list) {
  if (!list?.length) return null;
  return h("div", { class: "task-sources" }, list.map((source) => link(source.url, source.text)));
}

export function plan(block) {
  return h("div", { class: "plan" }, h("div", { class: "card-title" }, textNodes(block.title)), (block.tasks ?? []).map(taskCard));
}

export function call(block) {
  const { name, join_url: address } = block.call?.v1 ?? {};
  return h("div", { class: "file" }, icon("people"), address ? link(address, name ?? block.call_id) : name ?? block.call_id);
}
