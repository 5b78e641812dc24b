// Tables (GFM, section 4.10): found in the text, changed, and written with straight columns.
//
// A table is { start, end, prefixes, aligns, rows, row, column, from, to }: its range, what stands before each of its
// lines, the alignment of each column, the texts of the cells (the head first), and which cell the selection is in,
// from where to where.

import { measureText } from "./display-width.js";
import { CONTAINER_MARKERS, findRawBlock } from "./raw-blocks.js";
import { expandToLines } from "./text-editing.js";

const DELIMITER_ROW = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const BLOCK_START = /^(?:#{1,6}(?:[ \t]|$)|<[A-Za-z/!?]|`{3}|~{3})/;
// Code, formulas and escapes, in which a bar may stand.
const CODE_OR_FORMULA = /(?<!`)(`+)[^`]+\1(?!`)|\\\((?:[^\\]|\\[^()])*\\\)|\$\$(?:[^$\\]|\\.)+\$\$|\$(?=[^\s$])(?:[^$\\]|\\.)+(?<!\s)\$(?!\d)|\\./g;
const MIN_WIDTH = 3;
// Wider tables wrap in the text box: spaces would not keep their columns straight.
const MAX_TABLE_WIDTH = 96;

// Return the table around the selection; null where there is none, or where the selection is in several lines.
export function findTable(value, start, end = start) {
  const here = expandToLines(value, start, start);
  const isRow = value.slice(here.start, here.end).includes("|") && end <= here.end;
  if (!isRow || findRawBlock(value, start)) return null;
  const lines = listTableLines(value, here.start);
  const index = lines.findIndex((line) => line.start === here.start);
  // Further down, a row of hyphens is a row like the others.
  const head = lines.findIndex((line, number) => isHead(line, lines[number + 1]));
  return head < 0 || index < head ? null : readTable(value, lines.slice(head), start, end);
}

// Return the lines around a line that may be rows of one table.
function listTableLines(value, start) {
  const lines = [readLine(value, start)];
  while (lines[0].start > 0 && !lines[0].isItem) {
    const above = readLine(value, expandToLines(value, lines[0].start - 1, lines[0].start - 1).start);
    if (!isRowLike(above, lines[0])) break;
    lines.unshift(above);
  }
  while (lines.at(-1).end < value.length) {
    const below = readLine(value, lines.at(-1).end + 1);
    if (!isRowLike(below, lines[0]) || below.isItem) break;
    lines.push(below);
  }
  return lines;
}

function readLine(value, start) {
  const { end } = expandToLines(value, start, start);
  const text = value.slice(start, end);
  const [prefix] = CONTAINER_MARKERS.exec(text);
  return { start, end, prefix, content: text.slice(prefix.length), isItem: /[^>\s]/.test(prefix) };
}

function isRowLike({ content, prefix }, other) {
  return content.includes("|") && !BLOCK_START.test(content) && countQuotes(prefix) === countQuotes(other.prefix);
}

function countQuotes(prefix) {
  return prefix.split(">").length - 1;
}

export function isDelimiterRow(content) {
  return content.includes("|") && DELIMITER_ROW.test(content);
}

function isHead(line, next) {
  if (!line || !next || !isDelimiterRow(next.content)) return false;
  const columns = splitRow(next.content).length;
  return splitRow(line.content, columns).length === columns;
}

function readTable(value, lines, start, end) {
  const aligns = splitRow(lines[1].content).map(({ text }) => `${text.startsWith(":") ? "l" : ""}${text.endsWith(":") ? "r" : ""}`);
  const cells = lines.map(({ content }) => splitRow(content, aligns.length));
  const line = lines.findIndex((other) => start <= other.end);
  const at = start - lines[line].start - lines[line].prefix.length;
  const column = Math.max(0, cells[line].findLastIndex((cell) => cell.begin <= at));
  const cell = cells[line][column];
  const clamp = (position) => Math.min(cell.text.length, Math.max(0, position - cell.at));
  const rows = cells.map((row) => row.map(({ text }) => text)).toSpliced(1, 1);
  const width = Math.max(aligns.length, ...rows.map((row) => row.length));
  for (const row of rows) row.push(...Array(width - row.length).fill(""));
  return {
    start: lines[0].start,
    end: lines.at(-1).end,
    prefixes: lines.map(({ prefix }) => prefix),
    aligns: [...aligns, ...Array(width - aligns.length).fill("")],
    rows,
    row: line < 2 ? 0 : line - 1,
    isDelimiter: line === 1,
    column,
    from: clamp(at),
    to: clamp(at + end - start),
  };
}

// Return the cells of a row as { text, at, begin }: the text without spaces around it, where it stands, and where the
// cell begins. Bars in code and formulas part no cells as long as there would be more of them than `columns`.
export function splitRow(content, columns = Infinity) {
  const bars = [...content.matchAll(/(?<!\\)\|/g)].map(({ index }) => index);
  const last = content.trimEnd().length - 1;
  const separators = bars.filter((bar) => bar !== 0 && bar !== last);
  const edges = [bars[0] === 0 ? 0 : -1, ...joinCells(content, separators, columns)];
  edges.push(last > 0 && bars.at(-1) === last ? last : content.length);
  return edges.slice(0, -1).map((edge, index) => {
    const raw = content.slice(edge + 1, edges[index + 1]);
    const text = raw.trim();
    return { text, begin: edge + 1, at: edge + 1 + (text ? raw.indexOf(text) : Math.min(1, raw.length)) };
  });
}

function joinCells(content, separators, columns) {
  let surplus = separators.length + 1 - columns;
  for (const { 0: whole, index } of surplus > 0 ? content.matchAll(CODE_OR_FORMULA) : []) {
    const others = separators.filter((bar) => bar < index || bar >= index + whole.length);
    const joined = separators.length - others.length;
    if (joined > surplus) continue;
    surplus -= joined;
    separators = others;
  }
  return separators;
}

// Return the edit that writes the table anew, with the cursor or selection in its cell; `select` selects the cell.
export function writeTable(table, { select = false } = {}) {
  const layout = layOut(table);
  const text = layout.map(({ text: line }) => line).join("\n");
  const line = table.row ? table.row + 1 : 0;
  const before = layout.slice(0, line).reduce((sum, { text: other }) => sum + other.length + 1, 0);
  const at = table.start + before + layout[line].at[table.column];
  const { length } = table.rows[table.row][table.column];
  const [from, to] = select ? [0, length] : [Math.min(table.from, length), Math.min(table.to, length)];
  return { start: table.start, end: table.end, text, from: at + from, to: at + to };
}

function layOut({ rows, aligns, prefixes }) {
  const widths = aligns.map((_, column) => Math.max(MIN_WIDTH, ...rows.map((row) => measureText(row[column]))));
  const total = widths.reduce((sum, width) => sum + width + 3, 1);
  const isCompact = total > MAX_TABLE_WIDTH;
  const inner = (row, number) => layOutRow(prefixes[number], row.map((cell, column) => (isCompact ? [cell, 0] : pad(cell, widths[column], aligns[column]))));
  const delimiters = aligns.map((align, column) => writeDelimiter(align, isCompact ? MIN_WIDTH : widths[column]));
  const [head, ...body] = rows.map((row, number) => inner(row, number ? number + 1 : 0));
  return [head, inner(delimiters, 1), ...body];
}

function layOutRow(prefix, cells) {
  let text = `${prefix}|`;
  const at = [];
  for (const [cell, indent] of cells) {
    at.push(text.length + 1 + indent);
    text += cell ? ` ${cell} |` : "  |";
  }
  return { text, at };
}

// Return the cell with spaces around its text, and how many of them stand before it.
function pad(cell, width, align) {
  const spaces = Math.max(0, width - measureText(cell));
  const before = align === "r" ? spaces : align === "lr" ? Math.floor(spaces / 2) : 0;
  return [" ".repeat(before) + cell + " ".repeat(spaces - before), cell ? before : 0];
}

function writeDelimiter(align, width) {
  const dashes = "-".repeat(width - align.length);
  return align === "r" ? `${dashes}:` : align === "l" ? `:${dashes}` : align === "lr" ? `:${dashes}:` : dashes;
}
