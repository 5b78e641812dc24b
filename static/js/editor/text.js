// Changing the text as if it were typed: undo knows of it, and the cursor stays where it was.

// Write over the selection as if typed, so that undo knows of it.
export function write(source, text) {
  source.focus({ preventScroll: true });
  const isDone = document.execCommand(text ? "insertText" : "delete", false, text);
  if (isDone) return;
  source.setRangeText(text, source.selectionStart, source.selectionEnd, "end");
  source.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// Put `text` in the place of what stands from `start` to `end`, then select from `from` to `to`.
export function edit(source, { start, end, text, from, to = from }) {
  source.focus({ preventScroll: true });
  if (source.value.slice(start, end) !== text) {
    source.setSelectionRange(start, end);
    write(source, text);
  }
  source.setSelectionRange(from, to);
}

// Put `text` in the place of `mark`; the cursor, the focus and the view stay where they were.
export function replace(source, mark, text) {
  const start = source.value.indexOf(mark);
  if (start >= 0) replaceAt(source, start, start + mark.length, text);
}

// Take `mark` out; the empty line above it too, where it was a paragraph of its own.
export function takeOut(source, mark) {
  const start = source.value.indexOf(mark);
  if (start < 0) return;
  const [before, after] = [source.value.slice(0, start), source.value.slice(start + mark.length)];
  const gap = /^[ \t]*(?:$|\n[> \t]*(?:$|\n))/.test(after) && /(?:\n[> \t]*){2}$/.exec(before);
  replaceAt(source, gap ? gap.index : start, start + mark.length, "");
}

// Put `text` in the place of what stands from `start` to `end`, and leave everything else as it is.
export function replaceAt(source, start, end, text) {
  aside(source, { start, end, length: text.length }, () => {
    source.setSelectionRange(start, end);
    write(source, text);
  });
}

// Let `change` put `length` characters in the place of what stands from `start` to `end`; the cursor, the focus and
// the view stay where they were.
export function aside(source, { start, end, length }, change) {
  const focused = document.activeElement;
  const { selectionStart, selectionEnd, scrollTop } = source;
  const moved = (at) => (at <= start ? at : at >= end ? at + length - (end - start) : start + length);
  source.focus({ preventScroll: true });
  change();
  source.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  source.scrollTop = scrollTop;
  focused?.focus({ preventScroll: true });
}

// Bring the cursor into sight once all around the text has its place. What a script writes a browser does not show,
// but where the cursor is when the text box gets the focus.
export function reveal(source) {
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (document.activeElement !== source) return;
      source.blur();
      source.focus();
    }),
  );
}

// Where the lines begin and end that the selection touches; not the one at whose beginning it ends.
export function lines(value, start, end) {
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const next = value.indexOf("\n", last);
  return { start: value.lastIndexOf("\n", start - 1) + 1, end: next < 0 ? value.length : next };
}

// A key that an input method takes for itself says nothing to us.
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
