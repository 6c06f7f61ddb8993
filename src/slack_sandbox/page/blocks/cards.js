/** Newer blocks: cards, carousels, notices, containers, and the actions below an app's answer. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { element } from "./elements.js";
import { picture } from "./picture.js";
import { richText } from "./rich_text.js";
import { plain, textBox, textNodes } from "./text.js";

export function card(block, surface) {
  const words = [
    block.title && textBox(block.title, "card-title"),
    block.subtitle && textBox(block.subtitle, "card-subtitle"),
    block.body && textBox(block.body, "card-body"),
    block.subtext && textBox(block.subtext, "quiet"),
  ];
  const buttons = block.actions && h("div", { class: "actions" }, block.actions.map((item) => element(item, block, surface)));
  const still = block.hero_image && picture(block.hero_image, "card-image");
  const mark = block.icon && picture(block.icon, "card-icon");
  return h("div", { class: "card" }, still, h("div", { class: "card-words" }, mark, words, buttons));
}

export function carousel(block, surface) {
  return h("div", { class: "carousel", tabIndex: 0 }, block.elements.map((item) => card(item, surface)));
}

export function notice(block) {
  const kind = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "info";
  return h("div", { class: `notice notice-${kind}` }, icon(kind === "success" ? "check" : "warning"), h("div", {}, textNodes(block.text)));
}

/** Blocks under one title, collapsible if the app asks for it. */
export function container(block, surface, renderBlocks) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : block.title && textBox(block.title, "card-title");
  const mark = block.icon?.image_url && picture(block.icon, "card-icon");
  const words = h("div", { class: "container-title" }, title, block.subtitle && textBox(block.subtitle, "card-subtitle"));
  const inside = h("div", { class: block.has_header_divider ? "container-body is-ruled" : "container-body" }, renderBlocks(block.child_blocks ?? [], surface));
  if (!block.is_collapsible) return h("div", { class: "card container" }, (title || mark) && h("div", { class: "container-head" }, mark, words), inside);
  return h("details", { class: "card container", open: !block.default_collapsed }, h("summary", { class: "container-head" }, icon("down"), mark, words), inside);
}

/** Thumbs and small icon buttons under an app's answer. */
export function contextActions(block, surface) {
  return h("div", { class: "actions" }, block.elements.flatMap((item) => smallButtons(item, block, surface)));
}

function smallButtons(item, block, surface) {
  if (item.type !== "feedback_buttons") return element(item, block, surface);
  return [[item.positive_button, "👍"], [item.negative_button, "👎"]].map(([choice, sign]) => {
    const button = { type: "button", text: { type: "plain_text", text: sign }, action_id: item.action_id, value: choice.value };
    const node = element(button, block, surface);
    node.setAttribute("aria-label", choice.accessibility_label ?? plain(choice.text.text, false)[0]);
    node.dataset.tip = choice.text.text;
    return node;
  });
}
