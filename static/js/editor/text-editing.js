// Edits of the textarea that undo can take back and that keep the cursor.

// From this length on, Chromium inserts text line by line in quadratic time: 17 s for 100,000 characters.
const LONG_TEXT = 1_000;

// Replace the selection as if typed, so that undo can take it back.
export function typeText(textarea, text) {
  textarea.focus({ preventScroll: true });
  if (text.length >= LONG_TEXT && insertLongText(textarea, text)) return;
  const isDone = document.execCommand(text ? "insertText" : "delete", false, text);
  if (isDone) return;
  textarea.setRangeText(text, textarea.selectionStart, textarea.selectionEnd, "end");
  textarea.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// Insert text as the HTML of itself, of which a textarea keeps only the text. Return whether the browser did it.
function insertLongText(textarea, text) {
  const { value, selectionStart, selectionEnd } = textarea;
  const expected = value.slice(0, selectionStart) + text + value.slice(selectionEnd);
  document.execCommand("insertHTML", false, text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
  if (textarea.value === expected) {
    textarea.setSelectionRange(selectionStart + text.length, selectionStart + text.length);
    return true;
  }
  if (textarea.value !== value) document.execCommand("undo");
  textarea.setSelectionRange(selectionStart, selectionEnd);
  return false;
}

// Return the smallest edit that makes `next` of `value`, so that one undo takes it back.
export function makeEdit(value, next, from, to = from) {
  const shorter = Math.min(value.length, next.length);
  let head = 0;
  while (head < shorter && value[head] === next[head]) head++;
  if (head && (isLowSurrogate(value[head]) || isLowSurrogate(next[head]))) head--;
  let tail = 0;
  while (tail < shorter - head && value.at(-1 - tail) === next.at(-1 - tail)) tail++;
  if (tail && isLowSurrogate(value.at(-tail))) tail--;
  return { start: head, end: value.length - tail, text: next.slice(head, next.length - tail), from, to };
}

// Whether a character is the second half of one; an edit between the halves would break it.
function isLowSurrogate(char) {
  return char >= "\udc00" && char <= "\udfff";
}

// Replace the range from `start` to `end` with `text`, then select from `from` to `to`.
export function applyEdit(textarea, { start, end, text, from, to = from }) {
  textarea.focus({ preventScroll: true });
  if (textarea.value.slice(start, end) !== text) {
    textarea.setSelectionRange(start, end);
    typeText(textarea, text);
  }
  textarea.setSelectionRange(from, to);
}

// Return the text that an edit makes of `value`.
export function previewEdit(value, { start, end, text }) {
  return value.slice(0, start) + text + value.slice(end);
}

// Replace `oldText` with `text`; cursor, focus and scroll position are kept.
export function replaceText(textarea, oldText, text) {
  const start = textarea.value.indexOf(oldText);
  if (start >= 0) replaceRange(textarea, start, start + oldText.length, text);
}

// Remove `oldText`, and the empty line above it where it was a paragraph.
export function removeText(textarea, oldText) {
  const start = textarea.value.indexOf(oldText);
  if (start < 0) return;
  const [before, after] = [textarea.value.slice(0, start), textarea.value.slice(start + oldText.length)];
  const gap = /^[ \t]*(?:$|\n[> \t]*(?:$|\n))/.test(after) && /(?:\n[> \t]*){2}$/.exec(before);
  replaceRange(textarea, gap ? gap.index : start, start + oldText.length, "");
}

// Replace the range from `start` to `end` with `text`; cursor, focus and scroll position are kept.
export function replaceRange(textarea, start, end, text) {
  preserveSelection(textarea, { start, end, length: text.length }, () => {
    textarea.setSelectionRange(start, end);
    typeText(textarea, text);
  });
}

// Replace the range from `start` to `end` by what came meanwhile. The cursor stays where it is, but goes to `from` if it was
// at that place; the focus stays with a field in which somebody writes.
export function insertLate(textarea, { start, end, text, from }) {
  const isAtCursor = textarea.selectionStart === start && textarea.selectionEnd === end;
  const { activeElement } = document;
  const isElsewhere = activeElement !== textarea && activeElement.matches("input:not([type=file], [type=submit]), textarea, select");
  if (isAtCursor && !isElsewhere) {
    applyEdit(textarea, { start, end, text, from });
    scrollToCursor(textarea);
  } else {
    replaceRange(textarea, start, end, text);
    if (isAtCursor) textarea.setSelectionRange(from, from);
  }
}

// Call `change`, which replaces the range from `start` to `end` with `length` characters, then restore cursor, focus
// and scroll position.
export function preserveSelection(textarea, { start, end, length }, change) {
  const focused = document.activeElement;
  const { selectionStart, selectionEnd, scrollTop } = textarea;
  const moved = (at) => (at <= start ? at : at >= end ? at + length - (end - start) : start + length);
  textarea.focus({ preventScroll: true });
  change();
  textarea.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  textarea.scrollTop = scrollTop;
  focused?.focus({ preventScroll: true });
}

// Scroll to the cursor once the layout is done. Browsers don't scroll to what a script writes, but they do scroll to
// the cursor when the textarea gets the focus.
export function scrollToCursor(textarea) {
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (document.activeElement !== textarea) return;
      textarea.blur();
      textarea.focus();
    }),
  );
}

// Return start and end of the lines that the selection touches, without a last line that it touches only at its start.
export function expandToLines(value, start, end) {
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const next = value.indexOf("\n", last);
  // lastIndexOf takes what is before the beginning for the beginning, and would find a line's end there.
  const before = start > 0 ? value.lastIndexOf("\n", start - 1) : -1;
  return { start: before + 1, end: next < 0 ? value.length : next };
}

// Whether an input method handles the key; then we ignore it.
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
