// Guards against losing unsaved text when the page is left: by the plain form, a link, or closing the window.

// Reasons for which the submitted form would be lost: it isn't submitted. Values are names of labels.
const BLOCKING_REASONS = { "signed-out": "permissionDenied", denied: "permissionDenied", unreachable: "unreachable" };
const EXPLAINED_REASONS = new Set(["other-user", "too-big"]);
const LOCK_TIME = 10000; // milliseconds after which the next page is not expected any more

// Return { submit, goTo }: how the page is left after a save. Ask before a window with unsaved text is closed.
export function guardUnload(editor, autosave) {
  const { form } = editor;
  let isChanged = Boolean(form.querySelector(".errorlist"));
  const guard = {
    // Send the plain form as `button` does. Autosave first: someone who was signed out meanwhile would get an empty
    // form back.
    submit: async (button) => {
      const message = getErrorMessage(await autosave.saveNow(), editor.root.dataset);
      editor.showMessage("save", message);
      if (message) return;
      editor.isLeaving = true;
      form.requestSubmit(button.isConnected ? button : null);
    },
    goTo: (url, isUnchanged) => {
      editor.isLeaving = isUnchanged;
      location.assign(url);
    },
  };
  form.addEventListener("input", () => (isChanged = true));
  form.addEventListener("editor:saved", ({ detail }) => (isChanged = !detail.isUnchanged));
  form.addEventListener("submit", (event) => {
    if (!editor.isLeaving || event.submitter?.name === "_preview") return;
    editor.isLeaving = !event.defaultPrevented;
    if (editor.isLeaving) autosave.stop();
    if (editor.isLeaving) lockFields(form);
  });
  window.addEventListener("pageshow", () => (editor.isLeaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !editor.isLeaving) event.preventDefault();
  });
  return guard;
}

// Until the next page is there, letters that would be lost with this one are not taken.
function lockFields(form) {
  const fields = [...form.elements].filter((field) => field.readOnly === false);
  const setReadOnly = (value) => fields.forEach((field) => (field.readOnly = value));
  setReadOnly(true);
  setTimeout(setReadOnly, LOCK_TIME, false);
  window.addEventListener("pageshow", () => setReadOnly(false), { once: true });
}

// Other errors of autosave don't block: the server may still be able to save, and says so if not.
function getErrorMessage(error, labels) {
  if (!error) return "";
  if (EXPLAINED_REASONS.has(error.reason)) return error.message;
  return labels[BLOCKING_REASONS[error.reason]] ?? "";
}
