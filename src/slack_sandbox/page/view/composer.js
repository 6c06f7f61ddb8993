/** Where people write: a growing text area with formatting, completion and slash commands. */

import { Attaching } from "../blocks/attaching.js";
import { h, uniqueId } from "../dom.js";
import { lookUp } from "../format/emoji.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { openEmojiPicker } from "../overlay/emoji_picker.js";
import { Completion } from "./completion.js";
import { applyFormat, continueList, FORMATS, insert } from "./formatting.js";

export class Composer {
  /**
   * `submit(text, files)` gets the ids of files if `attach` allows them, and resolves to true if the text was
   * accepted; `cancel` makes it an editor; `editLast()` is called on ↑ in an empty area; `menu(anchor)` opens
   * shortcuts; `extra` is shown beside the send button.
   */
  constructor({ id, label, text = "", submitLabel = t("send"), submit, cancel, editLast, menu, attach = false, extra }) {
    Object.assign(this, { submit, cancel, editLast });
    this.area = h("textarea", { class: "composer-area", id: id ?? uniqueId("composer"), rows: 1, placeholder: cancel ? "" : label, "aria-label": label, value: text });
    this.completion = new Completion(this.area);
    this.files = attach ? new Attaching(() => this.#changed()) : null;
    const isEditor = Boolean(cancel);
    this.sendButton = h("button", { class: isEditor ? "button button-primary button-small" : "send", type: "button", "aria-label": submitLabel, "data-tip": isEditor ? undefined : t("send_hint") }, isEditor ? submitLabel : icon("send"));
    this.sendButton.addEventListener("click", () => this.#send());
    const away = isEditor && h("button", { class: "button button-small", type: "button", onclick: cancel }, t("cancel"));
    const foot = h("div", { class: "composer-foot" }, h("div", { class: "composer-tools" }, this.#tools(menu)), extra, away, this.sendButton);
    this.element = h("div", { class: "composer" }, this.area, this.files?.element, foot);
    if (this.files) this.#takeFiles();
    this.area.addEventListener("keydown", (event) => this.#keys(event));
    this.area.addEventListener("input", () => this.#changed());
    this.#changed();
  }

  focus() {
    this.area.focus();
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    this.area.value = text;
    this.#changed();
  }

  #changed() {
    this.sendButton.disabled = this.text.trim() === "" && (this.files?.isEmpty ?? true);
    this.onchange?.(this.text);
    if (CSS.supports("field-sizing", "content")) return;
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight}px`;
  }

  /** Accepts files dropped or pasted, too. */
  #takeFiles() {
    const over = (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      this.element.classList.toggle("is-target", event.type === "dragover");
    };
    for (const kind of ["dragover", "dragleave", "drop"]) this.element.addEventListener(kind, over);
    this.element.addEventListener("drop", (event) => this.files.add(event.dataTransfer.files));
    // Spreadsheets copy a picture along with the text that is meant.
    this.area.addEventListener("paste", ({ clipboardData: data }) => data.types.includes("text/plain") || this.files.add(data.files));
  }

  #tools(menu) {
    const tool = (label, name, act) => h("button", { class: "tool", type: "button", "aria-label": t(label), "data-tip": t(label), onclick: act }, icon(name));
    const formats = FORMATS.map(([label, name]) => tool(label, name, () => applyFormat(this.area, label)));
    const smile = tool("insert_emoji", "smile", () => openEmojiPicker(smile, (name) => insert(this.area, typedEmoji(name))));
    const bolt = menu && tool("shortcuts", "bolt", () => menu(bolt));
    const clip = this.files && [tool("attach_files", "clip", () => this.files.choose()), this.files.input];
    return [h("span", { class: "formats" }, formats), clip, smile, bolt];
  }

  /** Messages written while another is being sent follow in order; an editor and files are sent only once. */
  async #send() {
    const isOnce = this.cancel || this.files?.isEmpty === false;
    if (this.sendButton.disabled || (this.underWay && isOnce)) return;
    this.completion.close();
    const { text, underWay } = this;
    if (!this.cancel) this.text = "";
    const delivery = (async () => {
      await underWay;
      await this.#deliver(text);
    })();
    this.underWay = delivery;
    await delivery;
    if (this.underWay === delivery) this.underWay = null;
  }

  async #deliver(text) {
    const files = (await this.files?.uploaded()) ?? [];
    const accepted = await this.submit(text.trim(), files.map((file) => file.id));
    if (accepted) this.files?.clear();
    // Refused text goes back to the area, unless something new was written meanwhile.
    if (!accepted && this.text === "") this.text = text;
  }

  #keys(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is choosing characters
    if (this.completion.handle(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) this.#take(event, () => this.#send());
    else if (event.key === "Enter" && event.shiftKey) continueList(event, this.area);
    else if (event.key === "Escape" && this.cancel) this.#take(event, this.cancel);
    else if (event.key === "ArrowUp" && this.text === "" && this.editLast) this.#take(event, this.editLast);
    else if (event.metaKey || event.ctrlKey) this.#shortcut(event);
  }

  #take(event, act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #shortcut(event) {
    // With Shift, a digit key gives "(" or "*", depending on the keyboard layout.
    const pressed = /^Digit\d$/.test(event.code) ? event.code.at(-1) : event.key.toLowerCase();
    const found = FORMATS.find(([, , key, shift]) => key === pressed && Boolean(shift) === event.shiftKey);
    if (found) this.#take(event, () => applyFormat(this.area, found[0]));
  }
}

function typedEmoji(name) {
  return lookUp(name)?.character ?? `:${name}:`;
}
