// The list of uploads below the text: progress, errors, and the fields for alternative text and caption.

import { findImage, formatImage } from "./image-markdown.js";
import { isComposing, removeText, replaceText } from "./text-editing.js";

const MAX_THUMBNAIL_SIZE = 30 * 1024 * 1024; // bytes; larger files get no thumbnail

export function createUploadQueue(editor) {
  const root = editor.root.querySelector(".upload-queue");
  const list = root.querySelector(".upload-list");
  const template = root.querySelector("template");
  const uploads = new Set();

  const updateVisibility = () => (root.hidden = !root.querySelector("li"));
  // Input in these fields is no change of the post until it is written into the text.
  root.addEventListener("input", (event) => event.stopPropagation());
  // Fields that are being edited are written into the text before the form is sent.
  const writeAll = () => editor.isFormComposing || uploads.forEach((upload) => upload.writeFields());
  editor.form.addEventListener("submit", writeAll, { capture: true });
  editor.form.addEventListener("editor:saving", writeAll);
  // Whoever reads the form gets what was typed, too: autosave, and the panel of publication.
  editor.form.addEventListener("formdata", ({ formData }) => {
    for (const upload of uploads) {
      const change = upload.findChange(formData.get(editor.textarea.name));
      if (change) formData.set(editor.textarea.name, change.next);
    }
  });

  return {
    // The number of unfinished uploads.
    get pendingCount() {
      return [...uploads].filter((upload) => upload.isPending).length;
    },
    // The addresses of the pictures that are listed.
    get urls() {
      return [...uploads].map((upload) => upload.url);
    },
    // Take the pictures off the list that are no longer in the text, as after a merge.
    closeRemoved() {
      for (const upload of uploads) {
        if (upload.url && !findImage(editor.textarea.value, upload.url)) upload.close();
      }
    },
    announce: (text) => (root.querySelector(".upload-message").textContent = text),
    updateVisibility,
    addUpload(name) {
      const item = template.content.firstElementChild.cloneNode(true);
      const upload = createUpload(editor, item, name, () => {
        uploads.delete(upload);
        item.remove();
        updateVisibility();
      });
      uploads.add(upload);
      list.append(item);
      updateVisibility();
      return upload;
    },
  };
}

function createUpload(editor, item, name, onClose) {
  const part = (kind) => item.querySelector(`.upload-${kind}`);
  const [alt, caption] = [part("alt"), part("caption")];
  part("name").textContent = name;

  const upload = {
    item,
    isPending: false,
    isEdited: false, // whether the fields hold what is not in the text yet
    isWriting: false,
    url: "",
    close: onClose,
    on: (kind, handler) => part(kind).addEventListener("click", handler),
    setProgress: (percent) => (part("progress").value = percent),
    drawThumbnail: (file) => drawThumbnail(part("thumbnail"), file),
    // State is one of "uploading", "failed" and "uploaded".
    setState(state, text = "") {
      upload.isPending = state === "uploading";
      item.dataset.state = state;
      part("error").textContent = text;
    },
    complete({ url, alt: proposed }) {
      upload.url = url;
      upload.setState("uploaded");
      alt.value = proposed;
    },
    // Read the fields from the text, where they may have been changed.
    readFields() {
      const found = upload.url && findImage(editor.textarea.value, upload.url);
      if (found) [alt.value, caption.value] = [found.alt, found.caption];
    },
    // Return what the fields change in `text`: { old, markdown, next }; null where they change nothing. Fields that
    // nobody typed into may be older than the text.
    findChange(text) {
      const found = upload.isEdited && upload.url && findImage(text, upload.url);
      if (!found || (alt.value === found.alt && caption.value === found.caption)) return null;
      const markdown = formatImage({ url: upload.url, alt: alt.value, caption: caption.value });
      return { old: found.markdown, markdown, next: text.replace(found.markdown, () => markdown) };
    },
    // Write the fields into the text.
    writeFields() {
      const change = upload.findChange(editor.textarea.value);
      upload.isEdited = false;
      upload.isWriting = true;
      if (change) replaceText(editor.textarea, change.old, change.markdown);
      upload.isWriting = false;
    },
    // Remove the image from the text.
    removeFromText() {
      const found = upload.url && findImage(editor.textarea.value, upload.url);
      if (found) removeText(editor.textarea, found.markdown);
    },
  };
  bindFields(editor, upload, [alt, caption]);
  return upload;
}

function bindFields(editor, upload, inputs) {
  for (const [index, input] of inputs.entries()) {
    input.addEventListener("focus", () => upload.isEdited || upload.isWriting || upload.readFields());
    input.addEventListener("input", () => (upload.isEdited = true));
    // Wait until the focus has moved; in the field that has it now, an input method may compose.
    input.addEventListener("change", () => setTimeout(() => editor.waitForComposition().then(upload.writeFields)));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || isComposing(event)) return;
      event.preventDefault(); // Enter would submit the form
      (inputs[index + 1] ?? editor.textarea).focus();
    });
  }
}

async function drawThumbnail(canvas, file) {
  if (file.size > MAX_THUMBNAIL_SIZE) return;
  try {
    const picture = await createImageBitmap(file, { resizeHeight: canvas.height, resizeQuality: "medium" });
    canvas.width = Math.min(picture.width, 2 * canvas.height);
    canvas.getContext("2d").drawImage(picture, 0, 0);
  } catch {
    // Not an image, or one that this browser can't decode: the server reports it.
  }
}
