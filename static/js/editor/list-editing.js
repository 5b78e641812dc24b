// Enter continues a list; the fence that ends code moves out to the one that opened it; Tab indents in lists, in code and over several lines. Elsewhere Tab moves the focus as in
// any field, and after Escape it always does.

import { findRawBlock } from "./raw-blocks.js";
import { applyEdit, expandToLines, isComposing } from "./text-editing.js";

const LIST_LINE = /^([ \t]*(?:>[ \t]?)*[ \t]*)([-*+] \[[ xX]\] |[-*+] |\d{1,9}[.)] )?/;
const CODE_INDENT = 4;
const LIST_INDENT = 2;

export function enableListEditing({ textarea }) {
  let isTabFree = false;
  textarea.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const wasTabFree = isTabFree && event.key === "Tab";
    if (event.key !== "Shift") isTabFree = event.key === "Escape";
    if (event.ctrlKey || event.metaKey || event.altKey || wasTabFree) return;
    const { value, selectionStart, selectionEnd } = textarea;
    let change = null;
    if (event.key === "Enter" && !event.shiftKey) change = continueList(value, selectionStart, selectionEnd);
    if (event.key === "`" || event.key === "~") change = closeFence(value, selectionStart, selectionEnd, event.key);
    if (event.key === "Tab") change = indentSelection(value, selectionStart, selectionEnd, event.shiftKey);
    if (!change) return;
    event.preventDefault();
    applyEdit(textarea, change);
  });
  textarea.addEventListener("blur", () => (isTabFree = false));
}

// Return the edit of Enter at `start`; null where it only breaks the line.
function continueList(value, start, end) {
  if (start !== end) return null;
  const line = expandToLines(value, start, start);
  const text = value.slice(line.start, line.end);
  const [whole, before, marker = ""] = LIST_LINE.exec(text);
  if (!whole || start < line.start + whole.length) return null;
  const block = findRawBlock(value, start);
  if (block) return block.kind === "code" && !marker ? insertText(start, `\n${before}`) : continueIndentation(block, start, text);
  if (!marker && !before.includes(">")) return null;
  const isEmpty = !text.slice(whole.length).trim();
  if (isEmpty) return endItem(value, line, before, marker);
  return insertText(start, `\n${before}${nextMarker(marker)}`);
}

// Return the edit of the last character of a fence that ends the code, moved out of its indentation; else null.
function closeFence(value, start, end, char) {
  const line = expandToLines(value, start, end);
  const typed = value.slice(line.start, start) + char;
  if (start !== end || value.slice(start, line.end).trim() || !/^[ \t>]+[`~]+$/.test(typed)) return null;
  const { fence, prefix } = findRawBlock(value, line.start) ?? {};
  if (typed.replace(/^[ \t>]+/, "") !== fence) return null;
  const text = prefix.replace(/[^ \t>]/g, " ") + fence;
  return { ...line, text, from: line.start + text.length };
}

// In code a line that looks like a list item is code: only its indentation is continued.
function continueIndentation({ kind }, start, text) {
  const spaces = /^[ \t]*/.exec(text)[0];
  return kind === "code" && spaces ? insertText(start, `\n${spaces}`) : null;
}

function nextMarker(marker) {
  const number = /^(\d+)(.*)$/.exec(marker);
  return number ? `${Number(number[1]) + 1}${number[2]}` : marker.replace(/\[[xX]\]/, "[ ]");
}

// End an empty item: move it out by one level, or remove its marker.
function endItem(value, line, before, marker) {
  const outer = marker && /[ \t]$/.test(before.replace(/>[ \t]?/g, ">")) ? getOutdentedPrefix(value, line.start) : null;
  const prefix = outer ?? (marker ? before : before.replace(/[ \t]*>[ \t]?[ \t]*$/, ""));
  return { ...line, text: prefix, from: line.start + prefix.length };
}

function insertText(position, text) {
  return { start: position, end: position, text, from: position + text.length };
}

// Return the edit of Tab; null where Tab is to move the focus.
function indentSelection(value, start, end, isOutdent) {
  const line = expandToLines(value, start, end);
  const block = findRawBlock(value, start);
  const isCode = block?.kind === "code";
  const isItem = !block && Boolean(LIST_LINE.exec(value.slice(line.start, line.end))[2]);
  const isMultiline = value.slice(start, end).includes("\n");
  if (!isCode && !isItem && !isMultiline) return null;
  if (isCode && start === end && !isOutdent) return insertText(start, " ".repeat(CODE_INDENT));
  if (isItem && !isMultiline) return indentItem(value, line, start, end, isOutdent);
  return indentLines(value, line, start, end, isCode ? CODE_INDENT : LIST_INDENT, isOutdent);
}

function indentLines(value, line, start, end, step, isOutdent) {
  const old = value.slice(line.start, line.end).split("\n");
  const indentation = new RegExp(`^(?:\t| {1,${step}})`);
  const changed = old.map((text) => (isOutdent ? text.replace(indentation, "") : text && " ".repeat(step) + text));
  const text = changed.join("\n");
  if (old.length > 1) return { ...line, text, from: line.start, to: line.start + text.length };
  const moved = (position) => Math.max(line.start, position + changed[0].length - old[0].length);
  return { ...line, text, from: moved(start), to: moved(end) };
}

function indentItem(value, line, start, end, isOutdent) {
  const old = value.slice(line.start, line.end);
  const [whole] = LIST_LINE.exec(old);
  const prefix = isOutdent ? getOutdentedPrefix(value, line.start) : getIndentedPrefix(value, line.start);
  if (prefix === null) return { ...line, text: old, from: start, to: end };
  const text = prefix + old.slice(whole.length);
  const moved = (position) => Math.max(line.start, position + text.length - old.length);
  return { ...line, text, from: moved(start), to: moved(end) };
}

// Return the prefix of an item once it is nested in the item before it; null where there is none.
function getIndentedPrefix(value, start) {
  const [, before, marker] = LIST_LINE.exec(value.slice(start));
  for (const above of findItemsAbove(value, start)) {
    if (above.before.length < before.length) return null;
    if (above.before.length === before.length) {
      // Indented to the text of its parent item.
      const width = /^\d/.test(above.marker) ? above.marker.length : LIST_INDENT;
      return before + " ".repeat(width) + marker.replace(/^\d+/, "1");
    }
  }
  return null;
}

// Return the prefix of an item once it is a sibling of its parent; null where it has none.
function getOutdentedPrefix(value, start) {
  const [, before, marker] = LIST_LINE.exec(value.slice(start));
  for (const above of findItemsAbove(value, start)) {
    if (above.before.length < before.length) {
      const isNumbered = /^\d/.test(above.marker);
      return above.before + (isNumbered || /^\d/.test(marker) ? nextMarker(above.marker) : marker);
    }
  }
  return null;
}

// Yield the items of the list above a line, the nearest first.
function* findItemsAbove(value, start) {
  let blank = 0;
  for (let end = start - 1; end >= 0 && blank < 2; ) {
    const begin = value.lastIndexOf("\n", end - 1) + 1;
    const text = value.slice(begin, end);
    const [, before, marker] = LIST_LINE.exec(text);
    if (marker) yield { before, marker };
    else if (text.trim() && !/^[ \t>]/.test(text)) return;
    blank = text.trim() ? 0 : blank + 1;
    end = begin - 1;
  }
}
