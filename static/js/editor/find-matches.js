// Finding and replacing in a text: where the matches are, and the edits that replace them.

import { makeEdit } from "./text-editing.js";

// In scripts without spaces between words, every place may begin or end one.
const WORD_LETTER = String.raw`[\p{L}\p{M}\p{N}_]`;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const SPACED_LETTER = String.raw`(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])${WORD_LETTER}`;

// Return the ranges [start, end] of all matches of `query`, in order.
export function findMatches(value, query, { isCaseSensitive = false, isWholeWord = false } = {}) {
  if (!query) return [];
  const escaped = query.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  const pattern = isWholeWord ? addBoundaries(escaped, query) : escaped;
  const expression = new RegExp(pattern, isCaseSensitive ? "gu" : "giu");
  return Array.from(value.matchAll(expression), ({ 0: found, index }) => [index, index + found.length]);
}

function addBoundaries(escaped, query) {
  const isLetter = (char) => new RegExp(WORD_LETTER, "u").test(char) && !UNSPACED.test(char);
  const letters = [...query];
  const before = isLetter(letters[0]) ? `(?<!${SPACED_LETTER})` : "";
  const after = isLetter(letters.at(-1)) ? `(?!${SPACED_LETTER})` : "";
  return before + escaped + after;
}

// Return the index of the match at `position`, or of the next one behind it, or of the first; -1 where there is none.
export function findMatchFrom(matches, position) {
  const next = matches.findIndex(([start]) => start >= position);
  return next < 0 ? Math.min(0, matches.length - 1) : next;
}

// Return the edit that replaces all matches in one step of undo; null where nothing changes.
export function replaceMatches(value, matches, replacement, cursor) {
  let next = "";
  let end = 0;
  let moved = cursor;
  for (const [first, last] of matches) {
    next += value.slice(end, first) + replacement;
    if (last <= cursor) moved += replacement.length - (last - first);
    else if (first < cursor) moved += first - cursor;
    end = last;
  }
  next += value.slice(end);
  return next === value ? null : makeEdit(value, next, Math.min(moved, next.length));
}
