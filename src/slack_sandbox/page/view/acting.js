/** Switching the acting member: everybody is one click away at the bottom of the sidebar. */

import { enter } from "../actions.js";
import { attempt } from "../attempt.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { openMenu } from "../overlay/menu.js";
import { memberName, on, people, store } from "../store.js";
import { clockIn } from "../time.js";
import { avatar } from "./avatar.js";

const MOST = 7;

/** Builds the row of members into `root` and keeps it current. */
export function startActing(root) {
  const bar = h("div", { class: "acting" });
  root.append(bar);
  on("workspace", () => draw(bar));
}

function draw(bar) {
  const key = JSON.stringify([store.me.id, people()]);
  if (bar.dataset.key === key) return; // no member was added or changed
  bar.dataset.key = key;
  const held = bar.contains(document.activeElement);
  const everybody = people().sort(byName);
  const shown = everybody.length > MOST + 1 ? everybody.slice(0, MOST) : everybody;
  const more = shown.length < everybody.length && h("button", { class: "acting-face acting-more", type: "button", "aria-label": t("everybody"), "data-tip": t("everybody"), onclick: (event) => openMembers(event.currentTarget) }, icon("more"));
  replace(bar, h("div", { class: "acting-words", id: "acting-label" }, t("act_as")), h("div", { class: "acting-faces", role: "group", "aria-labelledby": "acting-label" }, shown.map(face), more));
  if (held) bar.querySelector("[aria-pressed=true]")?.focus();
}

function face(person) {
  const isMe = person.id === store.me.id;
  const attributes = { class: isMe ? "acting-face is-acting" : "acting-face", type: "button", "aria-pressed": String(isMe), "aria-label": t("act_as_name", { name: memberName(person) }), "data-tip": `${memberName(person)} · ${whereabouts(person)}` };
  return h("button", { ...attributes, onclick: () => become(person) }, avatar(person));
}

function become(person) {
  if (person.id !== store.me.id) attempt(() => enter(person.id, store.place));
}

/** "Tokyo 21:04 · ja-JP" */
function whereabouts(person) {
  const city = person.tz?.split("/").at(-1).replaceAll("_", " ");
  return [city && `${city} ${clockIn(person.tz)}`, person.locale].filter(Boolean).join(" · ");
}

/** A menu of all members, for the header and for workspaces with many. */
export function openMembers(anchor) {
  const entry = (person) => ({
    label: memberName(person),
    hint: [whereabouts(person), person.is_admin && t("admin"), person.is_guest && t("guest")].filter(Boolean).join(" · "),
    node: avatar(person),
    checked: person.id === store.me.id,
    act: () => become(person),
  });
  openMenu(anchor, [{ heading: t("act_as_hint") }, ...people().sort(byName).map(entry)], { label: t("act_as") });
}

function byName(a, b) {
  return memberName(a).localeCompare(memberName(b));
}
