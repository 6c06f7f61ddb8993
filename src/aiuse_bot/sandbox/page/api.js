/** Speaks to the sandbox: `/sandbox/…` as docs/sandbox.md describes it. */

export class ApiError extends Error {
  /** `code` is Slack-style (`channel_not_found`), `message` a sentence for a person. */
  constructor(code, detail) {
    super(detail || code);
    this.code = code;
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
  return answer(await fetch(`/sandbox/${name}?${new URLSearchParams(given)}`));
}

/** POST of JSON to `/sandbox/name`. */
export async function post(name, body) {
  const response = await fetch(`/sandbox/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer(response);
}
