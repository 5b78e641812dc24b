// Enter continues a list or a table; the fence that ends code moves out to the one that opened it; Tab goes to the next
// cell of a table, and indents in lists, in code and over several lines. Elsewhere Tab moves the focus as in any field,
// and after Escape it always does.

import { LIST_LINE, findItems, nextMarker, renumberEdit, renumberList, usesOneNumber } from "./list-numbers.js";
import { findRawBlock } from "./raw-blocks.js";
import { continueTable, goToCell } from "./table-editing.js";
import { applyEdit, expandToLines, isComposing, makeEdit } from "./text-editing.js";

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
    if (event.key === "Enter" && !event.shiftKey) {
      change = continueTable(value, selectionStart, selectionEnd) ?? continueList(value, selectionStart, selectionEnd);
    }
    if (event.key === "`" || event.key === "~") change = closeFence(value, selectionStart, selectionEnd, event.key);
    if (event.key === "Tab") {
      change =
        goToCell(value, selectionStart, selectionEnd, event.shiftKey) ??
        indentSelection(value, selectionStart, selectionEnd, event.shiftKey);
    }
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
  const next = usesOneNumber(value, line.start) ? marker : nextMarker(marker);
  return renumberEdit(value, insertText(start, `\n${before}${next}`));
}

// Return the edit of the last character of a fence that ends the code, moved to the depth of the one that opened it: one
// that stands further out would end the list or quote with the code, and begin other code. Else null.
function closeFence(value, start, end, char) {
  const line = expandToLines(value, start, end);
  const typed = value.slice(line.start, start) + char;
  if (start !== end || value.slice(start, line.end).trim() || !/^[ \t>]*[`~]+$/.test(typed)) return null;
  const { fence, prefix } = findRawBlock(value, line.start) ?? {};
  if (typed.replace(/^[ \t>]*/, "") !== fence) return null;
  const text = prefix.replace(/[^ \t>]/g, " ") + fence;
  if (text === typed) return null;
  return { ...line, text, from: line.start + text.length };
}

// In code a line that looks like a list item is code: only its indentation is continued.
function continueIndentation({ kind }, start, text) {
  const spaces = /^[ \t]*/.exec(text)[0];
  return kind === "code" && spaces ? insertText(start, `\n${spaces}`) : null;
}

// End an empty item: move it out by one level, or end the list or quote, with an empty line on each side.
function endItem(value, line, before, marker) {
  const outer = marker && /[ \t]$/.test(before.replace(/>[ \t]?/g, ">")) ? getOutdentedPrefix(value, line.start) : null;
  if (outer !== null) return renumberEdit(value, { ...line, text: outer, from: line.start + outer.length });
  const quotes = marker ? before.trimEnd() : before.replace(/[ \t]*>[ \t]*$/, "");
  const prefix = quotes ? `${quotes} ` : "";
  const isBlank = (text) => !text.replace(/[>\s]/g, "");
  const above = value.slice(0, line.start).split("\n").at(-2);
  const below = value.slice(line.end + 1).split("\n", 1)[0];
  const isFirst = !line.start || isBlank(above);
  // What is below goes on counting.
  const rest = renumberRest(value, line);
  const text = (isFirst ? "" : `${quotes}\n`) + prefix + (isBlank(below) ? "" : `\n${quotes}`);
  const from = line.start + (isFirst ? 0 : quotes.length + 1) + prefix.length;
  return makeEdit(value, value.slice(0, line.start) + text + rest, from);
}

// Return what is behind an empty item, with the numbers that it has without the item.
function renumberRest(value, line) {
  const rest = value.slice(line.end);
  if (!/^\n[ \t>]*\d/.test(rest)) return rest;
  const [head, tail] = [value.slice(0, line.start), rest.slice(1)];
  return `\n${renumberList(head + tail, line.start).text.slice(head.length)}`;
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
  if (isItem && !isMultiline) return renumberEdit(value, indentItem(value, line, start, end, isOutdent));
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
  if (isOutdent && /^\d/.test(whole.trimStart())) return outdentNumbered(value, { ...line, text }, LIST_LINE.exec(old)[1], end);
  const moved = (position) => Math.max(line.start, position + text.length - old.length);
  return { ...line, text, from: moved(start), to: moved(end) };
}

// The items that stood below an item in its list become a list of their own within it.
function outdentNumbered(value, change, before, end) {
  const cursor = Math.max(change.start, end + change.text.length - (change.end - change.start));
  const [, indent, marker = ""] = LIST_LINE.exec(value.slice(change.end + 1));
  if (indent !== before || !/^\d/.test(marker)) return { ...change, from: cursor };
  const first = `\n${before}${marker.replace(/^\d+/, "1")}`;
  return { ...change, end: change.end + 1 + before.length + marker.length, text: change.text + first, from: cursor };
}

// Return the prefix of an item once it is nested in the item before it; null where there is none.
function getIndentedPrefix(value, start) {
  const [, before, marker] = LIST_LINE.exec(value.slice(start));
  let sibling = null;
  for (const above of findItems(value, start, -1)) {
    if (above.before.length < before.length) return null;
    if (above.before.length === before.length) {
      // Indented to the text of its parent item.
      const width = /^\d/.test(above.marker) ? above.marker.length : LIST_INDENT;
      if (sibling?.before.length === before.length + width) return sibling.before + followMarker(sibling.marker, marker);
      return before + " ".repeat(width) + marker.replace(/^\d+/, "1");
    }
    sibling ??= above;
  }
  return null;
}

// Return the prefix of an item once it is a sibling of its parent; null where it has none.
function getOutdentedPrefix(value, start) {
  const [, before, marker] = LIST_LINE.exec(value.slice(start));
  for (const above of findItems(value, start, -1)) {
    if (above.before.length < before.length) return above.before + followMarker(above.marker, marker);
  }
  return null;
}

// Return the marker of an item that comes below one with the marker `above`: a number follows a number.
function followMarker(above, marker) {
  return /^\d/.test(above) || /^\d/.test(marker) ? nextMarker(above) : marker;
}
