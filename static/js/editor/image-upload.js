// Uploads images that are pasted, dropped or chosen.

import { insertImage } from "./block-formatting.js";
import { anchorRange } from "./text-anchor.js";
import { applyEdit, replaceRange, scrollToCursor } from "./text-editing.js";
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

  const uploadFiles = (event, { files }) => {
    if (!files.length) return;
    event.preventDefault();
    for (const file of files) startUpload(editor, uploads, file);
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
      for (const file of input.files) startUpload(editor, uploads, file);
      input.value = "";
    });
  }
  editor.form.addEventListener("submit", (event) => {
    if (!uploads.pendingCount) return;
    event.preventDefault();
    editor.showMessage("picture", editor.root.dataset.uploadPending);
  });
  controls.hidden = false;
  return uploads;
}

// Where pictures that are not there yet belong, in the order in which they came.
const anchors = new Set();

function startUpload(editor, uploads, file) {
  const item = uploads.addUpload(file.name);
  const anchor = anchorRange(editor.textarea, editor.textarea.selectionStart, editor.textarea.selectionEnd);
  anchors.add(anchor);
  let controller = new AbortController();
  const start = () => {
    controller = new AbortController();
    uploadImage(editor, uploads, item, { file, anchor, signal: controller.signal });
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
async function uploadImage(editor, uploads, item, { file, anchor, signal }) {
  const { dataset } = editor.root;
  item.setState("uploading");
  editor.showMessage(item, "");
  try {
    const url = editor.textarea.dataset.markdownxUploadUrlsPath;
    const picture = await runInOrder(() => sendFile(editor, url, file, { onProgress: item.setProgress, signal }));
    await waitForComposition(editor);
    insertAtAnchor(editor.textarea, anchor, picture.markdown);
    item.complete(picture);
    if (!uploads.pendingCount) editor.showMessage("picture", "");
    uploads.announce(`${file.name}: ${dataset.uploaded}`);
  } catch (error) {
    if (signal.aborted) return;
    item.setState("failed", error.message);
    editor.showMessage(item, `${file.name}: ${error.message}`);
  }
}

// Insert `markdown` in one step of undo. The cursor stays where it is, but behind the image if it was at its place.
function insertAtAnchor(textarea, anchor, markdown) {
  releaseAnchor(anchor);
  const { start, end } = anchor;
  const following = [...anchors].filter((other) => other.start === start);
  const edit = insertImage(markdown)(textarea.value, start, end);
  const isAtCursor = textarea.selectionStart === start && textarea.selectionEnd === end;
  if (isAtCursor) applyEdit(textarea, edit);
  else replaceRange(textarea, start, end, edit.text);
  for (const other of following) other.start = other.end = edit.from;
  if (isAtCursor) scrollToCursor(textarea);
}

function releaseAnchor(anchor) {
  anchor.release();
  anchors.delete(anchor);
}

function waitForComposition(editor) {
  if (!editor.isComposing) return Promise.resolve();
  return new Promise((resolve) => editor.textarea.addEventListener("compositionend", () => resolve(), { once: true }));
}
