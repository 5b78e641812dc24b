// The outline: a menu of the headings of the text, to jump by.

import { findCurrentHeading, listHeadings } from "./headings.js";
import { enableMenu } from "./menu.js";
import { scrollToPosition } from "./text-position.js";

export function setUpOutline(editor, measureLines) {
  const { textarea } = editor;
  const menu = editor.root.querySelector(".editor-outline");
  const button = editor.root.querySelector("[data-command=outline]");
  let headings = [];

  const fill = () => {
    headings = listHeadings(textarea.value);
    const current = findCurrentHeading(headings, textarea.selectionStart);
    const empty = Object.assign(document.createElement("p"), { textContent: menu.dataset.empty });
    menu.replaceChildren(...(headings.length ? headings.map((heading, index) => createItem(heading, index === current)) : [empty]));
  };
  const goTo = (item) => {
    const { start } = headings[[...menu.children].indexOf(item)];
    const end = textarea.value.indexOf("\n", start);
    textarea.setSelectionRange(end < 0 ? textarea.value.length : end, end < 0 ? textarea.value.length : end);
    scrollToPosition(textarea, measureLines, start, { isToTop: true });
  };
  enableMenu(editor, button, menu, { onOpen: fill, onChoose: goTo });
}

function createItem({ level, text }, isCurrent) {
  const item = Object.assign(document.createElement("button"), { type: "button", role: "menuitem", tabIndex: -1, textContent: text || "…" });
  item.className = `outline-level-${level}`;
  if (isCurrent) item.ariaCurrent = "true";
  return item;
}
