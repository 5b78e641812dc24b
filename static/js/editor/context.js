// What the parts of the editor share: the textarea, its form, and requests to the server.

import { trackComposition } from "./composition.js";

export function createEditor(root) {
  const textarea = root.querySelector("textarea");
  const element = root.querySelector(".editor-message");
  const messages = new Map();
  const editor = {
    root,
    textarea,
    form: textarea.form,
    isComposing: false,
    isLeaving: false, // the plain form is being sent
    // Show a message about a subject, in place of the one before; an empty text removes it.
    showMessage: (subject, text) => {
      messages.set(subject, text);
      element.textContent = [...messages.values()].filter(Boolean).join("\n");
    },
  };
  // While an input method composes, the value of the textarea is not final.
  textarea.addEventListener("compositionstart", () => (editor.isComposing = true));
  textarea.addEventListener("compositionend", () => (editor.isComposing = false));
  trackComposition(editor);
  // Signing in in another tab makes a new CSRF token; the form must not be refused for its old one.
  editor.form.addEventListener("submit", () => (editor.form.elements.csrfmiddlewaretoken.value = getCsrfToken(editor.form)));
  return editor;
}

export function getCsrfToken(form) {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

// POST `fields` and return the JSON answer. Failures are thrown as errors with a message for the user.
export async function postForm(editor, url, fields, signal) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  let response;
  try {
    const headers = { "X-CSRFToken": getCsrfToken(editor.form) };
    response = await fetch(url, { method: "POST", body, headers, signal });
  } catch (error) {
    throw signal?.aborted ? error : new Error(editor.root.dataset.unreachable);
  }
  const retryAfter = readRetryAfter(response.status, response.headers.get("Retry-After"));
  if (retryAfter) throw Object.assign(new Error(editor.root.dataset.unreachable), { retryAfter });
  if (response.status === 403) throw new Error(editor.root.dataset.permissionDenied);
  const isAnswer = response.ok || response.status === 422;
  const answer = isAnswer ? await response.json() : { error: editor.root.dataset.unreachable };
  if (answer.error) throw new Error(answer.error);
  return answer;
}

// Return after how many seconds a busy server wants to be asked again; 0 where it is not busy.
export function readRetryAfter(status, header) {
  return status === 429 || status === 503 ? Number(header) || 2 : 0;
}
