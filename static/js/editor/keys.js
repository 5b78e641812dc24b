// Keys: those of the tools, of saving, and of the help that names them all.

import { pastedLink } from "./marks.js";
import { edit, isComposing } from "./text.js";

const IS_MAC = /Mac|iP(?:hone|ad|od)/.test(navigator.platform);
const NAMES = IS_MAC
  ? { Mod: "⌘", Shift: "⇧", Enter: "↩" }
  : { Mod: "Ctrl", Shift: "Shift", Enter: "Enter" };

export function keys(room) {
  const tools = [...room.root.querySelectorAll(".toolbar [data-keys]")].filter((tool) => tool.dataset.keys);
  const press = (event) => {
    if (isComposing(event)) return;
    const tool = tools.find(({ dataset }) => isPressed(event, dataset.keys));
    // What is typed in another field of the room is no mark in the text.
    const isElsewhere = tool && event.target.matches("input, textarea, dialog *") && event.target !== room.source;
    if (tool ? isElsewhere && !tool.closest(".tools-end") : !isPressed(event, "Mod+S")) return;
    event.preventDefault();
    if (tool) tool.click();
    else save(room.form);
  };
  room.root.addEventListener("keydown", press);
  room.form.addEventListener("keydown", (event) => {
    if (!room.root.contains(event.target) && isPressed(event, "Mod+S")) press(event);
  });
  room.source.addEventListener("paste", (event) => pasteLink(room.source, event));
  fromTitleToText(room);
  help(room, tools);
}

function save(form) {
  form.requestSubmit(form.querySelector("[type=submit][name=_continue]"));
}

// In the title Enter would save; what comes after a title is the text.
function fromTitleToText({ form, source }) {
  form.elements.title?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    source.focus();
  });
}

function pasteLink(source, event) {
  const { value, selectionStart, selectionEnd } = source;
  const change = pastedLink(value, selectionStart, selectionEnd, event.clipboardData.getData("text/plain").trim());
  if (!change) return;
  event.preventDefault();
  edit(source, change);
}

function help(room, tools) {
  const dialog = room.root.querySelector(".editor-help");
  const list = dialog.querySelector(".editor-keys");
  for (const place of list.querySelectorAll("[data-keys]")) place.append(...caps(place.dataset.keys));
  list.prepend(...tools.map(entry));
  room.root.querySelector("[data-command=help]").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("close", () => room.source.focus({ preventScroll: true }));
}

function entry(tool) {
  const [box, term, keys] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
  term.textContent = tool.ariaLabel ?? tool.textContent;
  keys.append(...caps(tool.dataset.keys));
  box.append(term, keys);
  return box;
}

function caps(combination) {
  return combination.split("+").map((key) => {
    const cap = document.createElement("kbd");
    cap.textContent = NAMES[key] ?? key;
    return cap;
  });
}

// A combination as people read it.
export function label(combination) {
  return combination
    .split("+")
    .map((key) => NAMES[key] ?? key)
    .join(IS_MAC ? "" : "+");
}

// A combination as aria-keyshortcuts has it.
export function shortcut(combination) {
  return combination
    .split("+")
    .map((key) => (key === "Mod" ? (IS_MAC ? "Meta" : "Control") : key))
    .join("+");
}

function isPressed(event, combination) {
  const wanted = combination.split("+");
  const key = wanted.at(-1);
  const [mod, other] = IS_MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  // Some keyboards have the slash on a key's upper half.
  const isShift = key === "/" || event.shiftKey === wanted.includes("Shift");
  if (mod !== wanted.includes("Mod") || other || event.altKey || !isShift) return false;
  const codes = { ".": "Period", Enter: "Enter" };
  const code = /\d/.test(key) ? `Digit${key}` : codes[key];
  if (code) return event.code === code;
  // On keyboards without Latin letters the place of the key counts.
  const isLatin = /^[\x21-\x7e]$/.test(event.key);
  return isLatin ? event.key.toUpperCase() === key : event.code === `Key${key}`;
}
