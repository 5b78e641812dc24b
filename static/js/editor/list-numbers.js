// The numbers of list items: each list counts on from its first item, at every level of nesting.

import { scanLines } from "./raw-blocks.js";
import { makeEdit, previewEdit } from "./text-editing.js";

// What stands before an item, and its marker with the space behind it.
export const LIST_LINE = /^([ \t]*(?:>[ \t]?)*[ \t]*)([-*+] \[[ xX]\] |[-*+] |\d{1,9}[.)] )?/;
const NUMBERED = /^(\d+)([.)] )$/;
const MAX_BLANK_LINES = 1; // more of them part two lists

// Return the marker of the item behind one with `marker`.
export function nextMarker(marker) {
  const number = /^(\d+)(.*)$/.exec(marker);
  return number ? `${Number(number[1]) + 1}${number[2]}` : marker.replace(/\[[xX]\]/, "[ ]");
}

// Whether each item of the list has the number of the item at `start`, or the one below does.
export function usesOneNumber(value, start) {
  const [, before, marker = ""] = LIST_LINE.exec(value.slice(start));
  if (!/^\d/.test(marker)) return false;
  const isSame = (item) => item.before === before && item.marker === marker;
  const [above] = findItems(value, start, -1);
  const [below] = findItems(value, start, 1);
  return Boolean((above && isSame(above)) || (below && isSame(below)));
}

// Yield the items of the list above a line, or below it (`step` 1), the nearest first.
export function* findItems(value, start, step) {
  const lines = step < 0 ? value.slice(0, start).split("\n").slice(0, -1).reverse() : value.slice(start).split("\n").slice(1);
  let blank = 0;
  for (const text of lines) {
    const [, before, marker] = LIST_LINE.exec(text);
    if (marker) yield { before, marker };
    else if (text.trim() && !/^[ \t>]/.test(text)) return;
    blank = text.trim() ? 0 : blank + 1;
    if (blank > 1) return;
  }
}

// Return the edit with which the list at its cursor is numbered anew.
export function renumberEdit(value, change) {
  const next = previewEdit(value, change);
  const { text, move } = renumberList(next, change.from);
  return makeEdit(value, text, move(change.from), move(change.to ?? change.from));
}

// Renumber the list around `position`. Return the new text, and a function that returns where a position moved.
export function renumberList(value, position) {
  const lines = [...scanLines(value)];
  const range = findListLines(lines, position);
  const out = range ? renumberLines(lines.slice(range.first, range.last + 1)) : [];
  const changes = out.filter(({ line, text }) => text !== line.text);
  let text = "";
  let end = 0;
  for (const { line, text: next } of changes) {
    text += value.slice(end, line.start) + next;
    end = line.end;
  }
  return { text: text + value.slice(end), move: (at) => movePosition(changes, at) };
}

// What a change of a line's beginning moves: all behind it.
function movePosition(changes, at) {
  let moved = at;
  for (const { line, text } of changes) {
    if (at >= line.end) moved += text.length - line.text.length;
    else if (at > line.start) moved = Math.max(moved - at + line.start, moved + text.length - line.text.length);
  }
  return moved;
}

// Return the indexes of the first and last line of the list around `position`; null where there is none.
function findListLines(lines, position) {
  const here = lines.findIndex(({ end }) => end >= position);
  const isPart = (index) => isListLine(lines, index);
  if (here < 0 || !isPart(here)) return null;
  let [first, last] = [here, here];
  while (first > 0 && isPart(first - 1)) first--;
  while (last < lines.length - 1 && isPart(last + 1)) last++;
  return { first, last };
}

function isListLine(lines, index) {
  const { text } = lines[index];
  if (text.trim()) return /^[ \t>]/.test(text) || Boolean(LIST_LINE.exec(text)[2]);
  const blanks = [index - MAX_BLANK_LINES, index + MAX_BLANK_LINES].map((other) => lines[other]?.text.trim());
  return blanks.every((blank) => blank !== "");
}

function renumberLines(lines) {
  const levels = []; // the lists that are open, the outermost first
  let isAfterBlank = false;
  return lines.map((line) => {
    const isInside = line.block && line.start > line.block.open.start;
    const [, before, marker] = isInside ? ["", /^[ \t>]*/.exec(line.text)[0]] : LIST_LINE.exec(line.text);
    const isBlank = !line.text.trim();
    if (!isBlank && !isInside && (marker || isAfterBlank)) closeLevels(levels, before.length, Boolean(marker));
    const shift = levels.filter(({ depth }) => depth < before.length).reduce((sum, level) => sum + level.shift, 0);
    const next = marker ? countItem(levels, before.length, marker) : "";
    isAfterBlank = isBlank;
    return { line, text: isBlank ? line.text : shiftPrefix(before, shift) + next + line.text.slice(before.length + (marker ?? "").length) };
  });
}

// Close the lists that a line at `depth` ends: those further in, and the one at its depth where it is no item.
function closeLevels(levels, depth, isItem) {
  while (levels.length && (levels.at(-1).depth > depth || (!isItem && levels.at(-1).depth === depth))) levels.pop();
}

// Return the marker of the next item at `depth`. What is nested in it shifts as its marker gets longer or shorter.
function countItem(levels, depth, marker) {
  const [, digits = "", sign = marker] = NUMBERED.exec(marker) ?? [];
  const level = levels.at(-1);
  if (level?.depth !== depth || level.sign !== sign) {
    if (level?.depth === depth) levels.pop();
    levels.push({ depth, sign, number: Number(digits), count: 1, shift: 0, step: 1 });
    return marker;
  }
  if (!digits) return marker;
  // Where the second item has the number of the first, all are to have it.
  if (level.count === 1 && Number(digits) === level.number) level.step = 0;
  level.count += 1;
  level.number += level.step;
  const next = `${level.number}${sign}`;
  level.shift = next.length - marker.length;
  return next;
}

function shiftPrefix(before, shift) {
  if (shift >= 0) return before + " ".repeat(shift);
  const spaces = / *$/.exec(before)[0].length;
  return before.slice(0, before.length - Math.min(spaces, -shift));
}
