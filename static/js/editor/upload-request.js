// Uploads a file with XMLHttpRequest, because fetch doesn't report progress.

import { getCsrfToken } from "./context.js";

// Upload `file` and return the JSON answer. Failures are thrown as errors with a message for the user.
export function sendFile(editor, url, file, { onProgress, signal }) {
  const { unreachable, permissionDenied } = editor.root.dataset;
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.set("image", file);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const fail = (message) => reject(new Error(message));
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
