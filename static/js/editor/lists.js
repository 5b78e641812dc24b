// Enter goes on with a list, Tab indents: in lists and code, and over several lines. Elsewhere Tab leaves
// the box as it leaves any field, and after Escape it always does.

import { edit, isComposing, lines } from "./text.js";
import { blockAt } from "./verbatim.js";

const LINE = /^([ \t]*(?:>[ \t]?)*[ \t]*)([-*+] \[[ xX]\] |[-*+] |\d{1,9}[.)] )?/;
const CODE_STEP = 4;
const STEP = 2;

export function lists({ source }) {
  let isLeaving = false;
  source.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const wasLeaving = isLeaving && event.key === "Tab";
    if (event.key !== "Shift") isLeaving = event.key === "Escape";
    if (event.ctrlKey || event.metaKey || event.altKey || wasLeaving) return;
    const { value, selectionStart, selectionEnd } = source;
    let change = null;
    if (event.key === "Enter" && !event.shiftKey) change = goOn(value, selectionStart, selectionEnd);
    if (event.key === "Tab") change = indent(value, selectionStart, selectionEnd, event.shiftKey);
    if (!change) return;
    event.preventDefault();
    edit(source, change);
  });
  source.addEventListener("blur", () => (isLeaving = false));
}

// What Enter does at `start`; null where it only ends the line.
function goOn(value, start, end) {
  if (start !== end) return null;
  const line = lines(value, start, start);
  const text = value.slice(line.start, line.end);
  const [whole, before, marker = ""] = LINE.exec(text);
  if (!whole || start < line.start + whole.length) return null;
  const block = blockAt(value, start);
  if (block) return block.kind === "code" && !marker ? insert(start, `\n${before}`) : goOnInBlock(block, start, text);
  if (!marker && !before.includes(">")) return null;
  const isEmpty = !text.slice(whole.length).trim();
  if (isEmpty) return endOf(value, line, before, marker);
  return insert(start, `\n${before}${next(marker)}`);
}

// In code a line that looks like an item is code; only its indentation goes on.
function goOnInBlock({ kind }, start, text) {
  const spaces = /^[ \t]*/.exec(text)[0];
  return kind === "code" && spaces ? insert(start, `\n${spaces}`) : null;
}

function next(marker) {
  const number = /^(\d+)(.*)$/.exec(marker);
  return number ? `${Number(number[1]) + 1}${number[2]}` : marker.replace(/\[[xX]\]/, "[ ]");
}

// An item in which nothing was written: one level further out, or no item any more.
function endOf(value, line, before, marker) {
  const outer = marker && /[ \t]$/.test(before.replace(/>[ \t]?/g, ">")) ? outdented(value, line.start) : null;
  const kept = outer ?? (marker ? before : before.replace(/[ \t]*>[ \t]?[ \t]*$/, ""));
  return { ...line, text: kept, from: line.start + kept.length };
}

function insert(at, text) {
  return { start: at, end: at, text, from: at + text.length };
}

// What Tab does to the lines of the selection; null where it is to leave the box.
function indent(value, start, end, isBack) {
  const line = lines(value, start, end);
  const block = blockAt(value, start);
  const isCode = block?.kind === "code";
  const isItem = !block && Boolean(LINE.exec(value.slice(line.start, line.end))[2]);
  const isLong = value.slice(start, end).includes("\n");
  if (!isCode && !isItem && !isLong) return null;
  if (isCode && start === end && !isBack) return insert(start, " ".repeat(CODE_STEP));
  if (isItem && !isLong) return indentItem(value, line, start, end, isBack);
  return indentLines(value, line, start, end, isCode ? CODE_STEP : STEP, isBack);
}

function indentLines(value, line, start, end, step, isBack) {
  const old = value.slice(line.start, line.end).split("\n");
  const some = new RegExp(`^(?:\t| {1,${step}})`);
  const now = old.map((text) => (isBack ? text.replace(some, "") : text && " ".repeat(step) + text));
  const text = now.join("\n");
  if (old.length > 1) return { ...line, text, from: line.start, to: line.start + text.length };
  const moved = (at) => Math.max(line.start, at + now[0].length - old[0].length);
  return { ...line, text, from: moved(start), to: moved(end) };
}

function indentItem(value, line, start, end, isBack) {
  const old = value.slice(line.start, line.end);
  const [whole] = LINE.exec(old);
  const prefix = isBack ? outdented(value, line.start) : indented(value, line.start);
  if (prefix === null) return { ...line, text: old, from: start, to: end };
  const text = prefix + old.slice(whole.length);
  const moved = (at) => Math.max(line.start, at + text.length - old.length);
  return { ...line, text, from: moved(start), to: moved(end) };
}

// What stands before an item's text once it is within the item before it; null where there is none.
function indented(value, start) {
  const [, before, marker] = LINE.exec(value.slice(start));
  for (const above of itemsAbove(value, start)) {
    if (above.before.length < before.length) return null;
    if (above.before.length === before.length) {
      // As far in as the text of the item that it is now part of.
      const width = /^\d/.test(above.marker) ? above.marker.length : STEP;
      return before + " ".repeat(width) + marker.replace(/^\d+/, "1");
    }
  }
  return null;
}

// The same once it stands beside the item that it was within; null where it was in none.
function outdented(value, start) {
  const [, before, marker] = LINE.exec(value.slice(start));
  for (const above of itemsAbove(value, start)) {
    if (above.before.length < before.length) {
      const isNumbered = /^\d/.test(above.marker);
      return above.before + (isNumbered || /^\d/.test(marker) ? next(above.marker) : marker);
    }
  }
  return null;
}

// The items above a line, the nearest first, as far as the list goes.
function* itemsAbove(value, start) {
  let blank = 0;
  for (let end = start - 1; end >= 0 && blank < 2; ) {
    const begin = value.lastIndexOf("\n", end - 1) + 1;
    const text = value.slice(begin, end);
    const [, before, marker] = LINE.exec(text);
    if (marker) yield { before, marker };
    else if (text.trim() && !/^[ \t>]/.test(text)) return;
    blank = text.trim() ? 0 : blank + 1;
    end = begin - 1;
  }
}
