// Line positions in the textarea, in pixels: measured in a hidden copy of the text, as a textarea has no API for them.

const COPIED_STYLES = [
  "font",
  "letterSpacing",
  "wordSpacing",
  "lineHeight",
  "tabSize",
  "textIndent",
  "textSpacingTrim",
  "textAutospace",
  "lineBreak",
  "wordBreak",
  "overflowWrap",
];

// Return `measureLines(numbers)`, which returns the offset of each of these lines from the beginning of the text.
// Numbers count from 1 and ascend. Only changed parts of the text are laid out anew. `measureLines.ranges(pairs)`
// returns for each pair of positions the rectangles of the text between them, in pixels from the same beginning.
export function createMirror(textarea) {
  const mirror = document.createElement("div");
  mirror.className = "editor-mirror";
  mirror.ariaHidden = "true";
  let parts = [];
  let split = [1];
  let shown = null; // the text that was laid out last
  let width = 0;

  const resize = () => {
    const style = getComputedStyle(textarea);
    const inner = textarea.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (inner === width && mirror.isConnected) return;
    width = inner;
    for (const name of COPIED_STYLES) mirror.style[name] = style[name];
    mirror.style.width = `${width}px`;
    if (!mirror.isConnected) textarea.after(mirror);
  };

  const update = (numbers) => {
    resize();
    const next = splitAtLines(textarea.value, numbers);
    updateParts(mirror, parts, next);
    [parts, split, shown] = [next, numbers, textarea.value];
  };
  const measureLines = (numbers) => {
    const isFromStart = numbers[0] === 1;
    update(isFromStart ? numbers : [1, ...numbers]);
    return Array.from(mirror.children, (part) => part.offsetTop).slice(isFromStart ? 0 : 1);
  };
  measureLines.ranges = (pairs) => {
    // Of a text that changed, the lines at which it was split last may be gone.
    if (textarea.value === shown) resize();
    else update(textarea.value.split("\n").length < split.at(-1) ? [1] : split);
    const origin = mirror.getBoundingClientRect();
    return pairs.map(([start, end]) => measureRange(mirror, parts, start, end).map((rect) => moveRect(rect, origin)));
  };
  return measureLines;
}

function measureRange(mirror, parts, start, end) {
  const range = document.createRange();
  range.setStart(...findPlace(mirror, parts, start));
  range.setEnd(...findPlace(mirror, parts, end));
  return [...range.getClientRects()];
}

// Return the text node that holds a position, and the position in it.
function findPlace(mirror, parts, position) {
  let index = 0;
  while (index < parts.length - 1 && position > parts[index].length) position -= parts[index++].length + 1;
  const node = mirror.children[index].firstChild;
  return [node, Math.min(position, node.length)];
}

function moveRect({ left, top, width, height }, origin) {
  return { left: left - origin.left, top: top - origin.top, width, height };
}

// Split the text at these lines, of which the first is 1.
function splitAtLines(value, numbers) {
  const parts = [];
  let begin = 0;
  for (let index = 1; index < numbers.length; index++) {
    const next = findLineStart(value, numbers[index] - numbers[index - 1], begin);
    parts.push(value.slice(begin, Math.max(begin, next - 1)));
    begin = next;
  }
  return [...parts, value.slice(begin)];
}

// Return the start of the line that is `count` lines after `from`, or the end of the text where there are fewer.
export function findLineStart(value, count, from = 0) {
  for (; count > 0; count--) {
    const end = value.indexOf("\n", from);
    if (end < 0) return value.length;
    from = end + 1;
  }
  return from;
}

function updateParts(mirror, oldParts, newParts) {
  const shorter = Math.min(oldParts.length, newParts.length);
  let begin = 0;
  while (begin < shorter && oldParts[begin] === newParts[begin]) begin++;
  let end = 0;
  while (end < shorter - begin && oldParts.at(-1 - end) === newParts.at(-1 - end)) end++;
  const children = [...mirror.children];
  children.slice(begin, oldParts.length - end).forEach((child) => child.remove());
  const added = newParts.slice(begin, newParts.length - end).map((text) => {
    const part = document.createElement("div");
    // Gives an empty last line its height.
    part.textContent = text === "" || text.endsWith("\n") ? `${text}\u200b` : text;
    return part;
  });
  const next = children[oldParts.length - end] ?? null;
  for (const part of added) mirror.insertBefore(part, next);
}
