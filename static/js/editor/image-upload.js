// Uploads images that are pasted, dropped or chosen.

import { insertImage } from "./block-formatting.js";
import { applyEdit, preserveSelection, removeText, replaceText, scrollToCursor } from "./text-editing.js";
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
  const fileInput = controls.querySelector("input");
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
  fileInput.addEventListener("change", () => {
    for (const file of fileInput.files) startUpload(editor, uploads, file);
    fileInput.value = "";
  });
  editor.form.addEventListener("submit", (event) => {
    if (!uploads.pendingCount) return;
    event.preventDefault();
    editor.showMessage("picture", editor.root.dataset.uploadPending);
  });
  controls.hidden = false;
  return uploads;
}

function startUpload(editor, uploads, file) {
  const item = uploads.addUpload(file.name);
  let controller = new AbortController();
  const start = () => {
    controller = new AbortController();
    uploadImage(editor, uploads, item, { file, signal: controller.signal });
  };
  item.drawThumbnail(file);
  item.on("retry", start);
  item.on("done", item.close);
  item.on("remove", () => {
    controller.abort();
    editor.showMessage(item, "");
    item.removeFromText();
    item.close();
  });
  start();
}

// Insert a placeholder while the image uploads, then replace it with the image's Markdown.
async function uploadImage(editor, uploads, item, { file, signal }) {
  const { dataset } = editor.root;
  const placeholder = `![${dataset.uploading} ${file.name} … ${crypto.getRandomValues(new Uint16Array(1))[0]}]()`;
  const insertion = insertPlaceholder(editor.textarea, placeholder);
  scrollToCursor(editor.textarea);
  item.setState("uploading");
  editor.showMessage(item, "");
  let picture = null;
  try {
    const url = editor.textarea.dataset.markdownxUploadUrlsPath;
    picture = await runInOrder(() => sendFile(editor, url, file, { onProgress: item.setProgress, signal }));
  } catch (error) {
    if (!signal.aborted) {
      item.setState("failed", error.message);
      editor.showMessage(item, `${file.name}: ${error.message}`);
    }
  }
  await waitForComposition(editor);
  replacePlaceholder(editor.textarea, insertion, picture?.markdown ?? "");
  if (!picture) return;
  item.complete(picture);
  if (!uploads.pendingCount) editor.showMessage("picture", "");
  uploads.announce(`${file.name}: ${dataset.uploaded}`);
}

// Insert `placeholder` at the cursor; return the text before and after it and the selection.
function insertPlaceholder(textarea, placeholder) {
  const { value: before, selectionStart: start, selectionEnd: end } = textarea;
  applyEdit(textarea, insertImage(placeholder)(before, start, end));
  const after = textarea.value;
  return { placeholder, before, after, start, end, newEnd: end + after.length - before.length };
}

// Replace the placeholder with `markdown`; remove it where that is empty.
function replacePlaceholder(textarea, insertion, markdown) {
  if (textarea.value === insertion.after && undoPlaceholder(textarea, insertion, markdown)) return;
  if (markdown) replaceText(textarea, insertion.placeholder, markdown);
  else removeText(textarea, insertion.placeholder);
}

// Undo the placeholder and insert `markdown`, so that one step of undo removes the image; return whether it worked.
function undoPlaceholder(textarea, { placeholder, before, start, end, newEnd }, markdown) {
  const length = markdown ? newEnd - start + markdown.length - placeholder.length : end - start;
  let isUndone = false;
  preserveSelection(textarea, { start, end: newEnd, length }, () => {
    document.execCommand("undo");
    isUndone = textarea.value === before;
    if (!isUndone) document.execCommand("redo");
    else if (markdown) applyEdit(textarea, insertImage(markdown)(before, start, end));
  });
  return isUndone;
}

function waitForComposition(editor) {
  if (!editor.isComposing) return Promise.resolve();
  return new Promise((resolve) => editor.textarea.addEventListener("compositionend", () => resolve(), { once: true }));
}
