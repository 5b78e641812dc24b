// Blocks whose content isn't Markdown: fenced code and display formulas.

// Markers of quotes, lists and indentation at the beginning of a line.
export const CONTAINER_MARKERS = /^(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*/;
// Further in, a fence is part of the code (CommonMark, "Fenced code blocks").
const MAX_FENCE_INDENT = 3;
const FENCE = /^(`{3,}|~{3,})(.*)$/;

// Return the block around `position`: its kind and the ranges of its opening and closing lines; or null.
// `close` is null where the block is never closed. Of code, also the fence, and what stands before the opening one.
export function findRawBlock(value, position) {
  let open = null;
  let start = 0;
  for (const line of value.split("\n")) {
    const end = start + line.length;
    if (open) {
      if (open.closes(line)) {
        if (position <= end) return { ...open, close: { start, end } };
        open = null;
      }
    } else if (end < position) {
      open = matchOpening(line, { start, end });
    } else {
      return null;
    }
    start = end + 1;
  }
  return open && { ...open, close: null };
}

// Yield each line as { text, start, end, block }; `block` is the raw block that it opens, closes or lies in, or null.
export function* scanLines(value) {
  let block = null;
  let start = 0;
  for (const text of value.split("\n")) {
    const end = start + text.length;
    const isClosing = Boolean(block?.closes(text));
    block ??= matchOpening(text, { start, end });
    yield { text, start, end, block };
    if (isClosing) block = null;
    start = end + 1;
  }
}

function matchOpening(line, open) {
  const text = line.slice(CONTAINER_MARKERS.exec(line)[0].length);
  const fence = FENCE.exec(text);
  if (fence && !(fence[1][0] === "`" && fence[2].includes("`"))) {
    const indent = line.length - text.length + MAX_FENCE_INDENT;
    const closes = (next) => isClosingFence(next, fence[1], indent);
    return { kind: "code", open, closes, fence: fence[1], prefix: line.slice(0, line.length - text.length) };
  }
  if (text.startsWith("$$") && text.split("$$").length === 2) {
    return { kind: "formula", open, closes: (next) => next.includes("$$") };
  }
  if (text.startsWith("\\[") && !text.includes("\\]")) {
    return { kind: "formula", open, closes: (next) => next.includes("\\]") };
  }
  const name = /^\\begin\{([a-z]+\*?)\}/.exec(text)?.[1];
  const end = `\\end{${name}}`;
  return name && !text.includes(end) ? { kind: "formula", open, closes: (next) => next.includes(end) } : null;
}

function isClosingFence(line, fence, maxIndent) {
  const indent = /^[ \t>]*/.exec(line)[0].length;
  const text = line.slice(indent).trimEnd();
  return indent <= maxIndent && text.length >= fence.length && [...text].every((char) => char === fence[0]);
}
