// The toolbar: one tab stop, arrow keys between buttons, and a shortcut for each command.

import {
  cycleHeading,
  insertFootnote,
  insertTable,
  toggleCallout,
  toggleList,
  toggleQuote,
  toggleRawBlock,
} from "./block-formatting.js";
import { toggleCode, toggleLink, toggleMark } from "./inline-formatting.js";
import { formatAriaShortcut, formatShortcut } from "./shortcuts.js";
import { applyEdit, makeEdit, previewEdit } from "./text-editing.js";

const ARROW_STEPS = { ArrowLeft: -1, ArrowRight: 1 };

export function setUpToolbar(editor) {
  const toolbar = editor.root.querySelector(".toolbar");
  const commands = {
    bold: toggleMark("**"),
    italic: toggleMark("*"),
    strikethrough: toggleMark("~~"),
    "inline-formula": toggleMark("$"),
    code: toggleCode,
    link: toggleLink,
    heading: cycleHeading,
    quote: toggleQuote,
    "bulleted-list": toggleList("bulleted"),
    "numbered-list": toggleList("numbered"),
    "task-list": toggleList("task"),
    "display-formula": toggleRawBlock("formula"),
    "code-block": toggleRawBlock("code"),
    table: insertTable(editor.root.dataset.columnLabel),
    callout: toggleCallout,
    footnote: insertFootnote,
  };
  for (const button of toolbar.querySelectorAll("button")) {
    if (button.dataset.keys) addShortcut(button);
    const command = commands[button.dataset.command];
    if (command) button.addEventListener("click", () => runCommand(editor.textarea, command));
  }
  // The textarea keeps the focus, and so the selection.
  toolbar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  enableRovingFocus(toolbar);
  enableFullscreen(editor, toolbar.querySelector("[data-command=fullscreen]"));
  editor.root.querySelector(".editor-toolbar").hidden = false;
}

function runCommand(textarea, command) {
  const { value, selectionStart, selectionEnd } = textarea;
  const edits = command(value, selectionStart, selectionEnd);
  if (!edits) return textarea.focus();
  const [first, ...others] = [edits].flat();
  if (!others.length) return applyEdit(textarea, first);
  // Several edits are one step of undo.
  const next = [first, ...others].reduce(previewEdit, value);
  applyEdit(textarea, makeEdit(value, next, others.at(-1).from, others.at(-1).to));
}

function addShortcut(button) {
  button.title = `${button.title} (${formatShortcut(button.dataset.keys)})`;
  button.setAttribute("aria-keyshortcuts", formatAriaShortcut(button.dataset.keys));
}

// Only the button that was used last is a tab stop (roving tabindex).
function enableRovingFocus(toolbar) {
  const getVisibleButtons = () => [...toolbar.querySelectorAll("button")].filter((button) => button.checkVisibility());
  const makeTabStop = (chosen) => toolbar.querySelectorAll("button").forEach((button) => (button.tabIndex = button === chosen ? 0 : -1));
  toolbar.addEventListener("focusin", ({ target }) => target.matches("button") && makeTabStop(target));
  toolbar.addEventListener("keydown", (event) => {
    const buttons = getVisibleButtons();
    const index = buttons.indexOf(event.target);
    const ends = { Home: 0, End: buttons.length - 1 };
    const next = ends[event.key] ?? (index + ARROW_STEPS[event.key] + buttons.length) % buttons.length;
    if (index < 0 || Number.isNaN(next)) return;
    event.preventDefault();
    buttons[next].focus();
  });
  makeTabStop(toolbar.querySelector("button"));
}

// Let the editor fill the window.
function enableFullscreen(editor, button) {
  const setFullscreen = (isFullscreen) => {
    const { selectionStart, selectionEnd, scrollTop } = editor.textarea;
    editor.root.classList.toggle("is-fullscreen", isFullscreen);
    button.ariaPressed = String(isFullscreen);
    editor.textarea.focus({ preventScroll: true });
    editor.textarea.setSelectionRange(selectionStart, selectionEnd);
    editor.textarea.scrollTop = scrollTop;
  };
  button.ariaPressed = "false";
  button.addEventListener("click", () => setFullscreen(!editor.root.classList.contains("is-fullscreen")));
  editor.root.addEventListener("keydown", (event) => {
    const isLeaving = event.key === "Escape" && !event.isComposing && editor.root.classList.contains("is-fullscreen");
    if (isLeaving && !editor.root.querySelector("dialog[open]")) setFullscreen(false);
  });
}
