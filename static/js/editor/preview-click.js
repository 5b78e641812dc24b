// A click in the preview puts the cursor at that place in the text.

import { findLineStart } from "./text-mirror.js";

// How many characters around the click are looked for, from the surest to the vaguest.
const CONTEXT_LENGTHS = [24, 12, 6, 3, 1];
const DOUBLE_CLICK = 250; // milliseconds in which a second click may select a word

export function followPreviewClicks(editor, { preview, sync, measureLines }) {
  const iframe = editor.root.querySelector(".editor-preview");
  let answer = { lines: [], source: "" };
  let timer = null;
  editor.root.addEventListener("preview:updated", ({ detail }) => (answer = detail));

  const onClick = (event) => {
    clearTimeout(timer);
    // Links are opened.
    if (event.button || event.detail > 1 || event.target.closest("a[href]:not(.anchor)")) return;
    // What is selected, such as by a second click, is to be copied.
    timer = setTimeout(() => iframe.contentDocument.getSelection().isCollapsed && follow(event), DOUBLE_CLICK);
  };
  const follow = (event) => {
    // Where the text has been changed since, the next preview knows its lines.
    if (editor.isComposing || answer.source !== editor.textarea.value) return;
    const index = preview.findBlock(event.target);
    const line = answer.lines[index];
    if (!line) return;
    const caret = iframe.contentDocument.caretPositionFromPoint?.(event.clientX, event.clientY);
    const block = findBlockRange(answer.source, answer.lines, line);
    const position = block.start + findOffset(answer.source.slice(block.start, block.end), caret);
    const top = measureTop(position, answer, measureLines);
    putCursor(editor, position, { top, clientY: event.clientY, iframe, sync });
  };
  iframe.addEventListener("load", () => iframe.contentDocument.addEventListener("click", onClick));
}

// Return where in the source the block begins that has this line, and where the one behind it does.
function findBlockRange(source, lines, line) {
  const next = lines.reduce((least, other) => (other > line && other < least ? other : least), Infinity);
  const start = findLineStart(source, line - 1);
  return { start, end: next === Infinity ? source.length : findLineStart(source, next - line, start) };
}

// Return the offset in `text`, the source of a block, of what stands around `caret`; 0 where it is not found.
function findOffset(text, caret) {
  if (caret?.offsetNode.nodeType !== Node.TEXT_NODE) return 0;
  const { data } = caret.offsetNode;
  const [before, after] = [data.slice(0, caret.offset), data.slice(caret.offset)];
  const expected = countCharactersBefore(caret);
  for (const length of CONTEXT_LENGTHS) {
    const left = before.slice(-length);
    const offset = findNearest(text, left + after.slice(0, length), expected);
    if (offset >= 0) return offset + left.length;
  }
  return 0;
}

// Return the offset of that `wanted` in `text` which is nearest to `expected`; -1 if there is none.
function findNearest(text, wanted, expected) {
  let nearest = -1;
  if (!wanted.trim()) return nearest;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (nearest < 0 || Math.abs(at - expected) < Math.abs(nearest - expected)) nearest = at;
  }
  return nearest;
}

// Return how many characters of the block stand before the caret: its source has them, and marks between.
function countCharactersBefore({ offsetNode, offset }) {
  const article = offsetNode.parentElement.closest("article");
  let block = offsetNode;
  while (block.parentNode !== article) block = block.parentNode;
  const range = article.ownerDocument.createRange();
  range.setStartBefore(block);
  range.setEnd(offsetNode, offset);
  return range.toString().length;
}

// Return how far from the beginning of the text the line of `position` is. Measured with the lines that are measured for
// scrolling, of which none is laid out anew.
function measureTop(position, { source, lines }, measureLines) {
  const line = source.slice(0, position).split("\n").length;
  const numbers = [...new Set([...lines.filter(Boolean), line])].sort((one, other) => one - other);
  return measureLines(numbers)[numbers.indexOf(line)];
}

// Set the cursor, with its line at the height of the click, where both panes stand side by side.
function putCursor({ textarea }, position, { top, clientY, iframe, sync }) {
  textarea.focus({ preventScroll: true });
  textarea.setSelectionRange(position, position);
  const offset = clientY + iframe.getBoundingClientRect().top - textarea.getBoundingClientRect().top;
  const isBeside = offset > 0 && offset < textarea.clientHeight;
  sync.scrollText(top - (isBeside ? offset : textarea.clientHeight / 4));
  textarea.scrollIntoView({ block: "nearest" });
}
