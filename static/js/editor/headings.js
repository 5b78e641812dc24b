// The headings of a text, as CommonMark reads them: with number signs, or underlined.

import { scanLines } from "./raw-blocks.js";

const HEADING = /^(?:>[ \t]?)* {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
// What a line of dashes does not underline.
const NO_PARAGRAPH = /^(?: {4}|\t|[ ]{0,3}(?:[-*+>|]|#{1,6}(?:\s|$)|\d{1,9}[.)] |<))/;

// Return the headings in order, as { level, text, start }.
export function listHeadings(value) {
  const headings = [];
  let above = null;
  for (const { text, start, block } of scanLines(value)) {
    const found = !block && (readHeading(text, start) ?? readUnderlined(above, text));
    if (found) headings.push(found);
    above = block || found || !text.trim() || NO_PARAGRAPH.test(text) ? null : { text, start };
  }
  return headings;
}

function readHeading(line, start) {
  const match = HEADING.exec(line);
  return match && { level: match[1].length, text: plainText(match[2] ?? ""), start };
}

function readUnderlined(above, line) {
  const match = above && UNDERLINE.exec(line);
  return match && { level: match[1][0] === "=" ? 1 : 2, text: plainText(above.text), start: above.start };
}

// Return a heading without the marks of emphasis, code and links.
function plainText(text) {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\s*\{#[^}]*\}\s*$/, "")
    .replace(/(\*\*|__|~~|==|`+)(.+?)\1/g, "$2")
    .replace(/(?<![\p{L}\p{N}*])\*([^*]+)\*/gu, "$1")
    .trim();
}

// Return the index of the heading that `position` stands under; -1 before the first.
export function findCurrentHeading(headings, position) {
  return headings.findLastIndex(({ start }) => start <= position);
}
