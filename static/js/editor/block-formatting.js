// Block formatting. Each command takes the text and the selection and returns an edit, as in inline-formatting.js.

import { CONTAINER_MARKERS, findRawBlock } from "./raw-blocks.js";
import { expandToLines } from "./text-editing.js";

const LIST_ITEM = /^([ \t]*(?:>[ \t]?)*[ \t]*)([-*+] \[[ xX]\] |[-*+] |\d{1,9}[.)] )?(.*)$/;
const CALLOUT = /^>[ \t]?\[![A-Za-z]+\]/;
const LIST_KINDS = {
  bulleted: { matches: (marker) => /^[-*+] $/.test(marker), makeMarker: () => "- " },
  numbered: { matches: (marker) => /^\d/.test(marker), makeMarker: (number) => `${number}. ` },
  task: { matches: (marker) => /^[-*+] \[/.test(marker), makeMarker: () => "- [ ] " },
};

// Cycle through no heading and levels two, three and four; level one is the post's title.
export function cycleHeading(value, start, end) {
  const next = { 0: 2, 1: 2, 2: 3, 3: 4 };
  let level = null;
  return changeLines(value, start, end, (line) => {
    const signs = /^#{0,6}(?= )|^/.exec(line)[0];
    level ??= next[signs.length] ?? 0;
    const text = line.slice(signs.length).trimStart();
    return level ? `${"#".repeat(level)} ${text}` : text;
  });
}

export function toggleQuote(value, start, end) {
  const isOn = getSelectedLines(value, start, end).every((line) => line.startsWith(">"));
  return changeLines(
    value,
    start,
    end,
    (line) => (isOn ? line.slice(line[1] === " " ? 2 : 1) : `> ${line}`),
    () => (isOn ? "" : ">"),
  );
}

export function toggleList(name) {
  const kind = LIST_KINDS[name];
  return (value, start, end) => {
    const isOn = getSelectedLines(value, start, end).every((line) => kind.matches(LIST_ITEM.exec(line)[2] ?? ""));
    const numbers = new Map();
    return changeLines(value, start, end, (line) => {
      const [, before, , text] = LIST_ITEM.exec(line);
      const number = (numbers.get(before) ?? 0) + 1;
      numbers.set(before, number);
      return before + (isOn ? "" : kind.makeMarker(number)) + text;
    });
  };
}

// Put the selection into a block of code or a display formula, or unwrap the block that it is in.
export function toggleRawBlock(kind) {
  return (value, start, end) => {
    const block = findRawBlock(value, start);
    if (block?.kind === kind && block.close) return unwrapBlock(value, block);
    const content = value.slice(start, end).replace(/^\n+|\n+$/g, "");
    const [open, close] = kind === "formula" ? ["$$", "$$"] : makeFences(content);
    // The cursor goes behind the fence, for the language, or into the formula.
    const from = kind === "formula" ? open.length + 1 : open.length;
    const to = kind === "formula" ? from + content.length : from;
    return insertBlock(value, start, end, `${open}\n${content}\n${close}`, from, to);
  };
}

// Insert an empty table of three columns, or make one of the selected lines if tabs separate their cells.
export function insertTable(column) {
  return (value, start, end) => {
    const content = value.slice(start, end);
    const blank = [[1, 2, 3].map((number) => `${column} ${number}`), ["", "", ""], ["", "", ""]];
    const isTable = content.includes("\t");
    const rows = isTable ? content.trim().split("\n").map((line) => line.split("\t")) : blank;
    const width = Math.max(...rows.map((row) => row.length));
    const full = rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
    const text = [full[0], Array(width).fill("---"), ...full.slice(1)].map(formatRow).join("\n");
    const position = isTable ? start : end;
    return insertBlock(value, position, end, text, 2, 2 + full[0][0].length);
  };
}

function formatRow(cells) {
  return `| ${cells.map((cell) => cell.trim().replace(/\|/g, () => "\\|")).join(" | ")} |`;
}

export function toggleCallout(value, start, end) {
  const around = unwrapCallout(value, start);
  if (around) return around;
  const whole = expandToLines(value, start, end);
  const content = value.slice(whole.start, whole.end);
  const text = ["[!NOTE]", ...content.split("\n")].map((line) => `> ${line}`).join("\n");
  return insertBlock(value, whole.start, whole.end, text, text.length);
}

// Insert an image as a paragraph, inside of the list or quote at the cursor, and put the cursor after it. In a table
// or in code it is inserted as it is.
export function insertImage(markdown) {
  return (value, start, end) => {
    const before = value.slice(expandToLines(value, start, start).start, start);
    const isPlain = before.startsWith("|") || findRawBlock(value, start);
    const [above, below, blanks] = isPlain ? ["", "", 0] : findGaps(value, before, start, end);
    const text = above + markdown + below;
    return { start, end, text, from: start + text.length + blanks };
  };
}

const BLOCK_START = /^(?:#{1,6} |[-*+] |\d{1,9}[.)] |>|\||`{3,}|~{3,}|\$\$|<(?:table|details|video|audio)\b|\[\^|---$)/;

// Insert Markdown where it is one line of text; anything else as blocks of their own, inside of the list or quote at
// the cursor. In a row of a table everything becomes one line.
export function insertMarkdown(markdown) {
  return (value, start, end) => {
    const before = value.slice(expandToLines(value, start, start).start, start);
    const isBlock = markdown.includes("\n") || BLOCK_START.test(markdown);
    if (before.startsWith("|")) return insertText(start, end, markdown.replace(/\s*\n\s*/g, " ").replace(/(?<!\\)\|/g, "\\|"));
    if (!isBlock) return insertText(start, end, markdown);
    const prefix = CONTAINER_MARKERS.exec(before)[0].replace(/[^>\s]/g, " ");
    const [first, ...rest] = markdown.split("\n");
    const lines = [first, ...rest.map((line) => (line ? prefix + line : prefix.trimEnd()))];
    const [above, below, blanks] = findGaps(value, before, start, end);
    const text = above + lines.join("\n") + below;
    return { start, end, text, from: start + text.length + blanks };
  };
}

function insertText(start, end, text) {
  return { start, end, text, from: start + text.length };
}

// Return a fenced block of `content`.
export function makeCodeBlock(content, language) {
  const [open, close] = makeFences(content);
  return `${open}${language}\n${content}\n${close}`;
}

// Return what to add above and below for empty lines around the image, and the length of those already below.
function findGaps(value, before, start, end) {
  const [marks] = CONTAINER_MARKERS.exec(before);
  const next = `\n${marks.replace(/[^>\s]/g, " ")}`;
  const empty = next.trimEnd() || "\n";
  const isItem = /[^>\s]/.test(marks);
  const isFirst = before === marks && (isItem || /(?:^|\n[> \t]*\n)$/.test(value.slice(0, start - before.length)));
  const above = isFirst ? "" : before === marks ? next : empty + next;
  const [blanks] = /^(?:[ \t]*\n(?:[> \t]*\n)?)?/.exec(value.slice(end));
  const below = [empty + next, empty, ""][blanks.split("\n").length - 1];
  return [above, below, blanks.length];
}

// Return the edit that removes the callout around `position`, keeping its title as a line; null where there is none.
function unwrapCallout(value, position) {
  let { start, end } = expandToLines(value, position, position);
  if (value[start] !== ">") return null;
  while (!CALLOUT.test(value.slice(start)) && start > 0) {
    const before = expandToLines(value, start - 1, start - 1).start;
    if (value[before] !== ">") return null;
    start = before;
  }
  if (!CALLOUT.test(value.slice(start))) return null;
  while (value[end + 1] === ">") ({ end } = expandToLines(value, end + 1, end + 1));
  const [first, ...rest] = value.slice(start, end).split("\n").map((line) => line.replace(/^>[ \t]?/, ""));
  const title = first.replace(/^\[![A-Za-z]+\][-+]?[ \t]*/, "");
  const text = [...(title ? [title] : []), ...rest].join("\n");
  return { start, end, text, from: start + text.length };
}

// Insert a footnote at the cursor, with its text at the end; or jump between a footnote and its reference.
export function insertFootnote(value, start, end) {
  const line = expandToLines(value, start, start);
  const note = /^\[\^([^\]]+)\]:/.exec(value.slice(line.start, line.end));
  if (note) return moveCursor(value.search(new RegExp(`\\[\\^${escapeRegExp(note[1])}\\](?!:)`)), note[0].length - 1);
  for (const { 0: marker, 1: name, index } of value.slice(line.start, line.end).matchAll(/\[\^([^\]]+)\]/g)) {
    const [first, last] = [line.start + index, line.start + index + marker.length];
    const position = value.search(new RegExp(`^\\[\\^${escapeRegExp(name)}\\]:`, "m"));
    if (first < start && start <= last && position >= 0) return moveCursor(expandToLines(value, position, position).end, 0);
  }
  return addFootnote(value, end);
}

function addFootnote(value, position) {
  const taken = [...value.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
  const marker = `[^${Math.max(0, ...taken) + 1}]`;
  const body = value.trimEnd();
  const isAfterNote = /(?:^|\n)\[\^[^\]\n]+\]:[^\n]*$/.test(body);
  const gap = !body && !value ? "\n\n" : "\n".repeat(isAfterNote ? 1 : 2);
  const end = Math.max(position, body.length);
  const tail = `${gap}${marker}: `;
  const cursor = end + marker.length + tail.length;
  return [
    { start: position, end: position, text: marker, from: position + marker.length },
    { start: end + marker.length, end: value.length + marker.length, text: tail, from: cursor },
  ];
}

function moveCursor(position, length) {
  return position < 0 ? null : { start: position, end: position, text: "", from: position + length };
}

function escapeRegExp(name) {
  return name.replace(/[.*+?^${}()|[\]\\/-]/g, (char) => `\\${char}`);
}

function getSelectedLines(value, start, end) {
  const whole = expandToLines(value, start, end);
  const all = value.slice(whole.start, whole.end).split("\n");
  const written = all.filter((line) => line.trim());
  return written.length ? written : all;
}

// Change each line of the selection; blank lines among others by `blank`. The cursor keeps its place in the text.
function changeLines(value, start, end, change, blank = (line) => line) {
  const whole = expandToLines(value, start, end);
  const old = value.slice(whole.start, whole.end);
  const isSingleLine = !old.includes("\n");
  const text = old
    .split("\n")
    .map((line) => (line.trim() || isSingleLine ? change(line) : blank(line)))
    .join("\n");
  if (!isSingleLine) return { ...whole, text, from: whole.start, to: whole.start + text.length };
  const last = whole.start + text.length;
  const moved = (position) => Math.min(last, Math.max(whole.start, position + text.length - old.length));
  return { ...whole, text, from: moved(start), to: moved(end) };
}

// Replace the selection with a block, with an empty line before and after it.
function insertBlock(value, start, end, block, from, to = from) {
  const before = value.slice(0, start);
  const after = value.slice(end);
  const above = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = !after.trim() || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  const position = start + above.length;
  return { start, end, text: above + block + below, from: position + from, to: position + to };
}

function makeFences(content) {
  const longest = Math.max(2, ...(content.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence, fence];
}

function unwrapBlock(value, { open, close }) {
  const text = value.slice(open.end + 1, Math.max(open.end + 1, close.start - 1));
  return { start: open.start, end: close.end, text, from: open.start, to: open.start + text.length };
}
