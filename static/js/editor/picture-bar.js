// The bar for the picture at the cursor: alternative text, caption, width and alignment, written into its Markdown.

import { findImageAt, formatImage } from "./image-markdown.js";
import { findRawBlock } from "./raw-blocks.js";
import { anchorRange } from "./text-anchor.js";
import { isComposing, previewEdit, replaceRange } from "./text-editing.js";

const DELAY = 120; // milliseconds after which the bar follows the cursor

export function setUpPictureBar(editor) {
  const bar = editor.root.querySelector(".picture-bar");
  const [alt, caption] = [bar.querySelector(".picture-alt"), bar.querySelector(".picture-caption")];
  const buttons = [...bar.querySelectorAll("button[data-name]")];
  let timer = null;
  let image = null;
  let typed = null; // what is in the fields and not in the text yet: its image, where that is, and the fields
  let isWriting = false;

  const findImage = () => {
    const { value, selectionStart, selectionEnd } = editor.textarea;
    const found = findImageAt(value, selectionStart, selectionEnd);
    return found && !findRawBlock(value, found.start) ? found : null;
  };
  // Return an image as it is in the text now, which may have changed around `start`; null where it is gone.
  const findAgain = ({ url, markdown }, start) => {
    const { value } = editor.textarea;
    const found = findImageAt(value, start + 1, start + 1);
    if (found?.url === url) return found;
    const index = value.indexOf(markdown);
    return index < 0 ? null : findImageAt(value, index + 1, index + 1);
  };
  const isWanted = () => [editor.textarea, ...bar.querySelectorAll("input, button")].includes(document.activeElement);
  const update = () => {
    timer = null;
    // The bar stays with the picture that is being described.
    if (editor.isComposing || typed) return;
    image = isWanted() ? findImage() : null;
    if (bar.hidden !== !image) bar.hidden = !image;
    if (image) showImage();
  };
  const showImage = () => {
    for (const [field, text] of [[alt, image.alt], [caption, image.caption]]) if (field !== document.activeElement) field.value = text;
    for (const button of buttons) button.ariaPressed = String((image.attributes[button.dataset.name] ?? "") === button.dataset.value);
  };
  const schedule = () => (timer ??= setTimeout(update, DELAY));
  const onTyped = (field) => {
    if (!typed && !image) return;
    typed ??= { image, anchor: anchorRange(editor.textarea, image.start, image.end), fields: new Set() };
    typed.fields.add(field);
  };
  // Return the image that is described, as it is in the text, and what was typed, by the names of its parts.
  const readTyped = () => {
    const { anchor, fields } = typed;
    const texts = { ...(fields.has(alt) && { alt: alt.value }), ...(fields.has(caption) && { caption: caption.value }) };
    return [findAgain(typed.image, anchor.start), texts];
  };
  const takeTyped = () => {
    const found = readTyped();
    typed.anchor.release();
    typed = null;
    return found;
  };
  // Write the changed parts of an image into the text, in one step of undo.
  const write = (target, changes) => {
    const markdown = target && formatImage({ ...target, ...changes });
    isWriting = true;
    if (target && markdown !== target.markdown) replaceRange(editor.textarea, target.start, target.end, markdown);
    isWriting = false;
    update();
  };
  const writeTyped = () => typed && !editor.isFormComposing && write(...takeTyped());
  const press = ({ name, value }) => {
    const [target, texts] = typed ? takeTyped() : [findAgain(image, image.start), {}];
    if (!target) return update();
    const attributes = { ...target.attributes, [name]: target.attributes[name] === value ? "" : value };
    if (name === "width") attributes.height = "";
    write(target, { ...texts, attributes });
  };

  document.addEventListener("selectionchange", schedule);
  editor.textarea.addEventListener("input", schedule);
  editor.textarea.addEventListener("compositionend", schedule);
  editor.root.addEventListener("focusin", schedule);
  editor.root.addEventListener("focusout", schedule);
  // Input in these fields is no change of the post until it is written into the text.
  bar.addEventListener("input", (event) => event.stopPropagation());
  for (const [index, field] of [alt, caption].entries()) {
    field.addEventListener("input", () => onTyped(field));
    // Wait until the focus has moved: writing gives it back. In the field that has it then, an input method may compose.
    field.addEventListener("blur", () => isWriting || setTimeout(() => editor.waitForComposition().then(writeTyped)));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || isComposing(event)) return;
      event.preventDefault(); // Enter would submit the form
      ([alt, caption][index + 1] ?? editor.textarea).focus();
    });
  }
  // The textarea keeps the focus, and so the selection.
  bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  for (const button of buttons) button.addEventListener("click", () => press(button.dataset));
  editor.form.addEventListener("submit", writeTyped, { capture: true });
  editor.form.addEventListener("editor:saving", writeTyped);
  // Whoever reads the form gets what was typed, too: autosave, and the panel of publication.
  editor.form.addEventListener("formdata", ({ formData }) => {
    const [target, texts] = typed ? readTyped() : [];
    if (!target) return;
    const edit = { start: target.start, end: target.end, text: formatImage({ ...target, ...texts }) };
    formData.set(editor.textarea.name, previewEdit(editor.textarea.value, edit));
  });
}
