// Uploads a file with XMLHttpRequest, because fetch doesn't report progress.

import { getCsrfToken, readRetryAfter } from "./context.js";

const MAX_TRIES = 10;

// Upload `file` as the field `name`, beside other `fields`, and return the JSON answer; a busy server is asked again.
// Failures are thrown as errors with a message for the user.
export async function sendFile(editor, url, file, options) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendOnce(editor, url, file, options);
    } catch (error) {
      if (!error.retryAfter || tries === MAX_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * error.retryAfter));
    }
  }
}

function sendOnce(editor, url, file, { name = "image", fields = {}, onProgress, signal }) {
  const { unreachable, permissionDenied } = editor.root.dataset;
  const request = new XMLHttpRequest();
  const body = new FormData();
  for (const [key, value] of Object.entries(fields)) body.set(key, value);
  body.set(name, file);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const fail = (message) => {
      const retryAfter = readRetryAfter(request.status, request.getResponseHeader("Retry-After"));
      reject(Object.assign(new Error(message), { retryAfter }));
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? (100 * loaded) / total : 0));
    request.addEventListener("error", () => fail(unreachable));
    request.addEventListener("abort", () => reject(signal.reason));
    request.addEventListener("load", () => {
      const answer = parseJson(request.responseText);
      if (request.status === 200 && answer) resolve(answer);
      else fail(answer?.error ?? (request.status === 403 ? permissionDenied : unreachable));
    });
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", getCsrfToken(editor.form));
    request.send(body);
  });
}

function parseJson(message) {
  try {
    return JSON.parse(message);
  } catch {
    return null;
  }
}
