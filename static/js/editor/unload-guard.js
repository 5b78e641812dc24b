// Guards against losing unsaved text when the form is submitted or the window is closed.

// Reasons for which the submitted form would be lost: it isn't submitted. Values are names of labels.
const BLOCKING_REASONS = { "signed-out": "permissionDenied", denied: "permissionDenied", unreachable: "unreachable" };
const EXPLAINED_REASONS = new Set(["other-user", "too-big"]);

// Autosave before submitting: someone who was signed out meanwhile would get an empty form back. Ask before a window
// with unsaved text is closed.
export function guardUnload(editor, autosave) {
  const { form } = editor;
  let isChanged = Boolean(form.querySelector(".errorlist"));
  let isSaving = false;
  form.addEventListener("input", () => (isChanged = true));
  form.addEventListener("submit", async (event) => {
    // The preview of the draft opens in another window.
    if (isSaving || event.defaultPrevented || event.submitter?.name === "_preview") return;
    event.preventDefault();
    const message = getErrorMessage(await autosave.saveNow(), editor.root.dataset);
    editor.showMessage("save", message);
    if (message) return;
    isSaving = true;
    autosave.stop();
    form.requestSubmit(event.submitter);
  });
  window.addEventListener("pageshow", () => (isSaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isSaving) event.preventDefault();
  });
}

// Other errors of autosave don't block: the server may still be able to save, and says so if not.
function getErrorMessage(error, labels) {
  if (!error) return "";
  if (EXPLAINED_REASONS.has(error.reason)) return error.message;
  return labels[BLOCKING_REASONS[error.reason]] ?? "";
}
