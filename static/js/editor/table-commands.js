// Commands on the rows and columns of a table. Each takes a table, as tables.js finds it, and returns the changed one,
// or null where there is nothing to change.

export const TABLE_COMMANDS = {
  "row-above": (table) => insertRow(table, Math.max(1, table.row)),
  "row-below": (table) => insertRow(table, table.row + 1),
  "row-up": (table) => moveRow(table, -1),
  "row-down": (table) => moveRow(table, 1),
  "delete-row": deleteRow,
  "column-before": (table) => insertColumn(table, table.column),
  "column-after": (table) => insertColumn(table, table.column + 1),
  "column-left": (table) => moveColumn(table, -1),
  "column-right": (table) => moveColumn(table, 1),
  "delete-column": deleteColumn,
  "align-left": (table) => alignColumn(table, "l"),
  "align-center": (table) => alignColumn(table, "lr"),
  "align-right": (table) => alignColumn(table, "r"),
};

// Return the table with the selection in the next cell, in a new row behind the last; before the first there is none.
export function moveToCell(table, step) {
  const columns = table.aligns.length;
  const index = table.isDelimiter ? (step > 0 ? columns : columns - 1) : table.row * columns + table.column + step;
  if (index < 0) return null;
  const [row, column] = [Math.floor(index / columns), index % columns];
  return row < table.rows.length ? { ...table, row, column } : insertRow(table, row);
}

export function insertRow(table, row) {
  const empty = table.aligns.map(() => "");
  const prefixes = table.prefixes.toSpliced(row + 1, 0, nextPrefix(table.prefixes));
  return { ...table, rows: table.rows.toSpliced(row, 0, empty), prefixes, row, column: 0, from: 0, to: 0 };
}

// What stands before further rows: of the mark of an item, only its width.
function nextPrefix(prefixes) {
  return prefixes[1].replace(/[^>\s]/g, " ");
}

export function isEmptyRow(table) {
  return table.row > 0 && table.rows[table.row].every((cell) => !cell);
}

// The head cannot be deleted: a table has one.
function deleteRow(table) {
  if (!table.row) return null;
  const rows = table.rows.toSpliced(table.row, 1);
  const prefixes = table.prefixes.toSpliced(table.row + 1, 1);
  return { ...table, rows, prefixes, row: Math.min(table.row, rows.length - 1), from: 0, to: 0 };
}

export function moveRow(table, step) {
  const other = table.row + step;
  if (table.isDelimiter || !table.rows[other]) return null;
  return { ...table, rows: swap(table.rows, table.row, other), row: other };
}

function insertColumn(table, column) {
  const rows = table.rows.map((row) => row.toSpliced(column, 0, ""));
  return { ...table, rows, aligns: table.aligns.toSpliced(column, 0, ""), column, from: 0, to: 0 };
}

function deleteColumn(table) {
  if (table.aligns.length === 1) return null;
  const remove = (row) => row.toSpliced(table.column, 1);
  const column = Math.min(table.column, table.aligns.length - 2);
  return { ...table, rows: table.rows.map(remove), aligns: remove(table.aligns), column, from: 0, to: 0 };
}

function moveColumn(table, step) {
  const other = table.column + step;
  if (table.aligns[other] === undefined) return null;
  const move = (row) => swap(row, table.column, other);
  return { ...table, rows: table.rows.map(move), aligns: move(table.aligns), column: other };
}

// An alignment that the column has already is taken back.
function alignColumn(table, align) {
  const isOn = table.aligns[table.column] === align;
  return { ...table, aligns: table.aligns.with(table.column, isOn ? "" : align) };
}

function swap(items, one, other) {
  return items.with(one, items[other]).with(other, items[one]);
}
