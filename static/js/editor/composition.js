// Input methods and dialogs: while one of them has the keys, nothing that a script writes may take the focus from it.

// Set `editor.isFormComposing`; `editor.waitForComposition()`, which waits until no input method composes in the form;
// and `editor.waitForKeys()`, which waits until no dialog is open above it, either.
export function trackComposition(editor) {
  const { form } = editor;
  editor.isFormComposing = false;
  form.addEventListener("compositionstart", () => (editor.isFormComposing = true), { capture: true });
  form.addEventListener("compositionend", () => (editor.isFormComposing = false), { capture: true });
  editor.waitForComposition = async () => {
    while (editor.isFormComposing) await waitForEvent("compositionend");
  };
  editor.waitForKeys = async () => {
    while (editor.isFormComposing || isDialogOpen()) await waitForEvent(editor.isFormComposing ? "compositionend" : "close");
  };
}

function isDialogOpen() {
  return document.querySelector("dialog:modal") !== null;
}

// The event may not bubble. Whoever listens in the form comes before who waits.
function waitForEvent(name) {
  return new Promise((resolve) => document.addEventListener(name, resolve, { capture: true, once: true })).then(() => new Promise((resolve) => setTimeout(resolve)));
}
