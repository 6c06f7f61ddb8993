/** The page's own texts, in the acting member's language. */

import en from "./locale/en.js";
import ja from "./locale/ja.js";

const CATALOGUES = { en, ja };
let locale = "en-US";

/** `tag` is a member's locale (`ja-JP`); languages without a catalogue fall back to English. */
export function setLocale(tag) {
  locale = canonical(tag) ?? "en-US";
  document.documentElement.lang = locale;
}

function canonical(tag) {
  try {
    return Intl.getCanonicalLocales((tag ?? "").replace("_", "-"))[0];
  } catch {
    return undefined; // a test member's made-up locale: English
  }
}

export function currentLocale() {
  return locale;
}

/** The text of `key` with `{name}` placeholders filled in; a `key` ending in `_n` picks singular or plural by `n`. */
export function t(key, parts = {}) {
  const catalogue = CATALOGUES[locale.slice(0, 2)] ?? en;
  const entry = catalogue[key] ?? en[key] ?? key;
  const sentence = typeof entry === "string" ? entry : entry[new Intl.PluralRules(locale).select(parts.n)] ?? entry.other;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(parts[name] ?? whole));
}
