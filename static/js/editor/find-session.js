// One search of the text: its matches, which of them is selected, and their replacement.

import { findMatches, findMatchFrom, replaceMatches } from "./find-matches.js";
import { applyEdit, replaceRange } from "./text-editing.js";
import { scrollToPosition } from "./text-position.js";

// `readQuery` returns what is sought as [text, options]; `onChange` is called when matches or selection changed.
export function createFindSession(textarea, measureLines, { readQuery, onChange }) {
  // The origin is where the search began; `isWriting` while the session itself changes the text.
  const session = { matches: [], current: -1, origin: 0, isWriting: false };
  const write = (change) => {
    session.isWriting = true;
    change();
    session.isWriting = false;
  };
  const search = () => (session.matches = findMatches(textarea.value, ...readQuery()));
  const isSelected = ([start, end]) => start === textarea.selectionStart && end === textarea.selectionEnd;
  const goTo = (index) => {
    session.current = index;
    if (index >= 0) {
      textarea.setSelectionRange(...session.matches[index]);
      session.origin = session.matches[index][0];
      scrollToPosition(textarea, measureLines, session.origin);
    }
    onChange();
  };

  session.searchFrom = (position) => goTo(findMatchFrom(search(), position));
  // Search a text that changed, and leave the selection alone.
  session.refresh = () => {
    session.current = search().findIndex(isSelected);
    onChange();
  };
  session.step = (by) => {
    const { length } = search();
    const selected = session.matches.findIndex(isSelected);
    const next = findMatchFrom(session.matches, session.origin);
    const index = selected >= 0 ? selected + by : by > 0 ? next : next - 1;
    goTo(length ? (index + length) % length : -1);
  };
  session.replace = (text) => {
    const found = search().find(isSelected);
    if (!found) return session.step(1);
    write(() => replaceRange(textarea, ...found, text));
    session.searchFrom(found[0] + text.length);
  };
  // Replace all matches in one step of undo; return how many there were.
  session.replaceAll = (text) => {
    const { length } = search();
    const change = replaceMatches(textarea.value, session.matches, text, textarea.selectionStart);
    const focused = document.activeElement;
    if (change) write(() => applyEdit(textarea, change));
    focused.focus({ preventScroll: true });
    session.refresh();
    return length;
  };
  return session;
}
