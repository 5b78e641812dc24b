// Sending a file with its progress, which fetch does not tell.

import { token } from "./room.js";

// Send `file` and return what the server answers; failures are thrown with a text for people.
export function send(room, address, file, { progress, signal }) {
  const { unreachable, denied } = room.root.dataset;
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.set("image", file);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const fail = (text) => reject(new Error(text));
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? (100 * loaded) / total : 0));
    request.addEventListener("error", () => fail(unreachable));
    request.addEventListener("abort", () => reject(signal.reason));
    request.addEventListener("load", () => {
      const answer = read(request.responseText);
      if (request.status === 200 && answer) resolve(answer);
      else fail(answer?.error ?? (request.status === 403 ? denied : unreachable));
    });
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token(room.form));
    request.send(body);
  });
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
