// The menu of tables in the toolbar, which is there while the cursor is in a table.

import { enableMenu } from "./menu.js";
import { changeTable } from "./table-editing.js";
import { findTable } from "./tables.js";
import { applyEdit } from "./text-editing.js";

const DEBOUNCE = 100; // milliseconds without a move of the cursor before it is looked where it is

export function setUpTableMenu(editor) {
  const { textarea } = editor;
  const button = editor.root.querySelector("[data-command=table-menu]");
  const menu = editor.root.querySelector(".editor-table-menu");
  let timer;

  const update = () => {
    if (document.activeElement !== textarea) return;
    button.hidden = !findTable(textarea.value, textarea.selectionStart, textarea.selectionEnd);
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(update, DEBOUNCE);
  });
  enableMenu(editor, button, menu, {
    onChoose: ({ dataset }) => {
      const change = changeTable(dataset.command)(textarea.value, textarea.selectionStart, textarea.selectionEnd);
      if (change) applyEdit(textarea, change);
    },
  });
}
