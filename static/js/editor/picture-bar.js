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
    for (const [field, text] of [[alt, image.alt], [caption, image.caption]]) if (field !== document.activeElement) field.value = text;
    for (const button of buttons) button.ariaPressed = String((image.attributes[button.dataset.name] ?? "") === button.dataset.value);
  };
  const schedule = () => (timer ??= setTimeout(update, DELAY));
  // Write the changed parts of the image into the text, in one step of undo.
  const write = (changes) => {
    image = findImage();
    if (!image) return;
    const markdown = formatImage({ ...image, ...changes });
    if (markdown !== image.markdown) replaceRange(editor.textarea, image.start, image.end, markdown);
    update();
  };
  const writeFields = () => image && write({ alt: alt.value, caption: caption.value });
  const press = ({ name, value }) => {
    const attributes = { ...image.attributes, [name]: image.attributes[name] === value ? "" : value };
    if (name === "width") attributes.height = "";
    write({ attributes });
  };

  document.addEventListener("selectionchange", schedule);
  editor.textarea.addEventListener("input", schedule);
  editor.textarea.addEventListener("compositionend", schedule);
  editor.root.addEventListener("focusin", schedule);
  editor.root.addEventListener("focusout", schedule);
  // Input in these fields is no change of the post until it is written into the text.
  bar.addEventListener("input", (event) => event.stopPropagation());
  for (const [index, field] of [alt, caption].entries()) {
    field.addEventListener("change", writeFields);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || isComposing(event)) return;
      event.preventDefault(); // Enter would submit the form
      ([alt, caption][index + 1] ?? editor.textarea).focus();
    });
  }
  // The textarea keeps the focus, and so the selection.
  bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  for (const button of buttons) button.addEventListener("click", () => press(button.dataset));
  editor.form.addEventListener("submit", writeFields, { capture: true });
}
