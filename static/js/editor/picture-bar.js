// The bar for the picture at the cursor: alternative text, caption, width and alignment, written into its Markdown.

import { findImageAt, formatImage } from "./image-markdown.js";
import { findRawBlock } from "./raw-blocks.js";
import { isComposing, replaceRange } from "./text-editing.js";

const DELAY = 120; // milliseconds after which the bar follows the cursor

export function setUpPictureBar(editor) {
  const bar = editor.root.querySelector(".picture-bar");
  const [alt, caption] = [bar.querySelector(".picture-alt"), bar.querySelector(".picture-caption")];
  const buttons = [...bar.querySelectorAll("button[data-name]")];
  let timer = null;
  let image = null;
  const edited = new Set(); // fields whose text is not in the Markdown yet

  const findImage = () => {
    const { value, selectionStart, selectionEnd } = editor.textarea;
    const found = findImageAt(value, selectionStart, selectionEnd);
    return found && !findRawBlock(value, found.start) ? found : null;
  };
  const isWanted = () => [editor.textarea, ...bar.querySelectorAll("input, button")].includes(document.activeElement);
  const update = () => {
    timer = null;
    if (editor.isComposing) return;
    image = isWanted() ? findImage() : null;
    if (bar.hidden !== !image) bar.hidden = !image;
    if (image) showImage();
  };
  const showImage = () => {
    for (const [field, text] of [[alt, image.alt], [caption, image.caption]]) if (!edited.has(field)) field.value = text;
    for (const button of buttons) button.ariaPressed = String((image.attributes[button.dataset.name] ?? "") === button.dataset.value);
  };
  const schedule = () => (timer ??= setTimeout(update, DELAY));
  // Write the changed parts of an image into the text, in one step of undo; the text may have changed before it.
  const write = (target, changes) => {
    const { value } = editor.textarea;
    const isThere = value.slice(target.start, target.end) === target.markdown;
    const start = isThere ? target.start : value.indexOf(target.markdown);
    const markdown = formatImage({ ...target, ...changes });
    if (start >= 0 && markdown !== target.markdown) replaceRange(editor.textarea, start, start + target.markdown.length, markdown);
    update();
  };
  const takeFields = () => {
    const texts = edited.size ? { alt: alt.value, caption: caption.value } : {};
    edited.clear();
    return texts;
  };
  const writeFields = (target) => target && edited.size && write(target, takeFields());
  const press = ({ name, value }) => {
    const attributes = { ...image.attributes, [name]: image.attributes[name] === value ? "" : value };
    if (name === "width") attributes.height = "";
    write(image, { ...takeFields(), attributes });
  };

  document.addEventListener("selectionchange", schedule);
  editor.textarea.addEventListener("input", schedule);
  editor.textarea.addEventListener("compositionend", schedule);
  editor.root.addEventListener("focusin", schedule);
  editor.root.addEventListener("focusout", schedule);
  // Input in these fields is no change of the post until it is written into the text.
  bar.addEventListener("input", (event) => event.stopPropagation());
  for (const [index, field] of [alt, caption].entries()) {
    field.addEventListener("input", () => edited.add(field));
    // Wait until the focus has moved: writing gives it back.
    field.addEventListener("change", () => setTimeout(writeFields, 0, image));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || isComposing(event)) return;
      event.preventDefault(); // Enter would submit the form
      ([alt, caption][index + 1] ?? editor.textarea).focus();
    });
  }
  // The textarea keeps the focus, and so the selection.
  bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  for (const button of buttons) button.addEventListener("click", () => press(button.dataset));
  editor.form.addEventListener("submit", () => writeFields(image), { capture: true });
}
