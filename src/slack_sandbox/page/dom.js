/**
 * Builds elements. Everything from a message, a member or an app passes through here as text
 * nodes and attributes, never as markup, so nothing that people write can inject HTML.
 */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "indeterminate", "open", "selected", "tabIndex"]);

/** Creates an element with attributes, `on…` listeners and children; empty children are left out. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) assign(node, name, value);
  return fill(node, children);
}

/** Appends strings, nodes and nested lists of them; skips null, undefined, false and "". */
export function fill(node, ...children) {
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** Like `fill`, but replaces the existing children. */
export function replace(node, ...children) {
  node.replaceChildren();
  return fill(node, children);
}

function assign(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "style") for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

let lastId = 0;

/** A page-wide unique id for label and ARIA references. */
export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** The URL if it is safe to follow (http, https, mailto), else null. */
export function safeLink(address) {
  try {
    const url = new URL(address, location.href);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null; // not a URL: shown as text
  }
}

/** A link that opens in a new tab; only its text if the URL is not safe to follow. */
export function link(address, ...children) {
  const href = safeLink(address);
  if (href === null) return h("span", {}, children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}
