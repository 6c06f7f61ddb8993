/** Completion of `@people`, `#channels`, `:emoji:` and `/commands` while typing. */

import { h, replace, uniqueId } from "../dom.js";
import { emojiNode, findEmoji } from "../format/emoji.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { openPopover } from "../overlay/popover.js";
import { isDirect, member, memberName, people, store } from "../store.js";
import { avatar } from "./avatar.js";
import { insert } from "./formatting.js";

const TRIGGER = /(?:^|[\s(（「、。])([@＠#＃:：])([\p{L}\p{N}_+.-]*)$/u;
const COMMAND = /^(\/)(\S*)$/;
const MOST = 8;
const FULL_WIDTH = { "＠": "@", "＃": "#", "：": ":" };

export class Completion {
  #popover = null;
  #entries = [];
  #active = 0;

  constructor(area) {
    this.area = area;
    this.list = h("div", { class: "completion", role: "listbox", id: uniqueId("completion"), "aria-label": t("suggestions") });
    area.setAttribute("aria-autocomplete", "list");
    area.addEventListener("input", () => this.#update());
    area.addEventListener("blur", () => this.close());
  }

  /** Handles the keys meant for an open list; true if it did. */
  handle(event) {
    if (!this.#popover) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move(step);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#entries[this.#active]);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  close() {
    this.#popover?.close();
    this.#popover = null;
    this.area.removeAttribute("aria-controls");
    this.area.removeAttribute("aria-activedescendant");
  }

  #update() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const found = COMMAND.exec(before) ?? TRIGGER.exec(before);
    this.#entries = found ? entriesFor(FULL_WIDTH[found[1]] ?? found[1], found[2]) : [];
    if (this.#entries.length === 0) return this.close();
    this.#length = found[1].length + found[2].length;
    this.#active = 0;
    this.#popover ??= openPopover(this.area.closest(".composer") ?? this.area, this.list, { className: "popover-completion", manual: true, above: true });
    this.area.setAttribute("aria-controls", this.list.id);
    this.#draw();
    return this.#popover.place();
  }

  #length = 0;

  #draw() {
    const row = (entry, index) => {
      const node = h("div", { class: index === this.#active ? "option is-active" : "option", role: "option", id: `${this.list.id}-${index}`, "aria-selected": String(index === this.#active) }, entry.picture, h("span", { class: "menu-words" }, entry.label, entry.hint && [entry.hint].flat().map((hint) => (hint instanceof Node ? hint : hint && h("span", { class: "menu-hint" }, hint)))));
      node.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.#choose(entry);
      });
      return node;
    };
    replace(this.list, this.#entries.map(row));
    this.list.children[this.#active].scrollIntoView({ block: "nearest" });
    this.area.setAttribute("aria-activedescendant", `${this.list.id}-${this.#active}`);
  }

  #move(step) {
    this.#active = (this.#active + step + this.#entries.length) % this.#entries.length;
    this.#draw();
  }

  #choose(entry) {
    this.close();
    const at = this.area.selectionStart;
    this.area.setSelectionRange(at - this.#length, at);
    insert(this.area, `${entry.text} `);
    this.close();
  }
}

function entriesFor(sign, query) {
  const wanted = query.toLowerCase();
  return SOURCES[sign](wanted).slice(0, MOST);
}

function starts(wanted, ...names) {
  return names.filter(Boolean).some((name) => name.toLowerCase().split(/[\s_.-]/).some((part) => part.startsWith(wanted)) || name.toLowerCase().startsWith(wanted));
}

const SOURCES = {
  "@": (wanted) => [
    ...[...people(), ...store.apps.map((app) => member(app.bot_user_id))]
      .filter((person) => starts(wanted, person.name, person.real_name, person.display_name))
      .map((person) => ({ text: `@${person.name}`, label: memberName(person), hint: person.name, picture: avatar(person) })),
    ...["here", "channel"].filter((name) => starts(wanted, name)).map((name) => ({ text: `@${name}`, label: `@${name}`, hint: t("everyone_here"), picture: icon("people") })),
  ],
  "#": (wanted) =>
    [...store.channels.values()]
      .filter((channel) => !isDirect(channel) && !channel.is_archived && starts(wanted, channel.name))
      .map((channel) => ({ text: `#${channel.name}`, label: channel.name, picture: icon(channel.is_private ? "lock" : "hash") })),
  ":": (wanted) =>
    wanted.length < 2 ? [] : findEmoji(wanted, MOST).map((entry) => ({ text: `:${entry.name}:`, label: `:${entry.name}:`, picture: emojiNode(entry.name) })),
  "/": (wanted) =>
    store.commands
      .filter((command) => command.command.slice(1).startsWith(wanted))
      .map((command) => ({ text: command.command, label: h("strong", {}, command.command), hint: [command.description, command.usage_hint && h("span", { class: "usage" }, `${command.command} ${command.usage_hint}`)], picture: icon("bolt") })),
};
