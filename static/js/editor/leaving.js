// Nothing that was typed leaves the window unsaved and unasked.

import { ask } from "./room.js";

// Someone who was signed out while writing would get an empty form back: ask
// before the text leaves the window. A window with unsaved text does not close unasked.
export function guard(room) {
  let isChanged = Boolean(room.form.querySelector(".errorlist"));
  let isSaving = false;
  room.form.addEventListener("input", () => (isChanged = true));
  room.form.addEventListener("submit", async (event) => {
    if (isSaving || event.defaultPrevented) return;
    event.preventDefault();
    try {
      await ask(room, room.source.dataset.markdownxUrlsPath, { source: "" });
      isSaving = true;
      room.form.requestSubmit(event.submitter);
    } catch (error) {
      room.complain("save", error.message);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isSaving) event.preventDefault();
  });
}
