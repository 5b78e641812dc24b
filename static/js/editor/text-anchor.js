// A range of the textarea that stays where it is in the text, whatever is typed, deleted or undone around it.

export function anchorRange(textarea, start, end) {
  let before = textarea.value;
  const anchor = { start, end, release: () => textarea.removeEventListener("input", follow) };
  const follow = () => {
    const move = findMove(before, textarea.value, textarea.selectionEnd);
    [anchor.start, anchor.end] = [move(anchor.start), move(anchor.end)];
    before = textarea.value;
  };
  textarea.addEventListener("input", follow);
  return anchor;
}

// Return how positions move from one text to the next. The change ends at `cursor`, so that a letter typed among
// equal ones is placed right; what is typed at a position itself comes behind it.
function findMove(before, after, cursor) {
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  while (tail < Math.min(shorter, after.length - cursor) && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  let head = 0;
  while (head < shorter - tail && before[head] === after[head]) head += 1;
  return (position) => {
    if (position <= head) return position;
    return position >= before.length - tail ? position + after.length - before.length : after.length - tail;
  };
}
