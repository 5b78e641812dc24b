// Keys and commands in tables: Tab goes from cell to cell, Enter adds a row, and the columns are kept straight.

import { insertRow, isEmptyRow, moveRow, moveToCell, TABLE_COMMANDS } from "./table-commands.js";
import { findTable, isDelimiterRow, splitRow, writeTable } from "./tables.js";
import { findRawBlock } from "./raw-blocks.js";
import { expandToLines } from "./text-editing.js";

// Return the edit of Tab in a table: the next cell is selected, or the one before; null where there is no table.
export function goToCell(value, start, end, isBackward) {
  const table = findTable(value, start, end);
  if (!table) return null;
  const next = moveToCell(table, isBackward ? -1 : 1);
  return next ? writeTable(next, { select: true }) : writeTable(table);
}

// Return the edit of Enter in a table: a new row, or the end of the table where the row is empty. Behind a line that
// looks like the head of a table Enter begins one. Null where Enter only breaks the line.
export function continueTable(value, start, end) {
  const line = expandToLines(value, start, start);
  if (start !== end || start === line.start) return null;
  const table = findTable(value, start);
  if (!table) return beginTable(value, line, start);
  if (!isEmptyRow(table)) return writeTable(insertRow(table, table.row + 1));
  return endTable(value, table);
}

// Remove the empty row; what is typed next stands below the table, with an empty line between.
function endTable(value, table) {
  const row = TABLE_COMMANDS["delete-row"](table);
  const { text } = writeTable(row);
  const quotes = table.prefixes[1].trimEnd();
  const isLast = table.row === table.rows.length - 1;
  if (!isLast) return writeTable(row);
  const from = table.start + text.length + quotes.length + 2 + (quotes ? quotes.length + 1 : 0);
  const below = /^\n[> \t]*\S/.test(value.slice(table.end)) ? `\n${quotes}` : "";
  return { start: table.start, end: table.end, text: `${text}\n${quotes}\n${quotes ? `${quotes} ` : ""}${below}`, from };
}

// A line of cells between bars, with nothing above, becomes the head of a table.
function beginTable(value, line, start) {
  const text = value.slice(line.start, line.end);
  const above = value.slice(0, line.start).split("\n").at(-2) ?? "";
  const [, prefix, content] = /^([> \t]*)(.*)$/.exec(text);
  const isHead = /^\|.*[^\\]\|$/.test(content.trimEnd()) && splitRow(content).length > 1 && !isDelimiterRow(content);
  if (!isHead || start < line.start + text.trimEnd().length || above.replace(/[>\s]/g, "") || findRawBlock(value, start)) return null;
  const cells = splitRow(content).map((cell) => cell.text);
  const table = { start: line.start, end: line.end, prefixes: [prefix, prefix], aligns: cells.map(() => ""), rows: [cells], row: 0 };
  return writeTable(insertRow(table, 1));
}

// Return the edit that moves the row of the cursor up or down; null at the end of the table.
export function moveTableRow(table, step) {
  const moved = moveRow(table, step);
  return moved && writeTable(moved);
}

// Return a command of the toolbar for the table at the cursor, as those of block-formatting.js.
export function changeTable(name) {
  return (value, start, end) => {
    const table = findTable(value, start, end);
    const changed = table && TABLE_COMMANDS[name](table);
    return changed && writeTable(changed);
  };
}
