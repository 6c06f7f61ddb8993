/** The bookmarks of a channel: a row of links below its header. */

import { h, link } from "../dom.js";
import { emojiNode } from "../format/emoji.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

/** The row, or null if the channel has none. */
export function bookmarkBar(channel) {
  if (!channel.bookmarks?.length) return null;
  return h("nav", { class: "bookmarks", "aria-label": t("bookmarks") }, channel.bookmarks.map(bookmark));
}

function bookmark({ title, link: address, emoji }) {
  const node = link(address ?? "", emoji ? emojiNode(emoji.replaceAll(":", "")) : icon("bookmark"), h("span", {}, title));
  node.classList.add("bookmark");
  return node;
}
