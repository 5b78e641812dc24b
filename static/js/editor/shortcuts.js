// Keyboard shortcuts of the toolbar and of saving, and the dialog that lists them.

import { wrapPastedLink } from "./inline-formatting.js";
import { applyEdit, isComposing } from "./text-editing.js";

const IS_MAC = /Mac|iP(?:hone|ad|od)/.test(navigator.platform);
const KEY_NAMES = IS_MAC
  ? { Mod: "⌘", Shift: "⇧", Enter: "↩" }
  : { Mod: "Ctrl", Shift: "Shift", Enter: "Enter" };

export function enableShortcuts(editor) {
  const buttons = [...editor.root.querySelectorAll(".toolbar [data-keys]")].filter((button) => button.dataset.keys);
  const onKeydown = (event) => {
    if (isComposing(event)) return;
    const button = buttons.find(({ dataset }) => matchesShortcut(event, dataset.keys));
    // In other fields of the editor, formatting shortcuts don't apply.
    const isElsewhere = button && event.target.matches("input, textarea, dialog *") && event.target !== editor.textarea;
    if (button ? isElsewhere && !button.closest(".toolbar-group-end") : !matchesShortcut(event, "Mod+S")) return;
    event.preventDefault();
    if (button) button.click();
    else saveForm(editor.form);
  };
  editor.root.addEventListener("keydown", onKeydown);
  document.addEventListener("keydown", (event) => {
    if (!editor.root.contains(event.target) && matchesShortcut(event, "Mod+S")) onKeydown(event);
  });
  editor.textarea.addEventListener("paste", (event) => pasteLink(editor.textarea, event));
  keepEnterFromSaving(editor);
  setUpDialog(editor, buttons);
}

function saveForm(form) {
  form.requestSubmit(form.querySelector("[type=submit][name=_continue]"));
}

// Enter in a field of one line doesn't submit the form: in the title it moves to the text.
function keepEnterFromSaving({ form, textarea }) {
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || isComposing(event) || event.ctrlKey || event.metaKey) return;
    if (!field.matches("input:not([type=submit], [type=button], [type=file], [type=checkbox], [type=radio])")) return;
    event.preventDefault();
    if (field === form.elements.title) textarea.focus();
  });
}

function pasteLink(textarea, event) {
  const { value, selectionStart, selectionEnd } = textarea;
  const change = wrapPastedLink(value, selectionStart, selectionEnd, event.clipboardData.getData("text/plain").trim());
  if (!change) return;
  event.preventDefault();
  applyEdit(textarea, change);
}

function setUpDialog(editor, buttons) {
  const dialog = editor.root.querySelector(".editor-shortcuts");
  const list = dialog.querySelector(".editor-shortcut-list");
  for (const element of list.querySelectorAll("[data-keys]")) element.append(...createKeyCaps(element.dataset.keys));
  list.prepend(...buttons.map(createEntry));
  editor.root.querySelector("[data-command=shortcuts]").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("close", () => editor.textarea.focus({ preventScroll: true }));
}

function createEntry(button) {
  const [group, term, description] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
  term.textContent = button.ariaLabel ?? button.textContent;
  description.append(...createKeyCaps(button.dataset.keys));
  group.append(term, description);
  return group;
}

function createKeyCaps(combination) {
  return combination.split("+").map((key) => {
    const element = document.createElement("kbd");
    element.textContent = KEY_NAMES[key] ?? key;
    return element;
  });
}

// Return a combination as it is shown to users, such as Ctrl+B or ⌘B.
export function formatShortcut(combination) {
  return combination
    .split("+")
    .map((key) => KEY_NAMES[key] ?? key)
    .join(IS_MAC ? "" : "+");
}

// Return a combination as a value of aria-keyshortcuts.
export function formatAriaShortcut(combination) {
  return combination
    .split("+")
    .map((key) => (key === "Mod" ? (IS_MAC ? "Meta" : "Control") : key))
    .join("+");
}

function matchesShortcut(event, combination) {
  const wanted = combination.split("+");
  const key = wanted.at(-1);
  const [mod, other] = IS_MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  // Some keyboards have the slash on a shifted key.
  const isShift = key === "/" || event.shiftKey === wanted.includes("Shift");
  if (mod !== wanted.includes("Mod") || other || event.altKey || !isShift) return false;
  const codes = { ".": "Period", Enter: "Enter" };
  const code = /\d/.test(key) ? `Digit${key}` : codes[key];
  if (code) return event.code === code;
  // On keyboards without Latin letters the position of the key counts.
  const isLatin = /^[\x21-\x7e]$/.test(event.key);
  return isLatin ? event.key.toUpperCase() === key : event.code === `Key${key}`;
}
