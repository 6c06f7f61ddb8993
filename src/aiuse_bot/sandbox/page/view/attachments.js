/** Legacy attachments and files of a message. */

import { renderBlocks } from "../blocks/index.js";
import { picture } from "../blocks/layout.js";
import { h, link } from "../dom.js";
import { mrkdwn } from "../format/mrkdwn.js";
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

export function files(list = []) {
  return list.map((file) => {
    const name = file.title || file.name || file.id;
    const address = file.url_private ?? file.permalink;
    if (file.mimetype?.startsWith("image/") && address) return picture({ image_url: address, alt_text: name }, "image");
    return h("div", { class: "file" }, icon("file"), address ? link(address, name) : name);
  });
}
