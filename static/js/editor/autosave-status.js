// The status line of autosave, below the text. Screen readers announce changes of the state, not every save.

const SAVING_DELAY = 500; // milliseconds before it is said that the post is being saved

export function createStatusLine(editor, labels) {
  const line = editor.root.querySelector(".autosave-status");
  const [state, time, signIn] = [".autosave-state", ".autosave-time", ".autosave-sign-in"].map((name) => line.querySelector(name));
  const setText = (element, text) => element.textContent === text || (element.textContent = text);
  const statusLine = {
    error: null,
    timer: null,
    message: "",
    showSaved: (at, message) => {
      statusLine.error = null;
      show(labels.savedLabel, at);
      // Shown above the text, where it is visible at any scroll position.
      if (message !== statusLine.message) editor.showMessage("news", message);
      statusLine.message = message;
    },
    showSavedLocally: (error) => showError(error, labels.localLabel),
    showUnsaved: (error) => showError(error, labels.unsavedLabel),
    showPostSaved: (at) => {
      statusLine.error = null;
      show(labels.postSavedLabel, at);
      editor.showMessage("news", "");
      statusLine.message = "";
    },
    // Only where it takes a while, so that screen readers are told once.
    showSaving: () => (statusLine.timer = setTimeout(show, SAVING_DELAY, labels.savingLabel)),
    stopSaving: () => clearTimeout(statusLine.timer),
  };
  const show = (text, at = "") => {
    setText(state, text);
    setText(time, at);
    line.classList.toggle("has-error", Boolean(statusLine.error));
    signIn.hidden = statusLine.error?.reason !== "signed-out";
  };
  const showError = (error, text) => {
    statusLine.error = error;
    show(`${text}: ${error.message}`);
  };
  return statusLine;
}
