// Autosave: while the user types, the form is saved as a draft on the server, or in the browser while the server or
// the session is gone. The post itself is never changed.

import { getCsrfToken } from "./context.js";
import { createLocalDrafts } from "./local-drafts.js";
import { restoreLocalDrafts } from "./restore-drafts.js";

const MAX_SKIPPED_ROUNDS = 8; // rounds between two attempts while saving fails
const TIMEOUT = 15000; // milliseconds to wait for an answer
const SAVING_DELAY = 500; // milliseconds before it is said that the post is being saved

// Saving failed; `reason` is the server's code for why.
class AutosaveError extends Error {
  constructor(reason, text) {
    super(text);
    this.reason = reason;
  }
}

export function startAutosave(editor) {
  const config = document.getElementById("autosave");
  const { form } = editor;
  const uid = form.elements._window.value;
  const localDrafts = createLocalDrafts(form.elements._editor.value);
  const statusLine = createStatusLine(editor, config.dataset);
  let savedText = "hasDraft" in config.dataset || !isUnchanged(form) ? "" : serializeForm(form);
  let roundsToSkip = 0; // rounds to wait before the next attempt
  let nextSkip = 1;
  let pendingRequest = null;
  let isStopped = false;
  let isHeld = false; // while the post itself is being saved

  const reportError = (error, text) => {
    if (localDrafts.save(uid, text)) statusLine.showSavedLocally(error);
    else statusLine.showUnsaved(error);
  };
  const sendDraft = async (options) => {
    const text = serializeForm(form);
    try {
      const { at, news } = await postDraft(editor, config.dataset, text, options);
      savedText = text;
      nextSkip = 1;
      localDrafts.remove(uid);
      statusLine.showSaved(at, news);
      return null;
    } catch (error) {
      roundsToSkip = nextSkip;
      nextSkip = Math.min(nextSkip * 2, MAX_SKIPPED_ROUNDS);
      reportError(error, text);
      return error;
    }
  };
  // Save the form now; return the error, or null.
  const saveNow = async () => {
    while (pendingRequest) await pendingRequest;
    pendingRequest = sendDraft();
    const error = await pendingRequest;
    pendingRequest = null;
    return error;
  };
  const saveIfChanged = async ({ isUrgent = false } = {}) => {
    if (isStopped || pendingRequest || editor.isComposing) return;
    const text = serializeForm(form);
    if (text === savedText) return;
    if (isHeld) {
      localDrafts.save(uid, text);
      return;
    }
    if (roundsToSkip > 0 && !isUrgent) {
      roundsToSkip -= 1;
      if (statusLine.error) reportError(statusLine.error, text);
      return;
    }
    await saveNow();
  };

  setInterval(saveIfChanged, Number(config.dataset.interval));
  for (const name of ["focus", "online"]) window.addEventListener(name, () => saveIfChanged({ isUrgent: true }));
  document.addEventListener("visibilitychange", () => saveIfChanged({ isUrgent: true }));
  window.addEventListener("pagehide", () => {
    const text = serializeForm(form);
    if (isStopped || text === savedText) return;
    // Nobody waits for the answer, so the draft is stored in the browser until it comes.
    localDrafts.save(uid, text);
    postDraft(editor, config.dataset, text, { keepalive: true }).then(() => localDrafts.remove(uid), () => {});
  });
  window.addEventListener("pageshow", () => (isStopped = false));
  restoreLocalDrafts({ config, localDrafts, uid, form, send: (text) => postDraft(editor, config.dataset, text) });

  // Wait for the request that is on its way, and send no other until `release` or `editor:saved`: the draft that is
  // deleted with the save must not come again. Meanwhile the browser stores what is typed.
  const hold = async () => {
    isHeld = true;
    while (pendingRequest) await pendingRequest;
    statusLine.showSaving();
  };
  const release = () => {
    isHeld = false;
    statusLine.stopSaving();
  };
  form.addEventListener("editor:saved", ({ detail: { at, isUnchanged } }) => {
    release();
    savedText = isUnchanged ? serializeForm(form) : "";
    if (isUnchanged) localDrafts.remove(uid);
    statusLine.showPostSaved(at);
  });

  return { saveNow, hold, release, stop: () => (isStopped = true), isSaved: () => serializeForm(form) === savedText };
}

// Return the fields of the form as JSON, without its files and its CSRF token.
function serializeForm(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  return JSON.stringify(fields);
}

// Whether the form is as the server sent it: a browser may have restored what was typed before a reload.
function isUnchanged(form) {
  return [...form.elements].every((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
    if (field.options) return ![...field.options].some((option) => option.defaultSelected) || [...field.options].every((option) => option.selected === option.defaultSelected);
    return field.type === "hidden" || field.defaultValue === undefined || field.value === field.defaultValue;
  });
}

async function postDraft(editor, labels, text, options = {}) {
  const body = new FormData();
  for (const [name, value] of JSON.parse(text)) body.append(name, value);
  let response;
  try {
    const headers = { "X-CSRFToken": getCsrfToken(editor.form) };
    const signal = AbortSignal.timeout(TIMEOUT);
    response = await fetch(labels.saveUrl, { method: "POST", body, headers, signal, ...options });
  } catch {
    throw new AutosaveError("unreachable", labels.unreachable);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new AutosaveError(answer.reason ?? "failing", answer.error ?? labels.serverError);
  return answer;
}

// The status line below the text. Screen readers announce changes of the state, not every save.
function createStatusLine(editor, labels) {
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
    showPostSaved: (at) => {
      statusLine.error = null;
      show(labels.postSavedLabel, at);
      editor.showMessage("news", "");
      statusLine.message = "";
    },
    // Only where it takes a while, so that screen readers are told once.
    showSaving: () => (statusLine.timer = setTimeout(show, SAVING_DELAY, labels.savingLabel)),
    stopSaving: () => clearTimeout(statusLine.timer),
    showSavedLocally: (error) => showError(error, labels.localLabel),
    showUnsaved: (error) => showError(error, labels.unsavedLabel),
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
