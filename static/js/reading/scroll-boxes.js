// Only boxes that scroll are tab stops, and these have names.

import { labels, prose } from "./page.js";

// On phones a paragraph scrolls too, if a formula in it is wider than the screen.
const PARAGRAPHS = ":is(p, ul, ol, dl):has(math)";
export const BOXES = ":is(pre, .table, .formula)";

export function updateScrollBoxes() {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) updateBox(target.matches("[data-scrollable]") ? target : target.parentElement);
  });
  for (const box of prose.querySelectorAll(`${BOXES}[tabindex], ${PARAGRAPHS}`)) {
    box.dataset.scrollable = "";
    observer.observe(box);
    // A late font widens the content without resizing the box.
    if (box.firstElementChild) observer.observe(box.firstElementChild);
  }
}

export function updateBox(box) {
  if (box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== "visible") {
    box.tabIndex = 0;
    if (!box.matches("ul, ol, dl")) box.role = "group";
    box.ariaLabel = getLabel(box);
  } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
}

function getLabel(box) {
  if (box.matches("pre")) return box.parentElement.dataset.language ?? labels.code;
  return box.matches(".table") ? labels.table : labels.formula;
}
