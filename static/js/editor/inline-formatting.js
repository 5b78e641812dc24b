// Inline formatting. Each command takes the text and the selection and returns the edit that adds or removes the
// mark, as { start, end, text, from, to }: the range, its new text and the new selection.

import { expandToLines } from "./text-editing.js";

const LINE_PREFIX = /^\s*(?:>\s?)*(?:[-*+]\s(?:\[[ xX]\]\s)?|\d+[.)]\s|#{1,6}\s)?/;
const URL_PATTERN = /^(?:https?:\/\/|mailto:)\S+$/;
const LINK = /!?\[([^[\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)/g;
const HAN = /\p{Script=Han}/u;
const LETTER = /[\p{L}\p{N}_]/u;

export function toggleMark(mark) {
  return (value, start, end) => {
    const isMultiline = value.slice(start, end).includes("\n");
    return isMultiline ? markLines(value, start, end, mark) : markRange(value, ...trimRange(value, start, end), mark);
  };
}

// Code may contain backticks; then its delimiter is longer.
export function toggleCode(value, start, end) {
  [start, end] = trimRange(value, start, end);
  const inner = value.slice(start, end);
  const around = countRunAround(value, start, end, "`");
  if (around && (inner || around === 1)) return removeMark(value, start, end, around);
  const longest = Math.max(0, ...(inner.match(/`+/g) ?? []).map((run) => run.length));
  if (!longest) return markRange(value, start, end, "`");
  const mark = "`".repeat(longest + 1);
  const text = `${mark} ${inner} ${mark}`;
  return { start, end, text, from: start + mark.length + 1, to: start + mark.length + 1 + inner.length };
}

export function toggleLink(value, start, end) {
  const found = findLink(value, start, end);
  if (found) return found;
  const selected = value.slice(start, end);
  if (URL_PATTERN.test(selected)) return { start, end, text: `[](${selected})`, from: start + 1 };
  const url = "https://";
  const text = `[${selected}](${url})`;
  const from = start + selected.length + 3;
  return selected ? { start, end, text, from, to: from + url.length } : { start, end, text, from: start + 1 };
}

// Return the edit that makes the selection a link to the pasted `url`; null if the URL is to be pasted as text.
export function wrapPastedLink(value, start, end, url) {
  const selected = value.slice(start, end);
  const isText = selected.trim() && !selected.includes("\n") && !URL_PATTERN.test(selected);
  const isWithinLink = value.slice(0, start).endsWith("](");
  if (!URL_PATTERN.test(url) || !isText || isWithinLink) return null;
  const text = `[${selected}](${url})`;
  return { start, end, text, from: start + text.length };
}

// Return the edit that reduces the link at the selection to its text; null where there is none.
function findLink(value, start, end) {
  const begin = expandToLines(value, start, start).start;
  const next = value.indexOf("\n", end);
  for (const { 0: whole, 1: text, index } of value.slice(begin, next < 0 ? value.length : next).matchAll(LINK)) {
    const [first, last] = [begin + index, begin + index + whole.length];
    const isHere = start === end ? first < start && end < last : first <= start && end <= last;
    if (isHere && whole[0] !== "!") return { start: first, end: last, text, from: first, to: first + text.length };
  }
  return null;
}

function markRange(value, start, end, mark) {
  const { length } = mark;
  const char = mark[0];
  if (start === end) {
    const [first, last] = findWord(value, start);
    if (first < last) return restoreCursor(markRange(value, first, last, mark), start, first);
    const after = countRun(value, end, 1, char);
    const isEmptyPair = countRun(value, start, -1, char) === length && after === length;
    if (!isEmptyPair && includesMark(mark, after) && isMarkOpen(value, start, mark)) return moveCursor(end + length);
  }
  if (includesMark(mark, countRunAround(value, start, end, char))) return removeMark(value, start, end, length);
  const within = Math.min(countRun(value, start, 1, char), countRun(value, end, -1, char));
  const inner = value.slice(start, end);
  if (includesMark(mark, within) && inner.length > 2 * length) {
    return { start, end, text: inner.slice(length, -length), from: start, to: end - 2 * length };
  }
  return { start, end, text: mark + inner + mark, from: start + length, to: end + length };
}

function removeMark(value, start, end, length) {
  const text = value.slice(start, end);
  return { start: start - length, end: end + length, text, from: start - length, to: end - length };
}

// Mark each line by itself, after the prefix of a list item, quote or heading.
function markLines(value, start, end, mark) {
  const pieces = value.slice(start, end).split("\n").map((line, index) => {
    const isWhole = index > 0 || start === 0 || value[start - 1] === "\n";
    const before = (isWhole && LINE_PREFIX.exec(line)[0]) || /^\s*/.exec(line)[0];
    const rest = line.slice(before.length);
    const inner = rest.trimEnd();
    return { before, inner, after: rest.slice(inner.length) };
  });
  const isMarked = ({ inner }) => !inner || isWrapped(inner, mark);
  const isOn = pieces.every(isMarked);
  const text = pieces
    .map(({ before, inner, after }) => {
      if (isOn && inner) inner = inner.slice(mark.length, -mark.length);
      else if (inner && !isWrapped(inner, mark)) inner = mark + inner + mark;
      return before + inner + after;
    })
    .join("\n");
  return { start, end, text, from: start, to: start + text.length };
}

function isWrapped(text, mark) {
  const shorter = Math.min(countRun(text, 0, 1, mark[0]), countRun(text, text.length, -1, mark[0]));
  return includesMark(mark, shorter) && text.length > 2 * mark.length;
}

// Whether a run of `count` characters includes `mark`: three asterisks include one and two, two don't include one.
function includesMark(mark, count) {
  if (mark === "*") return count % 2 === 1;
  return mark.length === 1 ? count === 1 : count >= mark.length;
}

// Count how often `char` is repeated from `position` on, or before it if `step` is negative.
function countRun(value, position, step, char) {
  let count = 0;
  while (value[step > 0 ? position + count : position - 1 - count] === char) count++;
  return count;
}

function countRunAround(value, start, end, char) {
  return Math.min(countRun(value, start, -1, char), countRun(value, end, 1, char));
}

function isMarkOpen(value, position, mark) {
  const line = value.slice(expandToLines(value, position, position).start, position);
  return line.split(mark).length % 2 === 0;
}

// Return the range of the word around the cursor, in scripts that have spaces between words.
function findWord(value, position) {
  let [start, end] = [position, position];
  const isLetter = (char = "") => LETTER.test(char) && !HAN.test(char);
  if (!isLetter(value[position - 1]) || !isLetter(value[position])) return [position, position];
  while (isLetter(value[start - 1])) start--;
  while (isLetter(value[end])) end++;
  return [start, end];
}

function restoreCursor(change, position, start) {
  return { ...change, from: position + change.from - start, to: position + change.from - start };
}

function moveCursor(position) {
  return { start: position, end: position, text: "", from: position };
}

function trimRange(value, start, end) {
  while (start < end && /\s/.test(value[start])) start++;
  while (start < end && /\s/.test(value[end - 1])) end--;
  return [start, end];
}
