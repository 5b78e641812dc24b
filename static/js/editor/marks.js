// Marks within a line: each function takes a text and a selection and returns the edit that sets or takes
// back a mark, as { start, end, text, from, to }.

const PREFIX = /^\s*(?:>\s?)*(?:[-*+]\s(?:\[[ xX]\]\s)?|\d+[.)]\s|#{1,6}\s)?/;
const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/;
const LINK = /!?\[([^[\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)/g;
const HAN = /\p{Script=Han}/u;
const LETTER = /[\p{L}\p{N}_]/u;

export function emphasise(mark) {
  return (value, start, end) => {
    const isLong = value.slice(start, end).includes("\n");
    return isLong ? markLines(value, start, end, mark) : markPart(value, ...trimmed(value, start, end), mark);
  };
}

// Code may hold backticks; then its mark is longer.
export function code(value, start, end) {
  [start, end] = trimmed(value, start, end);
  const inner = value.slice(start, end);
  const around = runAround(value, start, end, "`");
  if (around && (inner || around === 1)) return unmarked(value, start, end, around);
  const longest = Math.max(0, ...(inner.match(/`+/g) ?? []).map((run) => run.length));
  if (!longest) return markPart(value, start, end, "`");
  const mark = "`".repeat(longest + 1);
  const text = `${mark} ${inner} ${mark}`;
  return { start, end, text, from: start + mark.length + 1, to: start + mark.length + 1 + inner.length };
}

export function link(value, start, end) {
  const found = linkAt(value, start, end);
  if (found) return found;
  const chosen = value.slice(start, end);
  if (ADDRESS.test(chosen)) return { start, end, text: `[](${chosen})`, from: start + 1 };
  const address = "https://";
  const text = `[${chosen}](${address})`;
  const from = start + chosen.length + 3;
  return chosen ? { start, end, text, from, to: from + address.length } : { start, end, text, from: start + 1 };
}

// What pasting `address` over the selection does; null where it is to be pasted as it is.
export function pastedLink(value, start, end, address) {
  const chosen = value.slice(start, end);
  const isText = chosen.trim() && !chosen.includes("\n") && !ADDRESS.test(chosen);
  const isWithinLink = value.slice(0, start).endsWith("](");
  if (!ADDRESS.test(address) || !isText || isWithinLink) return null;
  const text = `[${chosen}](${address})`;
  return { start, end, text, from: start + text.length };
}

// The link that the selection is within, or is: without its address again.
function linkAt(value, start, end) {
  const begin = value.lastIndexOf("\n", start - 1) + 1;
  const next = value.indexOf("\n", end);
  for (const { 0: whole, 1: text, index } of value.slice(begin, next < 0 ? value.length : next).matchAll(LINK)) {
    const [first, last] = [begin + index, begin + index + whole.length];
    const isHere = start === end ? first < start && end < last : first <= start && end <= last;
    if (isHere && whole[0] !== "!") return { start: first, end: last, text, from: first, to: first + text.length };
  }
  return null;
}

function markPart(value, start, end, mark) {
  const { length } = mark;
  const sign = mark[0];
  if (start === end) {
    const [first, last] = wordAt(value, start);
    if (first < last) return keepCursor(markPart(value, first, last, mark), start, first);
    const after = run(value, end, 1, sign);
    const isEmptyPair = run(value, start, -1, sign) === length && after === length;
    if (!isEmptyPair && holds(mark, after) && isOpen(value, start, mark)) return stepOver(end + length);
  }
  if (holds(mark, runAround(value, start, end, sign))) return unmarked(value, start, end, length);
  const within = Math.min(run(value, start, 1, sign), run(value, end, -1, sign));
  const inner = value.slice(start, end);
  if (holds(mark, within) && inner.length > 2 * length) {
    return { start, end, text: inner.slice(length, -length), from: start, to: end - 2 * length };
  }
  return { start, end, text: mark + inner + mark, from: start + length, to: end + length };
}

function unmarked(value, start, end, length) {
  const text = value.slice(start, end);
  return { start: start - length, end: end + length, text, from: start - length, to: end - length };
}

// Several lines are marked each for itself, behind what makes them items, quotations or headings.
function markLines(value, start, end, mark) {
  const pieces = value.slice(start, end).split("\n").map((line, place) => {
    const isWhole = place > 0 || start === 0 || value[start - 1] === "\n";
    const before = (isWhole && PREFIX.exec(line)[0]) || /^\s*/.exec(line)[0];
    const rest = line.slice(before.length);
    const inner = rest.trimEnd();
    return { before, inner, after: rest.slice(inner.length) };
  });
  const isMarked = ({ inner }) => !inner || isAround(inner, mark);
  const isOn = pieces.every(isMarked);
  const text = pieces
    .map(({ before, inner, after }) => {
      if (isOn && inner) inner = inner.slice(mark.length, -mark.length);
      else if (inner && !isAround(inner, mark)) inner = mark + inner + mark;
      return before + inner + after;
    })
    .join("\n");
  return { start, end, text, from: start, to: start + text.length };
}

function isAround(text, mark) {
  const shorter = Math.min(run(text, 0, 1, mark[0]), run(text, text.length, -1, mark[0]));
  return holds(mark, shorter) && text.length > 2 * mark.length;
}

// Whether a run of so many signs holds `mark`: three asterisks hold one and two, two do not hold one.
function holds(mark, count) {
  if (mark === "*") return count % 2 === 1;
  return mark.length === 1 ? count === 1 : count >= mark.length;
}

// How many times `sign` stands in a row from `at` on, or before it.
function run(value, at, step, sign) {
  let count = 0;
  while (value[step > 0 ? at + count : at - 1 - count] === sign) count++;
  return count;
}

function runAround(value, start, end, sign) {
  return Math.min(run(value, start, -1, sign), run(value, end, 1, sign));
}

function isOpen(value, at, mark) {
  const line = value.slice(value.lastIndexOf("\n", at - 1) + 1, at);
  return line.split(mark).length % 2 === 0;
}

// The word around the cursor, in scripts that have spaces between words.
function wordAt(value, at) {
  let [start, end] = [at, at];
  const isLetter = (sign = "") => LETTER.test(sign) && !HAN.test(sign);
  if (!isLetter(value[at - 1]) || !isLetter(value[at])) return [at, at];
  while (isLetter(value[start - 1])) start--;
  while (isLetter(value[end])) end++;
  return [start, end];
}

function keepCursor(change, at, start) {
  return { ...change, from: at + change.from - start, to: at + change.from - start };
}

function stepOver(at) {
  return { start: at, end: at, text: "", from: at };
}

function trimmed(value, start, end) {
  while (start < end && /\s/.test(value[start])) start++;
  while (start < end && /\s/.test(value[end - 1])) end--;
  return [start, end];
}
