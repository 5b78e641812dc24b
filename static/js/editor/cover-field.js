// The cover: uploaded, dropped, pasted or chosen from the library. The form sends the key of the picture; without
// this script it has Django's field for a file.

import { sendFile } from "./upload-request.js";

export function setUpCoverField(editor, openLibrary) {
  const root = editor.form.querySelector(".cover-field");
  if (!root) return;
  const cover = createCover(editor, root);
  const fileInput = root.querySelector("input[type=file]");
  const row = root.closest(".form-row") ?? root;

  const take = (event, { files }) => {
    if (!files.length) return;
    event.preventDefault();
    cover.upload(files[0]);
  };
  row.addEventListener("drop", (event) => take(event, event.dataTransfer));
  row.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  row.addEventListener("paste", (event) => take(event, event.clipboardData));
  fileInput.addEventListener("change", () => {
    if (fileInput.files.length) cover.upload(fileInput.files[0]);
    fileInput.value = ""; // the form sends a key in its place
  });
  root.querySelector(".cover-upload").addEventListener("click", () => fileInput.click());
  root.querySelector(".cover-retry").addEventListener("click", cover.retry);
  root.querySelector(".cover-remove").addEventListener("click", cover.remove);
  const browseButton = root.querySelector(".cover-browse");
  browseButton.addEventListener("click", () =>
    openLibrary({ opener: browseButton, query: { kind: "cover" }, onChoose: (picture) => cover.show(picture) }),
  );
  editor.form.addEventListener("submit", (event) => {
    if (!cover.isUploading) return;
    event.preventDefault();
    editor.showMessage("cover", editor.root.dataset.uploadPending);
  });
  // What was chosen is saved: the next save must not choose or remove it again.
  editor.form.addEventListener("editor:saved", cover.settle);
  root.querySelector(".cover-file").hidden = true;
  root.querySelector(".cover-tools").hidden = false;
}

function createCover(editor, root) {
  const part = (kind) => root.querySelector(`.cover-${kind}`);
  const progress = part("progress");
  const keyField = part("picture");
  const clearField = findClearField(root);
  let controller = new AbortController();
  let lastFile = null;

  const showState = ({ text = "", isUploading = false, hasFailed = false }) => {
    cover.isUploading = isUploading;
    progress.hidden = !isUploading;
    part("retry").hidden = !hasFailed;
    part("message").textContent = text;
    part("message").classList.toggle("has-error", hasFailed);
    if (!isUploading) editor.showMessage("cover", "");
  };
  const setFields = (key, isRemoved) => {
    keyField.value = key;
    clearField.checked = isRemoved;
    keyField.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const showThumbnail = (url) => {
    const image = part("thumbnail");
    image.src = url;
    image.hidden = part("remove").hidden = !url;
  };
  const cover = {
    isUploading: false,
    show(picture, text = "") {
      showState({ text });
      showThumbnail(picture.thumbnail);
      setFields(picture.id, false);
      suggestAlt(editor.form, picture.alt);
    },
    async upload(file) {
      controller.abort();
      controller = new AbortController();
      const { signal } = controller;
      lastFile = file;
      progress.value = 0;
      showState({ isUploading: true });
      try {
        const onProgress = (percent) => (progress.value = percent);
        const picture = await sendFile(editor, root.dataset.uploadUrl, file, { onProgress, signal });
        if (!signal.aborted) cover.show(picture, root.dataset.uploaded);
      } catch (error) {
        if (!signal.aborted) showState({ text: `${file.name}: ${error.message}`, hasFailed: true });
      }
    },
    retry: () => cover.upload(lastFile),
    remove() {
      controller.abort();
      showState({ text: root.dataset.removed });
      showThumbnail("");
      setFields("", true);
      part("upload").focus();
    },
    settle() {
      keyField.value = "";
      clearField.checked = false;
      if (!cover.isUploading) showState({});
    },
  };
  return cover;
}

// Django's checkbox that removes the cover; a post that had none when the page was loaded has no such checkbox.
function findClearField(root) {
  const name = root.querySelector("input[type=file]").name;
  const found = root.querySelector(`input[name="${name}-clear"]`);
  if (found) return found;
  const field = Object.assign(document.createElement("input"), { type: "checkbox", name: `${name}-clear`, hidden: true });
  root.append(field);
  return field;
}

// The alternative text of the library, where none was written here.
function suggestAlt(form, alt) {
  const field = form.elements.cover_alt;
  if (!field || field.value || !alt) return;
  field.value = alt;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
