/** Legacy attachments and files of a message. */

import { renderBlocks } from "../blocks/index.js";
import { picture } from "../blocks/picture.js";
import { h, link } from "../dom.js";
import { fileAddress, fileSize, isPicture } from "../format/file.js";
import { mrkdwn } from "../format/mrkdwn.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

export function attachments(list = [], surface) {
  return list.map((item) => attachment(item, surface));
}

function attachment(item, surface) {
  const node = h("div", { class: "attachment" });
  if (/^#?[0-9a-f]{6}$/i.test(item.color ?? "")) node.style.setProperty("--edge", item.color.replace(/^#?/, "#"));
  const title = item.title && h("div", { class: "card-title" }, item.title_link ? link(item.title_link, item.title) : item.title);
  const fields = item.fields && h("div", { class: "fields" }, item.fields.map((field) => h("div", {}, h("strong", {}, field.title), h("div", {}, mrkdwn(field.value ?? "")))));
  const still = item.image_url && picture({ image_url: item.image_url, alt_text: item.fallback }, "image");
  const parts = [item.pretext && mrkdwn(item.pretext), item.author_name && h("div", { class: "quiet" }, item.author_name), title, item.text && mrkdwn(item.text), fields, still];
  node.append(...parts.flat().filter(Boolean));
  if (item.blocks) node.append(renderBlocks(item.blocks, { ...surface, blocks: () => item.blocks }));
  if (item.footer) node.append(h("div", { class: "quiet" }, item.footer));
  return node;
}

/** The files of a message: images inline, others as cards. */
export function files(list = []) {
  return list.length > 0 && h("div", { class: "files" }, list.map((file) => (isPicture(file) ? shownPicture(file) : fileCard(file))));
}

function nameOf(file) {
  return file.title || file.name || file.id;
}

function shownPicture(file) {
  const still = picture({ image_url: fileAddress(file), alt_text: file.alt_txt || nameOf(file) }, "image");
  return h("figure", { class: "block-image" }, h("figcaption", { class: "quiet" }, nameOf(file)), link(fileAddress(file), still));
}

function fileCard(file) {
  const address = fileAddress(file);
  const hint = [file.pretty_type, file.size !== undefined && fileSize(file.size)].filter(Boolean).join(" · ");
  const away = file.page_url && h("a", { class: "icon-button", href: `${address}&download=true`, download: file.name, "aria-label": t("download", { name: nameOf(file) }), "data-tip": t("download", { name: nameOf(file) }) }, icon("download"));
  const name = h("span", { class: "file-name" }, address ? link(address, nameOf(file)) : nameOf(file));
  return h("div", { class: "file" }, h("span", { class: "file-sign" }, icon("file")), h("span", { class: "menu-words" }, name, hint && h("span", { class: "menu-hint" }, hint)), away);
}
