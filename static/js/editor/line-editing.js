// Whole lines: moved and duplicated. Home, which goes to the first letter of a line and then to its beginning.

import { LIST_LINE, nextMarker, renumberEdit, usesOneNumber } from "./list-numbers.js";
import { findRawBlock } from "./raw-blocks.js";
import { IS_MAC } from "./shortcuts.js";
import { moveTableRow } from "./table-editing.js";
import { findTable, isDelimiterRow } from "./tables.js";
import { applyEdit, expandToLines, isComposing } from "./text-editing.js";

export function enableLineEditing({ textarea }, measureLines) {
  textarea.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.ctrlKey || (event.metaKey && !IS_MAC)) return;
    const change = event.altKey ? editLines(textarea, event) : goHome(textarea, event, measureLines);
    if (!change) return;
    event.preventDefault();
    change();
  });
}

function editLines(textarea, { key, shiftKey, metaKey }) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (!step || metaKey) return null;
  const edit = shiftKey ? duplicateLines : moveLines;
  return () => {
    const change = edit(textarea.value, textarea.selectionStart, textarea.selectionEnd, step);
    if (change) applyEdit(textarea, change);
  };
}

// Return the edit that moves the selected lines by one line, up (`step` -1) or down; null at the end of the text.
// A row of a table stays in its table.
export function moveLines(value, start, end, step) {
  const table = findTable(value, start, end);
  if (table) return moveTableRow(table, step);
  const { start: first, end: last } = expandToLines(value, start, end);
  if (step < 0 ? first === 0 : last === value.length) return null;
  const other = step < 0 ? expandToLines(value, first - 1, first - 1) : expandToLines(value, last + 1, last + 1);
  const moved = value.slice(first, last);
  const passed = value.slice(other.start, other.end);
  if (breaksTable(moved, passed)) return null;
  const pair = step < 0 ? [moved, passed] : [passed, moved];
  const isRaw = Boolean(findRawBlock(value, start));
  const [upper, lower] = isRaw ? pair : swapNumbers(...pair);
  const range = { start: Math.min(first, other.start), end: Math.max(last, other.end) };
  const shift = (step < 0 ? range.start : range.start + upper.length + 1) - first;
  const grown = (step < 0 ? upper : lower).length - moved.length;
  const limit = range.end - passed.length - moved.length + upper.length + lower.length;
  const move = (at) => Math.min(limit, Math.max(first + shift, at + shift + grown));
  const change = { ...range, text: `${upper}\n${lower}`, from: move(start), to: move(end) };
  return isRaw ? change : renumberEdit(value, change);
}

// The row of hyphens below the head of a table stays where it is.
function breaksTable(moved, passed) {
  const lines = `${moved}\n${passed}`.split("\n");
  return moved.includes("|") && passed.includes("|") && lines.some((line) => isDelimiterRow(line.replace(/^[>\s]+/, "")));
}

// Two items that change places leave their numbers where they are.
function swapNumbers(upper, lower) {
  const [, before, above = ""] = LIST_LINE.exec(upper);
  const [, other, below = ""] = LIST_LINE.exec(lower);
  if (before !== other || !/^\d/.test(above) || !/^\d/.test(below)) return [upper, lower];
  const mark = (text, old, marker) => before + marker + text.slice(before.length + old.length);
  return [mark(upper, above, below), mark(lower, below, above)];
}

// Return the edit that repeats the selected lines, with the selection in the upper (`step` -1) or lower copy.
// The head of a table is not repeated.
export function duplicateLines(value, start, end, step) {
  if (findTable(value, start, end)?.row === 0) return null;
  const { start: first, end: last } = expandToLines(value, start, end);
  const lines = value.slice(first, last);
  const isRaw = Boolean(findRawBlock(value, start));
  const copy = isRaw || usesOneNumber(value, first) ? lines : countOn(lines);
  const shift = step < 0 ? 0 : lines.length + 1;
  const grown = step < 0 ? 0 : copy.length - lines.length;
  const [from, to] = [start, end].map((at) => Math.max(first, at + grown) + shift);
  const change = { start: first, end: last, text: `${lines}\n${copy}`, from, to };
  return isRaw ? change : renumberEdit(value, change);
}

// Give the first of these lines the number that follows its own, if it is an item.
function countOn(lines) {
  const [whole, before, marker = ""] = LIST_LINE.exec(lines);
  return /^\d/.test(marker) ? before + nextMarker(marker) + lines.slice(whole.length) : lines;
}

// On a Mac, Home scrolls; Command and an arrow go to the beginning of a line.
function isHome({ key, metaKey }) {
  return IS_MAC ? metaKey && key === "ArrowLeft" : key === "Home";
}

function goHome(textarea, event, measureLines) {
  if (!isHome(event)) return null;
  const { value, selectionStart, selectionEnd, selectionDirection } = textarea;
  const isBackward = selectionDirection === "backward";
  const [anchor, cursor] = isBackward ? [selectionEnd, selectionStart] : [selectionStart, selectionEnd];
  const position = findHome(value, cursor);
  // Further down in a long line, Home goes to the beginning of its row, as the browser does it.
  if (position === null || !isFirstRow(value, cursor, measureLines)) return null;
  return () => {
    if (!event.shiftKey) textarea.setSelectionRange(position, position);
    else textarea.setSelectionRange(Math.min(anchor, position), Math.max(anchor, position), position < anchor ? "backward" : "forward");
  };
}

function isFirstRow(value, cursor, measureLines) {
  const { start } = expandToLines(value, cursor, cursor);
  const [first, here] = measureLines.ranges([[start, start], [cursor, cursor]]);
  return !first?.length || !here?.length || first[0].top === here[0].top;
}

// Return where Home goes from `cursor`: to the first letter of an indented line, from there to its beginning; null
// where the line is not indented.
export function findHome(value, cursor) {
  const line = expandToLines(value, cursor, cursor);
  const indent = /^[ \t]*/.exec(value.slice(line.start, line.end))[0].length;
  if (!indent) return null;
  return cursor === line.start + indent ? line.start : line.start + indent;
}
