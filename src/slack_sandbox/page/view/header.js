/** The header: the open place, the acting member, theme and wire. */

import { h, replace } from "../dom.js";
import { inline } from "../format/inline.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { channelName, memberName, member, on, store } from "../store.js";
import { openMembers } from "./acting.js";
import { avatar } from "./avatar.js";
import { openDrawer } from "./drawer.js";
import { nextTheme, theme } from "./theme.js";
import { toggleWire } from "./wire.js";

/** Builds the header into `root` and keeps it current. */
export function startHeader(root) {
  const draw = () => replace(root, menuButton(), placeTitle(), h("div", { class: "header-tools" }, wireButton(), themeButton(draw), memberButton()));
  on("workspace", draw);
  on("place", draw);
}

function tool(name, label, act, extra = {}) {
  return h("button", { class: "icon-button", type: "button", "aria-label": label, "data-tip": label, onclick: act, ...extra }, icon(name));
}

function menuButton() {
  return tool("menu", t("open_menu"), openDrawer, { class: "icon-button only-narrow" });
}

function wireButton() {
  return tool("wire", t("wire"), toggleWire, { id: "wire-button" });
}

function themeButton(draw) {
  const now = theme();
  const act = () => {
    nextTheme();
    draw();
    document.getElementById("theme-button").focus();
  };
  return tool({ auto: "auto", light: "sun", dark: "moon" }[now], t(`theme_${now}`), act, { id: "theme-button" });
}

function placeTitle() {
  const { app, channel } = store.place;
  const open = store.channels.get(channel);
  if (app) return title(null, store.apps.find((other) => other.id === app)?.name ?? "");
  if (!open) return title(null, store.team?.name ?? "");
  if (open.is_im) return title(avatar(member(open.user)), channelName(open));
  if (open.is_mpim) return title(icon("people"), channelName(open));
  const members = open.num_members !== undefined && t("members_n", { n: open.num_members });
  return title(icon(open.is_private ? "lock" : "hash"), open.name, [members, open.topic && inline(open.topic)]);
}

function title(picture, name, [members, topic] = []) {
  const line = h("div", { class: "header-line" }, members && h("span", { class: "header-members" }, members), topic && h("span", { class: "header-topic" }, topic));
  return h("div", { class: "header-title" }, h("h2", {}, picture, h("span", {}, name)), (members || topic) && line);
}

function memberButton() {
  const label = t("acting_as", { name: memberName(store.me) });
  const node = h("button", { class: "member-button", type: "button", id: "member-button", "aria-haspopup": "menu", "aria-label": label }, avatar(store.me), h("span", { class: "member-name" }, memberName(store.me)), icon("down"));
  node.addEventListener("click", () => openMembers(node));
  return node;
}
