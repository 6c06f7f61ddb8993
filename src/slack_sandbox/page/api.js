/** Calls the sandbox's control API: `/sandbox/…`, described in docs/sandbox.md. */

import { t } from "./i18n.js";

export class ApiError extends Error {
  /** `code` is Slack-style (`channel_not_found`), `message` a sentence for a person. */
  constructor(code, detail) {
    super(detail || code);
    this.code = code;
  }
}

/** `code` of an ApiError when there was no response. */
export const UNREACHABLE = "unreachable";

async function reach(address, options) {
  try {
    return await fetch(address, options);
  } catch {
    throw new ApiError(UNREACHABLE, t("unreachable")); // all a browser reports is that there was no response
  }
}

async function answer(response) {
  const body = await response.json().catch(() => ({ ok: false, error: `http_${response.status}` }));
  if (!response.ok || body.ok === false) throw new ApiError(body.error ?? `http_${response.status}`, body.detail);
  return body;
}

/** GETs `/sandbox/name`; parameters that are undefined or null are left out. */
export async function get(name, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return answer(await reach(`/sandbox/${name}?${new URLSearchParams(given)}`));
}

/** Uploads a file as member `as`; the response contains the file, whose id a post may then share. */
export async function upload(as, file) {
  const query = new URLSearchParams({ as, filename: file.name });
  return answer(await reach(`/sandbox/upload?${query}`, { method: "POST", body: file }));
}

/** POSTs JSON to `/sandbox/name`. */
export async function post(name, body) {
  const response = await reach(`/sandbox/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer(response);
}
