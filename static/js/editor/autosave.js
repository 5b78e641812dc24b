// Autosave: what is typed is stored as a draft on the server, and in the browser until the server has it. A new post
// becomes one with its first text: from then on the form is the form of that post.

import { createStatusLine } from "./autosave-status.js";
import { getTypedFields, postDraft, serializeForm } from "./draft-request.js";
import { createLocalDrafts } from "./local-drafts.js";
import { sendLocalDrafts } from "./restore-drafts.js";

const MAX_SKIPPED_ROUNDS = 8; // rounds between two attempts while saving fails
const CHARACTERS_PER_ROUND = 100000; // a longer text is sent less often; in the browser it is stored as often
const ONE_TIME_PARAMETERS = ["draft", "restore", "merge", "held", "at"]; // of the address

export function startAutosave(editor) {
  const config = document.getElementById("autosave");
  const labels = config.dataset;
  const { form } = editor;
  const uid = form.elements._window.value;
  const localDrafts = createLocalDrafts(form.elements._editor.value);
  const statusLine = createStatusLine(editor, labels);
  const serialize = () => JSON.stringify(getTypedFields(serializeForm(form)));
  const isAsSent = isUnchanged(form);
  const isSentOfPost = form.elements._post.value && !("isDraft" in labels) && !("isUnsaved" in labels);
  // The typed fields as they are in the post, "" if that is not known; in the draft; and in the browser.
  let postText = isSentOfPost ? serializeAsSent(form) : "";
  let savedText = isAsSent && !("isUnsaved" in labels) ? serialize() : "";
  let localText = "";
  let roundsToSkip = 0; // rounds to wait before the next attempt
  let nextSkip = 1;
  let pendingRequest = null;
  let isStopped = false;
  let isHeld = false; // while the post itself is being saved
  let isTouched = !isAsSent;

  const saveLocally = async (text) => {
    const seq = Number(form.elements._seq.value) + 1;
    form.elements._seq.value = seq;
    const isStored = await localDrafts.save(uid, serializeForm(form), seq);
    if (isStored) localText = text;
    return isStored;
  };
  const reportError = (error, isStored) => (isStored ? statusLine.showSavedLocally(error) : statusLine.showUnsaved(error));
  const sendDraft = async () => {
    const text = serialize();
    form.elements._seq.value = Number(form.elements._seq.value) + 1;
    const { value: seq } = form.elements._seq;
    try {
      const extra = text === postText ? { _unchanged: "1" } : {};
      const answer = await postDraft(editor, labels, serializeForm(form), { extra });
      savedText = text;
      nextSkip = 1;
      takeAnswer(form, answer, text === postText);
      localDrafts.remove(uid, Number(seq));
      statusLine.showSaved(answer.at, answer.news);
      return null;
    } catch (error) {
      roundsToSkip = nextSkip;
      nextSkip = Math.min(nextSkip * 2, MAX_SKIPPED_ROUNDS);
      reportError(error, localText === text || (await saveLocally(text)));
      return error;
    }
  };
  // Save the form now; return the error, or null.
  const saveNow = async () => {
    await leftSent;
    while (pendingRequest) await pendingRequest;
    pendingRequest = sendDraft();
    const error = await pendingRequest;
    pendingRequest = null;
    if (!error) roundsToSkip = Math.floor(savedText.length / CHARACTERS_PER_ROUND);
    return error;
  };
  const saveIfChanged = async ({ isUrgent = false } = {}) => {
    if (isStopped || editor.isComposing) return;
    const text = serialize();
    if (text === savedText) return;
    if (text !== localText) {
      const isStored = await saveLocally(text);
      if (statusLine.error) reportError(statusLine.error, isStored);
    }
    if (pendingRequest || isStopped || isHeld) return;
    if (roundsToSkip > 0 && !isUrgent) roundsToSkip -= 1;
    else await saveNow();
  };

  setInterval(saveIfChanged, Number(labels.interval));
  for (const name of ["focus", "online"]) window.addEventListener(name, () => saveIfChanged({ isUrgent: true }));
  document.addEventListener("visibilitychange", () => saveIfChanged({ isUrgent: true }));
  window.addEventListener("pagehide", () => {
    const text = serialize();
    if (isStopped || text === savedText) return;
    // Nobody waits for the answer, so the draft is stored in the browser until it comes.
    const seq = Number(form.elements._seq.value) + 1;
    form.elements._seq.value = seq;
    localDrafts.saveAtOnce(uid, serializeForm(form), seq);
    postDraft(editor, labels, serializeForm(form), { keepalive: true }).then(
      () => localDrafts.remove(uid, seq),
      () => {},
    );
  });
  window.addEventListener("pageshow", () => (isStopped = false));
  // A save on its way must not be ended by opening the form anew, so `submit` counts too.
  for (const name of ["input", "change", "submit"]) form.addEventListener(name, () => (isTouched = true));
  // Wait for the request that is on its way, and send no other until `release` or `editor:saved`: the draft that is
  // deleted with the save must not come again. Meanwhile the browser stores what is typed.
  const hold = async () => {
    isHeld = true;
    await leftSent;
    while (pendingRequest) await pendingRequest;
    statusLine.showSaving();
  };
  const release = () => {
    isHeld = false;
    statusLine.stopSaving();
  };
  // The post was saved without leaving the page. What is known of the draft stands in the form already.
  form.addEventListener("editor:saved", ({ detail: { at, isUnchanged } }) => {
    release();
    savedText = isUnchanged ? serialize() : "";
    postText = form.elements._draft.value ? "" : savedText;
    localText = "";
    if (isUnchanged) localDrafts.remove(uid, Number(form.elements._seq.value));
    statusLine.showPostSaved(at);
  });
  // What was left in the browser goes first: behind a save it would become a draft of what is saved already.
  const leftSent = sendLocalDrafts(editor, { labels, localDrafts, uid, isTouched: () => isTouched }).catch(() => {});

  return { saveNow, hold, release, stop: () => (isStopped = true), isSaved: () => serialize() === savedText };
}

// Take over what the server says of the post and the draft.
function takeAnswer(form, answer, isPostText) {
  if (String(answer.post ?? "") !== form.elements._post.value) setPost(form, answer);
  if (answer.draft || isPostText) form.elements._draft.value = answer.draft;
}

// Make the form that of the post of `answer`, or of a new one where that is null; the address follows.
function setPost(form, { post, version, url }) {
  form.elements._post.value = post ?? "";
  if (form.elements.version) form.elements.version.value = (post && version) || "";
  const parameters = new URLSearchParams(location.search);
  if (!url || parameters.has("_popup")) return;
  for (const name of ONE_TIME_PARAMETERS) parameters.delete(name);
  const target = new URL(url, location.href);
  history.replaceState(history.state, "", target.pathname + (parameters.size ? `?${parameters}` : ""));
}

// Return the typed fields as the server sent them: somebody may have typed before this script ran.
function serializeAsSent(form) {
  const sent = form.cloneNode(true);
  sent.reset();
  return JSON.stringify(getTypedFields(serializeForm(sent)));
}

// Whether the form is as the server sent it: a browser may have restored what was typed before a reload.
function isUnchanged(form) {
  return [...form.elements].every((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
    if (field.options) return ![...field.options].some((option) => option.defaultSelected) || [...field.options].every((option) => option.selected === option.defaultSelected);
    return field.type === "hidden" || field.defaultValue === undefined || field.value === field.defaultValue;
  });
}
