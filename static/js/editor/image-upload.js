// Uploads images that are pasted, dropped or chosen.

import { insertImage } from "./block-formatting.js";
import { formatImage } from "./image-markdown.js";
import { enableNotebookButtons, isNotebook, uploadNotebook } from "./notebook-upload.js";
import { anchorRange } from "./text-anchor.js";
import { insertLate } from "./text-editing.js";
import { createUploadQueue } from "./upload-queue.js";
import { sendFile } from "./upload-request.js";

// One upload at a time: in parallel they would be no faster, and the first would finish as late as the last.
let last = Promise.resolve();

function runInOrder(task) {
  const result = last.then(task);
  last = result.catch(() => {});
  return result;
}

export function enableImageUpload(editor) {
  const controls = editor.root.querySelector(".editor-media");
  const [fileInput, cameraInput] = controls.querySelectorAll("input");
  const uploads = createUploadQueue(editor);

  const startFile = (file) => (isNotebook(file) ? uploadNotebook(editor, uploads, file) : startUpload(editor, uploads, file));
  const uploadFiles = (event, { files }) => {
    if (!files.length) return;
    event.preventDefault();
    for (const file of files) startFile(file);
  };
  editor.textarea.addEventListener("paste", (event) => {
    // Spreadsheets copy cells as text and as an image: paste the text.
    if (!event.clipboardData.types.includes("text/plain")) uploadFiles(event, event.clipboardData);
  });
  editor.textarea.addEventListener("drop", (event) => uploadFiles(event, event.dataTransfer));
  editor.textarea.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  controls.querySelector(".editor-upload").addEventListener("click", () => fileInput.click());
  controls.querySelector(".editor-camera").addEventListener("click", () => cameraInput.click());
  for (const input of [fileInput, cameraInput]) {
    input.addEventListener("change", () => {
      for (const file of input.files) startFile(file);
      input.value = "";
    });
  }
  editor.form.addEventListener("submit", (event) => {
    // A save in place leaves the page, and the upload, as they are.
    const isInPlace = !editor.isLeaving && event.submitter?.name === "_continue";
    if (!uploads.pendingCount || isInPlace) return;
    event.preventDefault();
    editor.showMessage("picture", editor.root.dataset.uploadPending);
  });
  controls.hidden = false;
  enableNotebookButtons(editor, uploads, startFile);
  // Upload a file to a place of the text; `description` holds an alternative text and a caption.
  uploads.startUpload = (file, start, end, description) => startUpload(editor, uploads, file, { start, end, description });
  return uploads;
}

// Where pictures that are not there yet belong, in the order in which they came. Of several at one place, an earlier one
// stays in front of those that arrive before it, also when it is tried again.
const anchors = new Set();

function startUpload(editor, uploads, file, { start: from, end: to, description } = {}) {
  const { selectionStart, selectionEnd } = editor.textarea;
  const item = uploads.addUpload(file.name);
  const anchor = anchorRange(editor.textarea, from ?? selectionStart, to ?? selectionEnd);
  anchors.add(anchor);
  let controller = new AbortController();
  const start = () => {
    controller = new AbortController();
    uploadImage(editor, uploads, item, { file, anchor, description, signal: controller.signal });
  };
  item.drawThumbnail(file);
  item.on("retry", start);
  item.on("done", item.close);
  item.on("remove", () => {
    controller.abort();
    releaseAnchor(anchor);
    editor.showMessage(item, "");
    item.removeFromText();
    item.close();
  });
  start();
}

// Upload the image, then insert its Markdown where it was dropped: until it is there, nothing of it is in the text.
async function uploadImage(editor, uploads, item, { file, anchor, description, signal }) {
  const { dataset } = editor.root;
  item.setState("uploading");
  editor.showMessage(item, "");
  try {
    const url = editor.textarea.dataset.markdownxUploadUrlsPath;
    const picture = await runInOrder(() => sendFile(editor, url, file, { onProgress: item.setProgress, signal }));
    await editor.waitForKeys();
    const markdown = description ? formatImage({ url: picture.url, ...description }) : picture.markdown;
    insertAtAnchor(editor.textarea, anchor, markdown);
    item.complete(description ? { ...picture, alt: description.alt } : picture);
    if (!uploads.pendingCount) editor.showMessage("picture", "");
    uploads.announce(`${file.name}: ${dataset.uploaded}`);
  } catch (error) {
    if (signal.aborted) return;
    item.setState("failed", error.message);
    editor.showMessage(item, `${file.name}: ${error.message}`);
  }
}

// Insert `markdown` in one step of undo.
function insertAtAnchor(textarea, anchor, markdown) {
  const { start, end } = anchor;
  const [earlier, later] = splitAnchors(anchor);
  releaseAnchor(anchor);
  const edit = insertImage(markdown)(textarea.value, start, end);
  insertLate(textarea, { ...edit, start, end });
  for (const other of earlier) other.start = other.end = start;
  for (const other of later) other.start = other.end = edit.from;
}

// Return the other anchors at the place of `anchor`: those that came before it, and those that came after it.
function splitAnchors(anchor) {
  const atPlace = [...anchors].filter((other) => other.start === anchor.start);
  const index = atPlace.indexOf(anchor);
  return [atPlace.slice(0, index), atPlace.slice(index + 1)];
}

function releaseAnchor(anchor) {
  anchor.release();
  anchors.delete(anchor);
}
