// Saves without leaving the page: focus, cursor, scroll position, undo and what is typed meanwhile stay.
//
// The form is sent with the header `X-Requested-With: fetch`. Where the answer is no plain success (errors, another
// editor's version, no server, signed out), the plain form is sent, and Django's own page shows.

import { getCsrfToken } from "./context.js";
import { applySavedForm, readFields } from "./saved-form.js";
import { showMessages } from "./save-messages.js";

// Buttons that lead to another page.
const LEAVING_BUTTONS = new Set(["_save", "_bin", "_addanother", "_saveasnew"]);
const TIMEOUT = 60000; // milliseconds to wait for an answer

export function enableSaveInPlace(editor, autosave, guard) {
  const { form } = editor;
  const isPopup = Boolean(form.elements._popup);
  let isSaving = false;
  let nextButton = null; // pressed while a save is on its way

  const save = async (button) => {
    isSaving = true;
    form.setAttribute("aria-busy", "true");
    // The text is not final while an input method composes.
    await editor.waitForComposition();
    form.dispatchEvent(new Event("editor:saving"));
    await autosave.hold();
    const sent = readFields(form);
    const answer = await postForm(form, button);
    form.removeAttribute("aria-busy");
    isSaving = false;
    if (answer) finish(button, answer, sent);
    else sendPlainForm(button);
  };
  const finish = (button, answer, sent) => {
    const isUnchanged = readFields(form).isEqual(sent);
    if (!answer.html) {
      autosave.release();
      guard.goTo(answer.url, isUnchanged);
      return;
    }
    applySavedForm(editor, answer, sent);
    showMessages(answer.messages);
    editor.showMessage("save", "");
    form.dispatchEvent(new CustomEvent("editor:saved", { detail: { ...answer, isUnchanged } }));
    // Why it was not published stands above the text.
    if (button.name !== "_continue") form.querySelector(".publish-blocked")?.scrollIntoView({ block: "nearest" });
    saveAgain(button, isUnchanged);
  };
  // A button that was pressed twice has done its work, unless something was typed in between.
  const saveAgain = (button, isUnchanged) => {
    const pressed = nextButton;
    nextButton = null;
    if (!pressed || (isUnchanged && isSameButton(pressed, button))) return;
    save(findButton(form, pressed));
  };
  const sendPlainForm = (button) => {
    nextButton = null;
    autosave.release();
    guard.submit(findButton(form, button));
  };

  returnFocus(editor);
  form.addEventListener("submit", (event) => {
    const button = event.submitter ?? findButton(form);
    if (event.defaultPrevented || editor.isLeaving || button.name === "_preview") return;
    event.preventDefault();
    if (isPopup || LEAVING_BUTTONS.has(button.name)) guard.submit(button);
    else if (isSaving) nextButton = button;
    else save(button);
  });
}

// Send the form as `button` would; return the answer if it was saved, else null.
async function postForm(form, button) {
  const body = new FormData(form);
  body.append(button.name, button.value);
  const headers = { "X-Requested-With": "fetch", "X-CSRFToken": getCsrfToken(form) };
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(location.href, { method: "POST", body, headers, signal, redirect: "error" });
    return response.status === 200 ? await response.json() : null;
  } catch {
    return null;
  }
}

// A button that is clicked gives the focus back to the field where somebody was writing.
function returnFocus({ form }) {
  let field = null;
  form.addEventListener("pointerdown", ({ target }) => {
    const { activeElement } = document;
    if (target.closest("[type=submit]")) field = activeElement.matches("textarea, input:not([type=submit])") ? activeElement : null;
  });
  form.addEventListener("keydown", () => (field = null));
  form.addEventListener("submit", ({ submitter }) => {
    // In Safari a click leaves the focus nowhere.
    if (field && [submitter, document.body].includes(document.activeElement)) field.focus({ preventScroll: true });
    field = null;
  });
}

// Return the button of the form that does the same as `button`, which may be gone; else the one that saves.
function findButton(form, button) {
  const buttons = [...form.querySelectorAll("[type=submit]")];
  return buttons.find((one) => button && isSameButton(one, button)) ?? buttons.find(({ name }) => name === "_continue") ?? buttons[0];
}

function isSameButton(one, other) {
  return one.name === other.name && one.value === other.value;
}
