/** Blocks that lay out text, images and elements. */

import { h, link } from "../dom.js";
import { icon } from "../icons.js";
import { element } from "./elements.js";
import { picture } from "./picture.js";
import { textBox, textNodes } from "./text.js";

export function section(block, surface) {
  const fields = block.fields && h("div", { class: "fields" }, block.fields.map((field) => textBox(field, "field-text")));
  const words = h("div", { class: "section-words" }, block.text && textBox(block.text, "section-text"), fields);
  const accessory = block.accessory && h("div", { class: "accessory" }, element(block.accessory, block, surface));
  return h("div", { class: "section" }, words, accessory);
}

export function header(block) {
  const level = block.level ?? 1;
  return h(`h${Math.min(level + 2, 6)}`, { class: `block-header level-${level}` }, textNodes(block.text));
}

export function divider() {
  return h("hr", { class: "block-divider" });
}

export function context(block) {
  const part = (item) => (item.type === "image" ? picture(item, "context-image") : textBox(item, "context-text"));
  return h("div", { class: "context" }, block.elements.map(part));
}

export function actions(block, surface) {
  return h("div", { class: "actions" }, block.elements.map((item) => element(item, block, surface)));
}

export function image(block) {
  const title = block.title && h("figcaption", { class: "quiet" }, textNodes(block.title));
  return h("figure", { class: "block-image" }, title, picture(block, "image"));
}

export function video(block) {
  const still = picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, "image");
  const play = link(block.video_url, still, h("span", { class: "play" }, icon("play")));
  play.classList.add("video");
  const made = [block.provider_name, block.author_name].filter(Boolean).join(" · ");
  const title = block.title_url ? link(block.title_url, textNodes(block.title)) : h("strong", {}, textNodes(block.title));
  return h("figure", { class: "block-image" }, made && h("div", { class: "quiet" }, made), h("figcaption", {}, title), block.description && textBox(block.description, "quiet"), play);
}

export function file(block) {
  return h("div", { class: "file" }, icon("file"), block.external_id ?? block.file_id ?? "");
}
