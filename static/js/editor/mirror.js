// Where in the text box a line stands, in pixels: a text box does not tell, a mirror of it does.

const LIKE = [
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

// Return `tops(numbers)`: how far below the beginning of the text each of these lines begins. Lines
// count from 1 and ascend. Only the parts of the text that changed are laid out anew.
export function mirror(source) {
  const glass = document.createElement("div");
  glass.className = "editor-mirror";
  glass.ariaHidden = "true";
  let parts = [];
  let width = 0;

  const resize = () => {
    const style = getComputedStyle(source);
    const inner = source.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (inner === width && glass.isConnected) return;
    width = inner;
    for (const name of LIKE) glass.style[name] = style[name];
    glass.style.width = `${width}px`;
    if (!glass.isConnected) source.after(glass);
  };

  return (numbers) => {
    resize();
    const isWhole = numbers[0] === 1;
    const next = split(source.value, isWhole ? numbers : [1, ...numbers]);
    refill(glass, parts, next);
    parts = next;
    return Array.from(glass.children, (part) => part.offsetTop).slice(isWhole ? 0 : 1);
  };
}

// Return the parts of the text that begin at these lines, of which the first is 1.
function split(value, numbers) {
  const parts = [];
  let begin = 0;
  for (let place = 1; place < numbers.length; place++) {
    const next = beginningOf(value, numbers[place] - numbers[place - 1], begin);
    parts.push(value.slice(begin, Math.max(begin, next - 1)));
    begin = next;
  }
  return [...parts, value.slice(begin)];
}

// Return where the line begins that is so many lines further, or the text's end where there are fewer.
export function beginningOf(value, count, from = 0) {
  for (; count > 0; count--) {
    const end = value.indexOf("\n", from);
    if (end < 0) return value.length;
    from = end + 1;
  }
  return from;
}

function refill(glass, old, now) {
  const shorter = Math.min(old.length, now.length);
  let begin = 0;
  while (begin < shorter && old[begin] === now[begin]) begin++;
  let end = 0;
  while (end < shorter - begin && old.at(-1 - end) === now.at(-1 - end)) end++;
  const children = [...glass.children];
  children.slice(begin, old.length - end).forEach((child) => child.remove());
  const fresh = now.slice(begin, now.length - end).map((text) => {
    const part = document.createElement("div");
    // A line that is empty is as high as any other.
    part.textContent = text === "" || text.endsWith("\n") ? `${text}\u200b` : text;
    return part;
  });
  const place = children[old.length - end] ?? null;
  for (const part of fresh) glass.insertBefore(part, place);
}
