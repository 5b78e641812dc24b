// Marks ranges of the textarea: a textarea cannot mark parts of its text, so boxes are drawn over it.

const MAX_BOXES = 400;
const MARGIN = 200; // pixels above and below what is seen

export function createHighlights(textarea, measureLines) {
  const layer = document.createElement("div");
  layer.className = "find-highlights";
  layer.ariaHidden = "true";
  const boxes = document.createElement("div");
  layer.append(boxes);
  textarea.after(layer);
  let ranges = [];
  let current = -1;
  let frame = null;

  const getPadding = () => {
    const { paddingTop, paddingLeft } = getComputedStyle(textarea);
    return { top: parseFloat(paddingTop), left: parseFloat(paddingLeft) };
  };
  const draw = () => {
    frame = null;
    if (!ranges.length) return boxes.replaceChildren();
    const [first, last] = findVisible(textarea, measureLines, ranges);
    const seen = ranges.slice(first, Math.min(last, first + MAX_BOXES));
    const { top, left } = getPadding();
    const isCurrent = (index) => first + index === current;
    boxes.style.translate = `${left}px ${top - textarea.scrollTop}px`;
    boxes.replaceChildren(...measureLines.ranges(seen).flatMap((rects, index) => rects.map((rect) => createBox(rect, isCurrent(index)))));
  };
  const schedule = () => (frame ??= requestAnimationFrame(draw));
  textarea.addEventListener("scroll", () => ranges.length && schedule(), { passive: true });
  new ResizeObserver(() => ranges.length && schedule()).observe(textarea);

  return {
    // Mark these ranges, and the one with the index `number` more than the others.
    draw(pairs, number) {
      [ranges, current] = [pairs, number];
      schedule();
    },
    clear() {
      ranges = [];
      boxes.replaceChildren();
    },
  };
}

// Return the indexes of the first range that may be seen and of the first behind those.
function findVisible(textarea, measureLines, ranges) {
  const topOf = ([start]) => measureLines.ranges([[start, start + 1]])[0][0]?.top ?? 0;
  const findFirst = (height) => {
    let [low, high] = [0, ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (topOf(ranges[middle]) < height) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const first = findFirst(textarea.scrollTop - MARGIN);
  return [first, findFirst(textarea.scrollTop + textarea.clientHeight + MARGIN)];
}

function createBox({ left, top, width, height }, isCurrent) {
  const box = document.createElement("div");
  box.className = isCurrent ? "is-current" : "";
  Object.assign(box.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  return box;
}
