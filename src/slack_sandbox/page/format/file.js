/** Files: their URLs for the acting member, thumbnails and sizes. */

import { h } from "../dom.js";
import { currentLocale } from "../i18n.js";
import { icon } from "../icons.js";
import { store } from "../store.js";

/** The URL from which the acting member gets a file of this workspace. */
export function asMember(address) {
  return `${address}&${new URLSearchParams({ as: store.me.id })}`;
}

const SHOWN = /^image\/(png|jpeg|gif|webp|avif)$/; // the workspace offers others, such as SVG, only as downloads

export function isPicture(file) {
  return SHOWN.test(file.mimetype ?? "") && Boolean(fileAddress(file));
}

/** The URL of a file: of this workspace's file for the acting member, or a made-up file's own. */
export function fileAddress(file) {
  return file.page_url ? asMember(file.page_url) : file.url_private ?? file.permalink;
}

/** A thumbnail beside the name, hidden from screen readers; the file icon if the image fails to load. */
export function thumbnail(file) {
  const sign = h("span", { class: "file-sign" });
  const still = h("img", { class: "file-thumbnail", src: asMember(`/sandbox/file?${new URLSearchParams({ id: file.id })}`), alt: "" });
  still.addEventListener("error", () => still.replaceWith(icon("file")));
  sign.append(still);
  return sign;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** "4.2 MB", in the member's language. */
export function fileSize(bytes) {
  const step = bytes > 0 ? Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1) : 0;
  return new Intl.NumberFormat(currentLocale(), { style: "unit", unit: UNITS[step], unitDisplay: step ? "short" : "long", maximumFractionDigits: 1 }).format(bytes / 1000 ** step);
}
