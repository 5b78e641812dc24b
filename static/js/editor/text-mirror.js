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
// Numbers count from 1 and ascend. Only changed parts of the text are laid out anew.
export function createMirror(textarea) {
  const mirror = document.createElement("div");
  mirror.className = "editor-mirror";
  mirror.ariaHidden = "true";
  let parts = [];
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

  return (numbers) => {
    resize();
    const isFromStart = numbers[0] === 1;
    const next = splitAtLines(textarea.value, isFromStart ? numbers : [1, ...numbers]);
    updateParts(mirror, parts, next);
    parts = next;
    return Array.from(mirror.children, (part) => part.offsetTop).slice(isFromStart ? 0 : 1);
  };
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
