/** The file input of a form. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { Attaching } from "./attaching.js";

/** The chosen files, uploaded; a form accepts at most `max_files`, of the requested types. */
export function fileInput(field) {
  const { filetypes, max_files: most = 10 } = field.element;
  field.state({ type: "file_input", files: [] });
  const attaching = new Attaching(async () => {
    choose.disabled = attaching.count >= most;
    const files = await attaching.uploaded();
    field.change({ files }, { selected: files.map((file) => file.id) });
  });
  attaching.input.multiple = most > 1;
  if (filetypes) attaching.input.accept = filetypes.map((type) => `.${type}`).join(",");
  const choose = h("button", { class: "button", type: "button", onclick: () => attaching.choose() }, icon("clip"), t("attach_files"));
  return h("div", { class: "file-entry" }, choose, attaching.input, attaching.element);
}
