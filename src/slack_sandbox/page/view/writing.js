/** The composer of a channel or thread: sends messages, runs commands, keeps drafts. */

import { runCommand, runShortcut, send } from "../actions.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { openMenu } from "../overlay/menu.js";
import { toast } from "../overlay/toast.js";
import { isDirect, listKey, store } from "../store.js";
import { Composer } from "./composer.js";

const drafts = new Map();

/** A composer for the place, with the running commands above it. */
export function writing({ channel, thread = null, label, id, editLast, broadcastTo }) {
  const key = `${store.me.id} ${listKey(channel, thread)}`;
  const both = broadcastTo && h("input", { type: "checkbox" });
  const extra = both && h("label", { class: "also-send" }, both, t("also_send", { channel: broadcastTo }));
  const composer = new Composer({
    id,
    label,
    text: drafts.get(key) ?? "",
    editLast,
    menu: (anchor) => openShortcuts(anchor, composer),
    attach: true,
    submit: (text, files) => (isCommand(text) && files.length === 0 ? command(channel, text, thread) : send(channel, text, { thread, files, broadcast: both?.checked ?? false })),
  });
  composer.onchange = (text) => drafts.set(key, text);
  const pending = h("div", { class: "pending", role: "status" });
  const drawPending = () => replace(pending, store.pendingCommands.filter((other) => other.channel === channel && other.thread === thread).map(working));
  drawPending();
  return { element: h("div", { class: "writing" }, pending, composer.element, extra), composer, drawPending };
}

function isCommand(text) {
  return /^\/[a-z]/i.test(text);
}

async function command(channel, text, thread) {
  const [name] = text.split(/\s/);
  if (store.commands.some((known) => known.command === name)) return runCommand(channel, text, thread);
  toast(t("slash_unknown", { command: name }), "error");
  return false;
}

function working({ text }) {
  return h("div", { class: "working" }, h("span", { class: "spinner" }), h("code", { class: "code" }, text), t("working"));
}

function openShortcuts(anchor, composer) {
  const global = store.shortcuts.filter((shortcut) => shortcut.type === "global");
  const type = (name) => () => {
    composer.text = `${name} `;
    composer.focus();
  };
  openMenu(
    anchor,
    [
      { heading: t("shortcuts") },
      ...global.map((shortcut) => ({ label: shortcut.name, hint: shortcut.description, icon: "bolt", act: () => runShortcut(shortcut.callback_id) })),
      ...store.commands.map((known) => ({ label: known.command, hint: known.description, node: h("span", { class: "slash" }, "/"), act: type(known.command) })),
    ],
    { label: t("shortcuts") },
  );
}

/** What replaces the composer if the member cannot write here; null if they can. */
export function writingBar(channel, join) {
  if (channel.is_archived) return h("div", { class: "bar" }, icon("lock"), t("is_archived"));
  if (channel.is_member || isDirect(channel)) return null;
  return h("div", { class: "bar" }, h("span", {}, t("not_a_member", { channel: channel.name })), h("button", { class: "button button-primary", type: "button", onclick: join }, t("join_channel")));
}
