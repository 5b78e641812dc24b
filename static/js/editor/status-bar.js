// The status bar below the text: counts, and warnings with links to their lines.

import { findLineStart } from "./text-mirror.js";

export function updateStatusBar(editor, measureLines) {
  const footer = editor.root.querySelector(".editor-footer");
  const counts = footer.querySelector(".editor-counts");
  const warnings = footer.querySelector(".warnings");
  const measureFooter = () => document.documentElement.style.setProperty("--editor-footer-height", `${footer.offsetHeight}px`);
  new ResizeObserver(measureFooter).observe(footer);
  editor.root.addEventListener("preview:updated", ({ detail }) => {
    updateList(counts, detail.counts, ({ text, help }) => createElement("span", { textContent: text, title: help }));
    updateList(warnings, detail.warnings, (warning) => createWarning(warning, (line) => goToLine(editor.textarea, line, measureLines)));
  });
}

const shownValues = new WeakMap();

// Make an item of each of `values`. An unchanged list is kept, so that focus and screen readers are not disturbed.
function updateList(list, values, createContent) {
  const shown = JSON.stringify(values);
  if (shownValues.get(list) === shown) return;
  shownValues.set(list, shown);
  const items = values.map((value) => {
    const item = document.createElement("li");
    item.append(createContent(value));
    return item;
  });
  list.replaceChildren(...items);
}

function createWarning({ text, line }, onClick) {
  if (line === null) return text;
  const button = createElement("button", { type: "button", textContent: text });
  button.addEventListener("click", () => onClick(line));
  return button;
}

function createElement(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

// Select a line and scroll it into the upper part of the textarea.
export function goToLine(textarea, line, measureLines) {
  const start = findLineStart(textarea.value, line - 1);
  const end = textarea.value.indexOf("\n", start);
  textarea.focus({ preventScroll: true });
  textarea.setSelectionRange(start, end < 0 ? textarea.value.length : end);
  textarea.scrollTop = measureLines([line])[0] - textarea.clientHeight / 4;
  textarea.scrollIntoView({ block: "nearest" });
}
