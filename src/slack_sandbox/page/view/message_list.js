/**
 * A list of messages with day dividers. Rows of unchanged messages stay the same elements, so that
 * open menus, half-made choices and the reading position survive changes around them.
 */

import { edit } from "../actions.js";
import { h } from "../dom.js";
import { asTyped } from "../format/typed.js";
import { currentLocale, t } from "../i18n.js";
import { isNotice, member, store } from "../store.js";
import { dayKey, dayName, tsDate } from "../time.js";
import { Composer } from "./composer.js";
import { authorOf, messageRow } from "./message.js";
import { toolbar } from "./toolbar.js";

const GROUP_SECONDS = 300;
const KEYS = { r: "react", t: "reply", e: "edit", m: "more" };

export class MessageList {
  #rows = new Map(); // ts → {message, key, row}
  #editing = null;
  #tools = null;
  #days = new Map(); // ts → its day, in the zone the list was made for

  /** `inThread`: shows a thread's replies rather than a channel. */
  constructor({ inThread, label }) {
    this.inThread = inThread;
    this.element = h("ol", { class: "messages", "aria-label": label, role: "list" });
    this.element.addEventListener("pointerover", (event) => this.#showTools(event.target));
    this.element.addEventListener("focusin", (event) => this.#showTools(event.target));
    this.element.addEventListener("pointerleave", () => this.#tools?.matches(":focus-within") || this.#dropTools());
    this.element.addEventListener("keydown", (event) => this.#walk(event));
  }

  /** Shows `messages`, oldest first; the "New" line is above the message with ts `unreadFrom`. */
  draw(channel, messages, unreadFrom = null) {
    this.channel = channel;
    this.messages = messages;
    this.unreadFrom = unreadFrom;
    const wanted = [];
    messages.forEach((message, index) => {
      const before = messages[index - 1];
      const divider = this.#divider(before, message, unreadFrom);
      if (divider) wanted.push(divider);
      wanted.push(this.#row(message, !divider && continues(before, message)));
    });
    this.#arrange(wanted);
    this.#forget(messages);
    this.#setStop();
  }

  /** Tab stops at one message: the one reached by arrow keys, else the newest. */
  #setStop() {
    const stop = this.element.querySelector('.message[tabindex="0"]');
    const last = this.element.querySelector(".message:last-of-type");
    if (!last || stop === last || (stop && this.element.contains(document.activeElement))) return;
    if (stop) stop.tabIndex = -1;
    last.tabIndex = 0;
  }

  #divider(before, message, unreadFrom) {
    const date = tsDate(message.ts);
    const newDay = !before || this.#dayOf(before.ts) !== this.#dayOf(message.ts);
    const isNew = message.ts === unreadFrom;
    if (!newDay && !isNew) return null;
    const key = `divider ${newDay} ${isNew} ${dayKey(date)} ${currentLocale()}`;
    const name = newDay && h("span", { class: "day" }, dayName(date));
    const make = () => h("li", { class: isNew ? "divider is-new" : "divider" }, name, isNew && h("span", { class: "new-mark" }, t("new_messages")));
    return this.#keep(`divider ${message.ts}`, null, key, make);
  }

  #dayOf(ts) {
    if (!this.#days.has(ts)) this.#days.set(ts, dayKey(tsDate(ts)));
    return this.#days.get(ts);
  }

  #row(message, grouped) {
    const editing = this.#editing === message.ts;
    const author = authorOf(message);
    const person = member(author.id);
    const key = [grouped, editing, store.me.id, currentLocale(), store.me.tz, person.display_name, person.real_name].join(" ");
    const make = () => (editing ? this.#editor(message) : messageRow(this.channel, message, { grouped, inThread: this.inThread }));
    return this.#keep(message.ts, message, key, make);
  }

  #keep(id, message, key, make) {
    const kept = this.#rows.get(id);
    if (kept && kept.message === message && kept.key === key) return kept.row;
    const row = make();
    if (kept?.row.tabIndex === 0) row.tabIndex = 0;
    if (kept?.row.contains(document.activeElement)) queueMicrotask(() => row.contains(document.activeElement) || row.focus({ preventScroll: true }));
    this.#rows.set(id, { message, key, row });
    return row;
  }

  #arrange(wanted) {
    let at = this.element.firstChild;
    for (const row of wanted) {
      if (row === at) at = at.nextSibling;
      else this.element.insertBefore(row, at);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  #forget(messages) {
    const known = new Set(messages.flatMap(({ ts }) => [ts, `divider ${ts}`]));
    for (const id of this.#rows.keys()) if (!known.has(id)) this.#rows.delete(id);
  }

  #editor(message) {
    const row = h("li", { class: "message is-editing", "data-ts": message.ts });
    const composer = new Composer({
      label: t("edit_message"),
      text: asTyped(message.text ?? ""),
      submitLabel: t("save"),
      submit: async (text) => {
        const done = await edit(this.channel, message.ts, text);
        if (done) this.editMessage(null);
        return done;
      },
      cancel: () => this.editMessage(null),
    });
    row.append(composer.element);
    queueMicrotask(() => composer.focus());
    return row;
  }

  /** Opens the editor of the message `ts`; null closes it. */
  editMessage(ts) {
    const before = this.#editing;
    this.#editing = ts;
    this.draw(this.channel, this.messages, this.unreadFrom);
    if (ts === null && before) this.element.querySelector(`[data-ts="${before}"]`)?.focus();
  }

  /** Opens the editor of the acting member's last message; false if there is none. */
  editLast() {
    const own = this.messages.findLast((message) => message.user === store.me.id && !message.subtype && !message.is_ephemeral);
    if (own) this.editMessage(own.ts);
    return Boolean(own);
  }

  /** Scrolls to the message and highlights it; false if it is not in the list. */
  flash(ts) {
    const row = this.element.querySelector(`.message[data-ts="${ts}"]`);
    if (!row) return false;
    row.scrollIntoView({ block: "center" });
    row.classList.remove("is-flashing");
    requestAnimationFrame(() => row.classList.add("is-flashing"));
    row.focus({ preventScroll: true });
    return true;
  }

  #showTools(target) {
    const row = target.closest?.(".message");
    if (!row || this.#tools?.parentElement === row || row.classList.contains("is-editing")) return;
    if (this.element.querySelector(".keeps-toolbar")) return;
    const message = this.#rows.get(row.dataset.ts)?.message;
    this.#dropTools();
    if (!message || message.subtype === "tombstone" || isNotice(message)) return;
    this.#tools = toolbar(this.channel, message, { inThread: this.inThread, edit: () => this.editMessage(message.ts) });
    row.append(this.#tools);
  }

  #dropTools() {
    if (this.element.querySelector(".keeps-toolbar")) return;
    this.#tools?.remove();
    this.#tools = null;
  }

  /** Keyboard shortcuts for the toolbar's buttons while a message has the focus. */
  #useTool(event) {
    const name = KEYS[event.key];
    const button = event.key === "ArrowRight" ? this.#tools?.querySelector(".tool") : name && this.#tools?.querySelector(`[data-tool="${name}"]`);
    if (!button) return false;
    event.preventDefault();
    if (event.key === "ArrowRight") [...this.#tools.querySelectorAll(".tool")].find((tool) => tool.offsetParent)?.focus();
    else button.click();
    return true;
  }

  #walk(event) {
    const row = event.target.closest(".message");
    if (event.target !== row || event.metaKey || event.ctrlKey || event.altKey) return;
    if (this.#useTool(event)) return;
    const rows = [...this.element.querySelectorAll(".message")];
    const next = rows[rows.indexOf(row) + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0)];
    if (!next || next === row) return;
    event.preventDefault();
    row.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

function isPlain({ subtype }) {
  return !subtype || subtype === "file_share";
}

function continues(before, message) {
  if (!before || !isPlain(before) || !isPlain(message) || before.is_ephemeral !== message.is_ephemeral) return false;
  const close = Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
  return close && authorOf(before).id === authorOf(message).id && !before.reply_count;
}
