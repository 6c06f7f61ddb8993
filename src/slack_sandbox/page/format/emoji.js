/** Emoji by Slack name: characters, custom images, aliases and skin tones. */

import { h, safeLink } from "../dom.js";
import { store } from "../store.js";
import { canDraw } from "./emoji_font.js";
import { FACES } from "./emoji_faces.js";
import { THINGS } from "./emoji_things.js";

const EMOJI = { ...FACES, ...THINGS };
const TONES = { 2: "🏻", 3: "🏼", 4: "🏽", 5: "🏾", 6: "🏿" };
const TONE_SUFFIX = /^(.+?)::skin-tone-([2-6])$/;
const PRESENTATION = "\uFE0F";

function parseLine(line, group) {
  const [, tone, character, names, words] = /^(~?)(\S+) (\S+) \| (.*)$/.exec(line);
  const all = names.split(",");
  return { name: all[0], names: all, character, words, group, takesTone: tone === "~" };
}

const ENTRIES = Object.entries(EMOJI).flatMap(([group, lines]) => lines.trim().split("\n").map((line) => parseLine(line, group)));
const BY_NAME = new Map(ENTRIES.flatMap((entry) => entry.names.map((name) => [name, entry])));

/** `thumbsup::skin-tone-3` → `["thumbsup", "3"]`; the tone is null if there is none. */
function splitTone(name) {
  const found = TONE_SUFFIX.exec(name);
  return found ? [found[1], found[2]] : [name, null];
}

function toned(entry, tone) {
  if (tone === null || !entry.takesTone) return entry.character;
  const [first, ...rest] = [...entry.character].filter((part) => part !== PRESENTATION);
  return first + TONES[tone] + rest.join("");
}

/** Resolves a name to `{character}` or `{image}`, or null if it is unknown. */
export function lookUp(fullName, depth = 0) {
  const [name, tone] = splitTone(fullName);
  const entry = BY_NAME.get(name);
  if (entry) return { character: toned(entry, tone) };
  const custom = store.emoji[name];
  if (typeof custom !== "string" && name in store.characters) return { character: store.characters[name] + (TONES[tone] ?? "") };
  if (typeof custom !== "string" || depth > 3) return null;
  if (custom.startsWith("alias:")) return lookUp(custom.slice(6), depth + 1);
  return safeLink(custom) ? { image: custom } : null;
}

/** Renders the emoji, or its name between colons if it is unknown. */
export function emojiNode(name) {
  const found = lookUp(name);
  if (found === null) return h("span", { class: "emoji-unknown" }, `:${name}:`);
  if (found.image) return h("img", { class: "emoji-image", src: found.image, alt: `:${name}:`, title: `:${name}:` });
  if (!canDraw(found.character)) return h("span", { class: "emoji-unknown" }, `:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, found.character);
}

/** Emoji that the workspace knows but the picker does not list; found only by searching. */
function others() {
  const names = Object.keys(store.characters).filter((name) => !BY_NAME.has(name));
  return names.map((name) => ({ name, names: [name], words: "", group: "others", takesTone: false }));
}

/** All emoji that the picker lists, by group, custom ones first. */
export function emojiGroups() {
  const custom = Object.keys(store.emoji).map((name) => ({ name, names: [name], words: "", group: "custom", takesTone: false }));
  return [...(custom.length ? [["custom", custom]] : []), ...Object.keys(EMOJI).map((group) => [group, ENTRIES.filter((entry) => entry.group === group)])];
}

/** Emoji whose name or words contain `query`, best matches first. */
export function findEmoji(query, limit = 60) {
  const wanted = query.trim().toLowerCase().replace(/^:|:$/g, "");
  const all = [...emojiGroups().flatMap(([, entries]) => entries), ...others()];
  const rank = (entry) => Math.min(...entry.names.map((name) => (name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : 3)), entry.words.includes(wanted) ? 2 : 3);
  return all
    .map((entry) => [rank(entry), entry])
    .filter(([place]) => place < 3)
    .sort((a, b) => a[0] - b[0])
    .slice(0, limit)
    .map(([, entry]) => entry);
}
