// Where a position of the text is on the screen, and scrolling to it: the text box and the page, whose sticky toolbar
// may cover it.

const MARGIN = 16; // pixels between what is shown and the edge

// Return the rectangle of a position in the window, in pixels.
export function locatePosition(textarea, measureLines, position) {
  const [rect] = measureLines.ranges([[position, position + 1]])[0];
  const { paddingTop, paddingLeft } = getComputedStyle(textarea);
  const box = textarea.getBoundingClientRect();
  const left = box.left + parseFloat(paddingLeft) + (rect?.left ?? 0);
  const top = box.top + parseFloat(paddingTop) + (rect?.top ?? 0) - textarea.scrollTop;
  return { left, top, bottom: top + (rect?.height ?? 0) };
}

// Scroll a position into view, if it is not: to the upper third of the text box, or to its top.
export function scrollToPosition(textarea, measureLines, position, { isToTop = false } = {}) {
  const box = textarea.getBoundingClientRect();
  const { top, bottom } = locatePosition(textarea, measureLines, position);
  const isSeen = !isToTop && top >= box.top && bottom <= box.bottom;
  if (!isSeen) textarea.scrollTop += top - box.top - (isToTop ? MARGIN : textarea.clientHeight / 3);
  scrollPage(textarea, locatePosition(textarea, measureLines, position));
}

function scrollPage(textarea, { top, bottom }) {
  const editor = textarea.closest(".editor");
  const header = editor.querySelector(".editor-header");
  const { top: headerTop, bottom: headerBottom } = header.getBoundingClientRect();
  const footerTop = editor.querySelector(".editor-footer").getBoundingClientRect().top;
  // On phones the toolbar stands at the bottom.
  const isBelow = getComputedStyle(header).position === "fixed";
  const ceiling = isBelow ? 0 : Math.max(0, headerBottom);
  const floor = Math.min(window.innerHeight, footerTop, isBelow ? headerTop : Infinity);
  if (top < ceiling + MARGIN) window.scrollBy({ top: top - ceiling - MARGIN, behavior: "instant" });
  else if (bottom > floor - MARGIN) window.scrollBy({ top: bottom - floor + MARGIN, behavior: "instant" });
}
