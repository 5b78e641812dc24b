// Keyboard shortcuts of the toolbar and of saving, and the dialog that lists them.

import { wrapPastedLink } from "./inline-formatting.js";
import { applyEdit, isComposing } from "./text-editing.js";

export const IS_MAC = /Mac|iP(?:hone|ad|od)/.test(navigator.platform);
const ARROWS = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←" };
const KEY_NAMES = IS_MAC
  ? { Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "↩", ...ARROWS }
  : { Mod: "Ctrl", Shift: "Shift", Alt: "Alt", Enter: "Enter", ...ARROWS };
const MOVED_KEYS_TOLD = "transmission.moved-keys-told"; // in browsers of users: keep it

export function enableShortcuts(editor) {
  const buttons = [...editor.root.querySelectorAll(".toolbar [data-keys]")].filter((button) => button.dataset.keys);
  const onKeydown = (event) => {
    if (isComposing(event)) return;
    const button = buttons.find(({ dataset }) => matchesAny(event, dataset.keys));
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
  tellMovedKeys(editor, buttons);
  editor.textarea.addEventListener("paste", (event) => pasteLink(editor.textarea, event));
  keepEnterFromSaving(editor);
  setUpDialog(editor, buttons);
}

// Say once, when a key is pressed that a command had before, which one it has now. The key is left to the input method.
function tellMovedKeys(editor, buttons) {
  const moved = buttons.filter(({ dataset }) => dataset.oldKeys);
  editor.textarea.addEventListener("keydown", (event) => {
    const button = moved.find(({ dataset }) => matchesShortcut(event, dataset.oldKeys));
    const told = (localStorage.getItem(MOVED_KEYS_TOLD) ?? "").split(" ");
    if (!button || told.includes(button.dataset.command)) return;
    localStorage.setItem(MOVED_KEYS_TOLD, [...told, button.dataset.command].join(" ").trim());
    const { keys, oldKeys } = button.dataset;
    const words = { command: button.ariaLabel, keys: formatShortcut(keys), old: formatShortcut(oldKeys) };
    editor.showMessage("moved-key", editor.root.dataset.movedKey.replace(/\{(\w+)\}/g, (_, name) => words[name]));
    editor.textarea.addEventListener("input", () => editor.showMessage("moved-key", ""), { once: true });
  });
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
  for (const element of list.querySelectorAll("[data-keys]")) element.append(...createKeyCaps(getKeys(element)));
  list.prepend(...buttons.map(createEntry));
  editor.root.querySelector("[data-command=shortcuts]").addEventListener("click", () => {
    dialog.showModal();
    dialog.scrollTop = 0; // the focus is on the button at its end
  });
  dialog.addEventListener("close", () => editor.textarea.focus({ preventScroll: true }));
}

function createEntry(button) {
  const [group, term, description] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
  term.textContent = button.ariaLabel ?? button.textContent;
  description.append(...createKeyCaps(getKeys(button)));
  group.append(term, description);
  return group;
}

// Return the combinations of an element; some are others on a Mac.
function getKeys({ dataset }) {
  return (IS_MAC && dataset.macKeys) || dataset.keys;
}

// Return the keys of combinations, each apart from the next.
function createKeyCaps(combinations) {
  return combinations.split(" ").map((combination) => {
    const group = document.createElement("span");
    for (const key of combination.split("+")) {
      const element = document.createElement("kbd");
      element.textContent = KEY_NAMES[key] ?? key;
      group.append(element);
    }
    return group;
  });
}

// Return the first of some combinations as it is shown to users, such as Ctrl+B or ⌘B.
export function formatShortcut(combinations) {
  return combinations
    .split(" ")[0]
    .split("+")
    .map((key) => KEY_NAMES[key] ?? key)
    .join(IS_MAC ? "" : "+");
}

// Return combinations as a value of aria-keyshortcuts.
export function formatAriaShortcut(combinations) {
  return combinations.replaceAll("Mod", IS_MAC ? "Meta" : "Control");
}

function matchesAny(event, combinations) {
  return combinations.split(" ").some((combination) => matchesShortcut(event, combination));
}

function matchesShortcut(event, combination) {
  const wanted = combination.split("+");
  const key = wanted.at(-1);
  const [mod, other] = IS_MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  // Some keyboards have the slash on a shifted key.
  const isShift = key === "/" || event.shiftKey === wanted.includes("Shift");
  const isAlt = event.altKey === wanted.includes("Alt") && !(event.altKey && writesLetter(event));
  if (mod !== wanted.includes("Mod") || other || !isAlt || !isShift) return false;
  const codes = { ".": "Period", Enter: "Enter" };
  const code = /\d/.test(key) ? `Digit${key}` : codes[key];
  if (code) return event.code === code;
  // On keyboards without Latin letters the position of the key counts.
  const isLatin = /^[\x21-\x7e]$/.test(event.key);
  return isLatin ? event.key.toUpperCase() === key : event.code === `Key${key}`;
}

// Whether Alt is used to type: AltGr, and Ctrl+Alt on keyboards that have signs there, such as the euro's.
function writesLetter(event) {
  if (IS_MAC) return false;
  return event.getModifierState("AltGraph") || (!/^[\x21-\x7e]$/.test(event.key) && /^(?:\p{Script=Latin}|[^\p{L}])$/u.test(event.key));
}
