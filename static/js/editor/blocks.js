// Whole lines: each function takes a text and a selection and returns an edit, as those of marks.js do.

import { lines } from "./text.js";
import { blockAt, CONTAINERS } from "./verbatim.js";

const ITEM = /^([ \t]*(?:>[ \t]?)*[ \t]*)([-*+] \[[ xX]\] |[-*+] |\d{1,9}[.)] )?(.*)$/;
const CALLOUT = /^>[ \t]?\[![A-Za-z]+\]/;
const KINDS = {
  list: { is: (marker) => /^[-*+] $/.test(marker), make: () => "- " },
  numbered: { is: (marker) => /^\d/.test(marker), make: (number) => `${number}. ` },
  task: { is: (marker) => /^[-*+] \[/.test(marker), make: () => "- [ ] " },
};

// No heading, one of the second level, the third, the fourth, none again; the first is the post's title.
export function heading(value, start, end) {
  const next = { 0: 2, 1: 2, 2: 3, 3: 4 };
  let level = null;
  return eachLine(value, start, end, (line) => {
    const signs = /^#{0,6}(?= )|^/.exec(line)[0];
    level ??= next[signs.length] ?? 0;
    const text = line.slice(signs.length).trimStart();
    return level ? `${"#".repeat(level)} ${text}` : text;
  });
}

export function quote(value, start, end) {
  const isOn = chosen(value, start, end).every((line) => line.startsWith(">"));
  return eachLine(
    value,
    start,
    end,
    (line) => (isOn ? line.slice(line[1] === " " ? 2 : 1) : `> ${line}`),
    () => (isOn ? "" : ">"),
  );
}

export function items(name) {
  const kind = KINDS[name];
  return (value, start, end) => {
    const isOn = chosen(value, start, end).every((line) => kind.is(ITEM.exec(line)[2] ?? ""));
    const numbers = new Map();
    return eachLine(value, start, end, (line) => {
      const [, before, , text] = ITEM.exec(line);
      const number = (numbers.get(before) ?? 0) + 1;
      numbers.set(before, number);
      return before + (isOn ? "" : kind.make(number)) + text;
    });
  };
}

// A block of code, or a formula of its own, around the selection; or what is within one, set free.
export function fenced(kind) {
  return (value, start, end) => {
    const block = blockAt(value, start);
    if (block?.kind === kind && block.close) return freed(value, block);
    const inner = value.slice(start, end).replace(/^\n+|\n+$/g, "");
    const [open, close] = kind === "formula" ? ["$$", "$$"] : fences(inner);
    // Behind the fence one writes the language; in the formula, the formula.
    const from = kind === "formula" ? open.length + 1 : open.length;
    const to = kind === "formula" ? from + inner.length : from;
    return setApart(value, start, end, `${open}\n${inner}\n${close}`, from, to);
  };
}

// Three columns with names to write over, or the lines of the selection where tabs part their cells.
export function table(column) {
  return (value, start, end) => {
    const inner = value.slice(start, end);
    const blank = [[1, 2, 3].map((number) => `${column} ${number}`), ["", "", ""], ["", "", ""]];
    const isTable = inner.includes("\t");
    const rows = isTable ? inner.trim().split("\n").map((line) => line.split("\t")) : blank;
    const width = Math.max(...rows.map((row) => row.length));
    const full = rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
    const text = [full[0], Array(width).fill("---"), ...full.slice(1)].map(rowOf).join("\n");
    const place = isTable ? start : end;
    return setApart(value, place, end, text, 2, 2 + full[0][0].length);
  };
}

function rowOf(cells) {
  return `| ${cells.map((cell) => cell.trim().replace(/\|/g, () => "\\|")).join(" | ")} |`;
}

export function callout(value, start, end) {
  const around = calloutAt(value, start);
  if (around) return around;
  const whole = lines(value, start, end);
  const inner = value.slice(whole.start, whole.end);
  const text = ["[!NOTE]", ...inner.split("\n")].map((line) => `> ${line}`).join("\n");
  return setApart(value, whole.start, whole.end, text, text.length);
}

// A picture in a paragraph of its own, within the list or quotation that it stands in, and the cursor behind it;
// in a table or in code just as it is.
export function picture(markdown) {
  return (value, start, end) => {
    const before = value.slice(lines(value, start, start).start, start);
    const isPlain = before.startsWith("|") || blockAt(value, start);
    const [above, below, blanks] = isPlain ? ["", "", 0] : gaps(value, before, start, end);
    const text = above + markdown + below;
    return { start, end, text, from: start + text.length + blanks };
  };
}

// What is missing of an empty line above and one below what is put between, and how much of it stands below already.
function gaps(value, before, start, end) {
  const [marks] = CONTAINERS.exec(before);
  const next = `\n${marks.replace(/[^>\s]/g, " ")}`;
  const empty = next.trimEnd() || "\n";
  const isItem = /[^>\s]/.test(marks);
  const isFirst = before === marks && (isItem || /(?:^|\n[> \t]*\n)$/.test(value.slice(0, start - before.length)));
  const above = isFirst ? "" : before === marks ? next : empty + next;
  const [blanks] = /^(?:[ \t]*\n(?:[> \t]*\n)?)?/.exec(value.slice(end));
  const below = [empty + next, empty, ""][blanks.split("\n").length - 1];
  return [above, below, blanks.length];
}

// The callout around `at` without its sign; its title stays as a line.
function calloutAt(value, at) {
  let { start, end } = lines(value, at, at);
  if (value[start] !== ">") return null;
  while (!CALLOUT.test(value.slice(start)) && start > 0) {
    const before = lines(value, start - 1, start - 1).start;
    if (value[before] !== ">") return null;
    start = before;
  }
  if (!CALLOUT.test(value.slice(start))) return null;
  while (value[end + 1] === ">") ({ end } = lines(value, end + 1, end + 1));
  const [first, ...rest] = value.slice(start, end).split("\n").map((line) => line.replace(/^>[ \t]?/, ""));
  const title = first.replace(/^\[![A-Za-z]+\][-+]?[ \t]*/, "");
  const text = [...(title ? [title] : []), ...rest].join("\n");
  return { start, end, text, from: start + text.length };
}

// A footnote at the cursor and its text at the end; from a note back to its place, from a place to its note.
export function footnote(value, start, end) {
  const line = lines(value, start, start);
  const note = /^\[\^([^\]]+)\]:/.exec(value.slice(line.start, line.end));
  if (note) return jump(value.search(new RegExp(`\\[\\^${escaped(note[1])}\\](?!:)`)), note[0].length - 1);
  for (const { 0: sign, 1: name, index } of value.slice(line.start, line.end).matchAll(/\[\^([^\]]+)\]/g)) {
    const [first, last] = [line.start + index, line.start + index + sign.length];
    const place = value.search(new RegExp(`^\\[\\^${escaped(name)}\\]:`, "m"));
    if (first < start && start <= last && place >= 0) return jump(lines(value, place, place).end, 0);
  }
  return newFootnote(value, end);
}

function newFootnote(value, at) {
  const taken = [...value.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
  const sign = `[^${Math.max(0, ...taken) + 1}]`;
  const body = value.trimEnd();
  const isAfterNote = /(?:^|\n)\[\^[^\]\n]+\]:[^\n]*$/.test(body);
  const gap = !body && !value ? "\n\n" : "\n".repeat(isAfterNote ? 1 : 2);
  const end = Math.max(at, body.length);
  const tail = `${gap}${sign}: `;
  const place = end + sign.length + tail.length;
  return [
    { start: at, end: at, text: sign, from: at + sign.length },
    { start: end + sign.length, end: value.length + sign.length, text: tail, from: place },
  ];
}

function jump(place, length) {
  return place < 0 ? null : { start: place, end: place, text: "", from: place + length };
}

function escaped(name) {
  return name.replace(/[.*+?^${}()|[\]\\/-]/g, (sign) => `\\${sign}`);
}

function chosen(value, start, end) {
  const whole = lines(value, start, end);
  const all = value.slice(whole.start, whole.end).split("\n");
  const written = all.filter((line) => line.trim());
  return written.length ? written : all;
}

// Change each line of the selection; blank ones among others by `blank`. The cursor stays in its text.
function eachLine(value, start, end, change, blank = (line) => line) {
  const whole = lines(value, start, end);
  const old = value.slice(whole.start, whole.end);
  const isAlone = !old.includes("\n");
  const text = old
    .split("\n")
    .map((line) => (line.trim() || isAlone ? change(line) : blank(line)))
    .join("\n");
  if (!isAlone) return { ...whole, text, from: whole.start, to: whole.start + text.length };
  const last = whole.start + text.length;
  const moved = (at) => Math.min(last, Math.max(whole.start, at + text.length - old.length));
  return { ...whole, text, from: moved(start), to: moved(end) };
}

// Put a block in place of the selection, with an empty line before and after it.
function setApart(value, start, end, block, from, to = from) {
  const before = value.slice(0, start);
  const after = value.slice(end);
  const above = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = !after.trim() || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  const place = start + above.length;
  return { start, end, text: above + block + below, from: place + from, to: place + to };
}

function fences(inner) {
  const longest = Math.max(2, ...(inner.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence, fence];
}

function freed(value, { open, close }) {
  const text = value.slice(open.end + 1, Math.max(open.end + 1, close.start - 1));
  return { start: open.start, end: close.end, text, from: open.start, to: open.start + text.length };
}
