/** Speaks to the sandbox: `/sandbox/…` as docs/sandbox.md describes it. */

import { t } from "./i18n.js";

export class ApiError extends Error {
  /** `code` is Slack-style (`channel_not_found`), `message` a sentence for a person. */
  constructor(code, detail) {
    super(detail || code);
    this.code = code;
  }
}

/** `code` of an ApiError where nobody answered. */
export const UNREACHABLE = "unreachable";

async function reach(address, options) {
  try {
    return await fetch(address, options);
  } catch {
    throw new ApiError(UNREACHABLE, t("unreachable")); // all that a browser says is that there was no answer
  }
}

async function answer(response) {
  const body = await response.json().catch(() => ({ ok: false, error: `http_${response.status}` }));
  if (!response.ok || body.ok === false) throw new ApiError(body.error ?? `http_${response.status}`, body.detail);
  return body;
}

/** GET of `/sandbox/name`; parameters that are undefined or null are left out. */
export async function get(name, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return answer(await reach(`/sandbox/${name}?${new URLSearchParams(given)}`));
}

/** Sends the bytes of a file as member `as`; the answer names the file, which a post may then share. */
export async function upload(as, file) {
  const query = new URLSearchParams({ as, filename: file.name });
  return answer(await reach(`/sandbox/upload?${query}`, { method: "POST", body: file }));
}

/** POST of JSON to `/sandbox/name`. */
export async function post(name, body) {
  const response = await reach(`/sandbox/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer(response);
}
