// Notebooks that are dropped on the text, or chosen: the server merges them with what is typed.

import { insertImage } from "./block-formatting.js";
import { makeEdit, replaceRange } from "./text-editing.js";
import { sendFile } from "./upload-request.js";

const MAX_NOTEBOOK_SIZE = 20 * 1024 * 1024; // bytes, as the server has it
const MAX_LISTED_PICTURES = 20;
const DESCRIBE_HASH = "#describe-pictures";
const DIGEST_PREFIX = /^[0-9a-f]{12}-/; // of the name of an imported file
const UNDESCRIBED_PICTURE = /!\[\]\(([^()\s]+)\)/g;

export function isNotebook(file) {
  return file.name.toLowerCase().endsWith(".ipynb");
}

// The buttons of the form's section about the notebook, which a save in place replaces.
export function enableNotebookButtons(editor, uploads, startFile) {
  const show = () => {
    const row = editor.form.querySelector(".post-notebook-upload");
    if (!row) return;
    row.hidden = false;
    row.querySelector("[data-action=describe]").hidden = !findUndescribedPictures(editor.textarea.value).length;
  };
  show();
  editor.form.addEventListener("editor:saved", show);
  editor.form.addEventListener("click", ({ target }) => {
    if (!target.matches(".post-notebook-upload button")) return;
    if (target.dataset.action === "upload") target.parentElement.querySelector("input").click();
    else listPictures(editor, uploads);
    show();
  });
  // A post that was just made of a notebook.
  if (location.hash === DESCRIBE_HASH) listPictures(editor, uploads, { hasFocus: false });
  editor.form.addEventListener("change", ({ target }) => {
    if (!target.matches(".post-notebook-upload input")) return;
    // Not a change of the form.
    for (const file of target.files) startFile(file);
    target.value = "";
  });
}

// Show the upload in the queue, and put its text into the textarea once it is there.
export function uploadNotebook(editor, uploads, file) {
  const item = uploads.addUpload(file.name);
  let controller;
  const start = () => {
    controller = new AbortController();
    sendNotebook(editor, uploads, item, { file, signal: controller.signal });
  };
  item.on("retry", start);
  item.on("done", item.close);
  item.on("remove", () => {
    controller.abort();
    editor.showMessage(item, "");
    item.close();
  });
  start();
}

async function sendNotebook(editor, uploads, item, { file, signal }) {
  const { notebookUrl, notebookLimit } = editor.root.querySelector(".upload-queue").dataset;
  item.setState("uploading");
  editor.showMessage(item, "");
  try {
    if (file.size > MAX_NOTEBOOK_SIZE) throw new Error(notebookLimit);
    await editor.waitForKeys();
    const sent = editor.textarea.value;
    const fields = { ...collectWindowFields(editor.form), source: sent };
    const answer = await sendFile(editor, notebookUrl, file, { name: "notebook", fields, onProgress: item.setProgress, signal });
    if (answer.url) {
      editor.isLeaving = true;
      location.assign(answer.url + DESCRIBE_HASH);
      return;
    }
    await editor.waitForKeys();
    // What was typed meanwhile is merged by sending it again.
    if (!answer.is_fragment && editor.textarea.value !== sent) {
      await sendNotebook(editor, uploads, item, { file, signal });
      return;
    }
    insertNotebook(editor, answer);
    uploads.closeRemoved();
    item.close();
    uploads.announce(answer.message);
    editor.showMessage("notebook", answer.conflicts ? answer.message : "");
    listPictures(editor, uploads, { hasFocus: false });
  } catch (error) {
    if (signal.aborted) return;
    item.setState("failed", error.message);
    editor.showMessage(item, `${file.name}: ${error.message}`);
  }
}

// Which post the window holds, as autosave says it.
function collectWindowFields({ elements }) {
  const names = ["_window", "_seq", "_editor", "_post", "_draft", "version", "title"];
  return Object.fromEntries(names.filter((name) => elements[name]).map((name) => [name, elements[name].value]));
}

// In one step of undo.
function insertNotebook({ textarea, form }, { text, title, is_fragment: isFragment }) {
  const { value, selectionStart, selectionEnd } = textarea;
  if (isFragment) {
    const { start, end, text: block } = insertImage(text.trimEnd())(value, selectionStart, selectionEnd);
    replaceRange(textarea, start, end, block);
  } else {
    const edit = makeEdit(value, text, selectionStart);
    replaceRange(textarea, edit.start, edit.end, edit.text);
  }
  const titleField = form.elements.title;
  if (titleField && !titleField.value.trim()) {
    titleField.value = title;
    titleField.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function findUndescribedPictures(text) {
  return [...new Set([...text.matchAll(UNDESCRIBED_PICTURE)].map(([, url]) => url))];
}

// Offer fields for the words that pictures of the text still need; each once.
function listPictures(editor, uploads, { hasFocus = true } = {}) {
  const shown = new Set(uploads.urls);
  const urls = findUndescribedPictures(editor.textarea.value).filter((url) => !shown.has(url));
  const items = urls.slice(0, MAX_LISTED_PICTURES).map((url) => listPicture(uploads, url));
  if (hasFocus) items[0]?.item.querySelector("input").focus();
}

function listPicture(uploads, url) {
  const item = uploads.addUpload(decodeURIComponent(url.split("/").at(-1)).replace(DIGEST_PREFIX, ""));
  item.on("done", item.close);
  item.on("remove", () => {
    item.removeFromText();
    item.close();
  });
  item.complete({ url, alt: "" });
  fetch(url)
    .then((response) => response.blob())
    .then(item.drawThumbnail)
    .catch(() => {}); // it is listed by its name
  return item;
}
