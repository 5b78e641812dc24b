// Blocks in which Markdown means nothing: code between fences, and formulas of their own.

// The marks of quotations, lists and indentation that begin a line.
export const CONTAINERS = /^(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*/;
const FENCE = /^(`{3,}|~{3,})(.*)$/;

// Return the block around `at`: its kind, and where the lines are that open and close it; or null.
// `close` is null where it is never closed.
export function blockAt(value, at) {
  let open = null;
  let start = 0;
  for (const line of value.split("\n")) {
    const end = start + line.length;
    if (open) {
      if (open.closes(line)) {
        if (at <= end) return { ...open, close: { start, end } };
        open = null;
      }
    } else if (end < at) {
      open = opening(line, { start, end });
    } else {
      return null;
    }
    start = end + 1;
  }
  return open && { ...open, close: null };
}

function opening(line, open) {
  const text = line.slice(CONTAINERS.exec(line)[0].length);
  const fence = FENCE.exec(text);
  if (fence && !(fence[1][0] === "`" && fence[2].includes("`"))) {
    const closes = (next) => isFence(next.replace(/^[ \t>]+/, "").trimEnd(), fence[1]);
    return { kind: "code", open, closes };
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

function isFence(text, mark) {
  return text.length >= mark.length && [...text].every((sign) => sign === mark[0]);
}
