/** Files to attach to a message: uploaded as soon as they are chosen, and shown as a tray. */

import { upload } from "../api.js";
import { attempt } from "../attempt.js";
import { h } from "../dom.js";
import { fileSize, isPicture, thumbnail } from "../format/file.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { store } from "../store.js";

export class Attaching {
  #items = new Map(); // chip → promise of the uploaded file, or null if it failed

  /** Calls `changed()` when files are added or removed. */
  constructor(changed) {
    this.changed = changed;
    this.element = h("div", { class: "tray", role: "group", "aria-label": t("attached_files"), hidden: true });
    this.input = h("input", { type: "file", multiple: true, hidden: true, "aria-label": t("attach_files") });
    this.input.addEventListener("change", () => {
      this.add(this.input.files);
      this.input.value = "";
    });
  }

  get isEmpty() {
    return this.count === 0;
  }

  choose() {
    this.input.click();
  }

  /** Adds files from a chooser, a drop or the clipboard. */
  add(files) {
    for (const file of files) this.#addOne(file);
    this.#tell();
  }

  #addOne(file) {
    const away = h("button", { class: "chip-remove", type: "button", "aria-label": t("remove_option", { name: file.name }), onclick: () => this.#remove(chip) }, icon("close"));
    const words = h("span", { class: "menu-words" }, h("span", { class: "file-name" }, file.name), h("span", { class: "menu-hint" }, fileSize(file.size)));
    const sign = h("span", { class: "file-sign is-working" }, icon("file"));
    const chip = h("div", { class: "tray-file" }, sign, words, away);
    this.element.append(chip);
    this.#items.set(chip, this.#send(file, chip, sign));
  }

  async #send(file, chip, sign) {
    const answer = await attempt(() => upload(store.me.id, file));
    sign.classList.remove("is-working");
    if (answer === null) this.#remove(chip);
    else if (isPicture(answer.file)) sign.replaceWith(thumbnail(answer.file));
    return answer?.file ?? null;
  }

  #remove(chip) {
    this.#items.delete(chip);
    chip.remove();
    this.#tell();
  }

  #tell() {
    this.element.hidden = this.isEmpty;
    this.changed();
  }

  get count() {
    return this.#items.size;
  }

  /** Resolves to all files, as the workspace describes them, once they are uploaded. */
  async uploaded() {
    return (await Promise.all(this.#items.values())).filter(Boolean);
  }

  clear() {
    for (const chip of this.#items.keys()) chip.remove();
    this.#items.clear();
    this.#tell();
  }
}
