/** Images, wherever a block or a message shows one. */

import { h, safeLink } from "../dom.js";
import { asMember } from "../format/file.js";

function addressOf({ image_url: address, slack_file: file }) {
  if (!file) return address;
  return asMember(`/sandbox/file?${new URLSearchParams(file.id ? { id: file.id } : { url: file.url })}`);
}

/** An image if its URL is safe to load; its alt text if not, or if loading fails. */
export function picture(item, className) {
  const address = addressOf(item);
  if (!address || !safeLink(address)) return h("span", { class: "quiet" }, item.alt_text);
  const node = h("img", { class: className, src: address, alt: item.alt_text ?? "", loading: "lazy" });
  node.addEventListener("error", () => node.replaceWith(h("span", { class: "image-missing" }, item.alt_text ?? address)));
  return node;
}
