/** The sidebar: workspace, filter, channels, people and apps with their unread marks. */

import { openDirectMessage, openPlace } from "../actions.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { walk } from "../overlay/menu.js";
import { channelName, dmWith, isDirect, member, memberName, on, people, placeName as placeLabel, store } from "../store.js";
import { startActing } from "./acting.js";
import { avatar } from "./avatar.js";
import { closeDrawer } from "./drawer.js";

const parts = {};

/** Builds the sidebar into `root` and keeps it current. */
export function startSidebar(root) {
  parts.name = h("h1", { class: "workspace-name" });
  parts.filter = h("input", { class: "input sidebar-filter", type: "search", id: "channel-filter" });
  parts.lists = h("div", { class: "sidebar-lists" });
  const mark = h("img", { src: "/page/mark.svg", alt: "", class: "workspace-mark" });
  const search = h("div", { class: "sidebar-search" }, icon("search"), parts.filter);
  root.append(h("div", { class: "workspace" }, mark, parts.name), search, parts.lists);
  startActing(root);
  parts.filter.addEventListener("input", draw);
  root.addEventListener("keydown", keys);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    parts.filter.focus();
    parts.filter.select();
  });
  on("workspace", draw);
  on("place", draw);
}

function keys(event) {
  const rows = [...parts.lists.querySelectorAll(".place")];
  if (event.key === "Enter" && event.target === parts.filter && !event.isComposing) rows[0]?.click();
  else if (event.key === "Escape" && event.target === parts.filter) clearFilter();
  else walk(event, rows);
}

function clearFilter() {
  parts.filter.value = "";
  draw();
}

function draw() {
  parts.name.textContent = store.team.name;
  document.getElementById("sidebar").setAttribute("aria-label", t("workspace"));
  parts.filter.placeholder = t("find_channel");
  parts.filter.setAttribute("aria-label", t("find_channel"));
  const focused = document.activeElement?.dataset?.place;
  const sections = [group("channels", channelRows()), group("direct_messages", personRows()), group("apps", appRows())].filter(Boolean);
  replace(parts.lists, sections.length ? sections : h("p", { class: "quiet centered" }, t("nothing_found")));
  if (focused) parts.lists.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
  drawTitle();
}

function drawTitle() {
  const unread = [...store.channels.values()].reduce((sum, channel) => sum + (channel.is_member || isDirect(channel) ? channel.unread ?? 0 : 0), 0);
  const open = store.channels.get(store.place.channel);
  const where = open ? `${placeLabel(open)} · ` : "";
  document.title = `${unread ? `(${unread}) ` : ""}${where}${store.team.name}`;
}

function matches(name) {
  return name.toLowerCase().includes(parts.filter.value.trim().toLowerCase());
}

function group(heading, rows) {
  if (rows.length === 0) return null;
  return h("section", { class: "sidebar-group", "aria-label": t(heading) }, h("h2", { class: "sidebar-heading" }, t(heading)), h("ul", {}, rows.map((row) => h("li", {}, row))));
}

function byName(a, b) {
  return Number(b.is_member) - Number(a.is_member) || channelName(a).localeCompare(channelName(b));
}

function channelRows() {
  const shown = [...store.channels.values()].filter((channel) => !isDirect(channel) && (!channel.is_archived || channel.id === store.place.channel) && matches(channel.name));
  return shown.sort(byName).map((channel) => channelRow(channel, icon(channel.is_private ? "lock" : "hash")));
}

function personRows() {
  const groups = [...store.channels.values()].filter((channel) => channel.is_mpim && matches(channel.name));
  return [...people().filter((person) => matches(memberName(person))).map(personRow), ...groups.map((channel) => channelRow(channel, icon("people")))];
}

function personRow(person) {
  const direct = dmWith(person.id);
  if (direct) return channelRow(direct, avatar(person));
  const attributes = { class: "place", type: "button", "data-place": person.id };
  return h("button", { ...attributes, onclick: () => go(() => openDirectMessage(person.id)) }, avatar(person), placeName(memberName(person)), isMe(person.id));
}

function placeName(name) {
  return h("span", { class: "place-name" }, name);
}

function badge(unread) {
  return unread > 0 && h("span", { class: "badge", "aria-hidden": "true" }, String(unread));
}

function isMe(user) {
  return user === store.me.id && h("span", { class: "place-note" }, t("you"));
}

function channelRow(channel, picture) {
  const isOpen = store.place.channel === channel.id;
  const unread = isOpen ? 0 : channel.unread ?? 0;
  const name = channelName(channel);
  const unseen = [channel.is_private && !isDirect(channel) && t("private_channel"), unread > 0 && t("unread_n", { n: unread })].filter(Boolean);
  const spoken = unseen.length > 0 && h("span", { class: "sr-only" }, unseen.join(", "));
  const classes = ["place", isOpen && "is-open", unread > 0 && "is-unread", !channel.is_member && !isDirect(channel) && "is-outside"].filter(Boolean).join(" ");
  const attributes = { class: classes, type: "button", "aria-current": isOpen ? "page" : undefined, "data-place": channel.id };
  return h("button", { ...attributes, onclick: () => go(() => openPlace({ channel: channel.id })) }, picture, placeName(name), spoken, isMe(channel.user), badge(unread));
}

function appRows() {
  return store.apps.filter((app) => matches(app.name)).map((app) => {
    const direct = dmWith(app.bot_user_id);
    const isOpen = store.place.app === app.id || (direct && store.place.channel === direct.id);
    const unread = isOpen ? 0 : direct?.unread ?? 0;
    const classes = ["place", isOpen && "is-open", unread > 0 && "is-unread"].filter(Boolean).join(" ");
    const place = app.has_home || !direct ? { app: app.id } : { channel: direct.id };
    const attributes = { class: classes, type: "button", "aria-current": isOpen ? "page" : undefined, "data-place": app.id };
    const picture = avatar({ ...member(app.bot_user_id), is_bot: true, id: app.bot_user_id });
    return h("button", { ...attributes, onclick: () => go(() => openPlace(place)) }, picture, placeName(app.name), badge(unread));
  });
}

function go(open) {
  closeDrawer();
  clearFilter();
  open();
}
