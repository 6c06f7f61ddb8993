/** Files: where the acting member gets them, and how large they are. */

import { h } from "../dom.js";
import { currentLocale } from "../i18n.js";
import { icon } from "../icons.js";
import { store } from "../store.js";

/** The address of a file of this workspace, to be shown to the acting member. */
export function asMember(address) {
  return `${address}&${new URLSearchParams({ as: store.me.id })}`;
}

const SHOWN = /^image\/(png|jpeg|gif|webp|avif)$/; // others, such as SVG, the workspace only lets one download

export function isPicture(file) {
  return SHOWN.test(file.mimetype ?? "") && Boolean(fileAddress(file));
}

/** Files of this workspace are given to the acting member; made-up ones have an address of their own. */
export function fileAddress(file) {
  return file.page_url ? asMember(file.page_url) : file.url_private ?? file.permalink;
}

/** A small picture beside its name, of no interest to a screen reader; the sign of files where it is none after all. */
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
