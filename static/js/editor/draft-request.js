// The fields of a form as text, and the request that stores them as a draft.

import { getCsrfToken } from "./context.js";

const TIMEOUT = 15000; // milliseconds to wait for an answer

// Saving failed; `reason` is the server's code for why.
class AutosaveError extends Error {
  constructor(reason, text) {
    super(text);
    this.reason = reason;
  }
}

// Return the fields of the form as JSON, without its files and its CSRF token.
export function serializeForm(form) {
  return JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"));
}

// Return what is typed of `text`, a form as JSON: without what a window says of itself.
export function getTypedFields(text) {
  return JSON.parse(text).filter(([name]) => !name.startsWith("_") && name !== "version");
}

// Send `text`, the fields of a form as JSON; return the answer. Throws AutosaveError.
export async function postDraft(editor, labels, text, { extra = {}, ...options } = {}) {
  const body = new FormData();
  for (const [name, value] of [...JSON.parse(text), ...Object.entries(extra)]) body.append(name, value);
  let response;
  try {
    const headers = { "X-CSRFToken": getCsrfToken(editor.form) };
    response = await fetch(labels.saveUrl, { method: "POST", body, headers, signal: AbortSignal.timeout(TIMEOUT), ...options });
  } catch {
    throw new AutosaveError("unreachable", labels.unreachable);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new AutosaveError(answer.reason ?? "failing", answer.error ?? labels.serverError);
  return answer;
}
