/** Avatars: initials on the member's color. */

import { h } from "../dom.js";

/** `person` is a member or a message's author; apps are square, people round. */
export function avatar(person, size = "small") {
  const isApp = person.is_bot || person.is_app_user;
  const colour = /^#?[0-9a-f]{6}$/i.test(person.color ?? "") ? person.color.replace(/^#?/, "#") : colourOf(person.id ?? "");
  const node = h("span", { class: `avatar avatar-${size}${isApp ? " avatar-app" : ""}`, "aria-hidden": "true", "data-initials": person.initials ?? initials(person.name ?? "?") });
  node.style.setProperty("--own", colour);
  return node;
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words.length > 1 ? words[0][0] + words[1][0] : name.slice(0, 1)).toUpperCase();
}

const COLOURS = ["#2f7f8f", "#8a5fb0", "#b06a3c", "#4c7f4a", "#b0506f", "#5569b5", "#8a7a2c", "#3c8a74"];

function colourOf(id) {
  const sum = [...id].reduce((total, letter) => (total * 31 + letter.codePointAt(0)) % 9973, 7);
  return COLOURS[sum % COLOURS.length];
}
