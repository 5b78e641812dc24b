// The panel that finds and replaces text: fields, buttons and the count of matches.

import { createHighlights } from "./find-highlights.js";
import { findMatches, findMatchFrom, replaceMatches } from "./find-matches.js";
import { applyEdit, isComposing, replaceRange } from "./text-editing.js";
import { scrollToPosition } from "./text-position.js";

const DEBOUNCE = 150; // milliseconds without a change of the text before it is searched again

export function setUpFindPanel(editor, measureLines) {
  const { textarea } = editor;
  const panel = editor.root.querySelector(".find-panel");
  const part = (name) => panel.querySelector(`.find-${name}`);
  const [query, replacement, count] = [part("query"), part("replacement"), part("count")];
  const highlights = createHighlights(textarea, measureLines);
  let matches = [];
  let current = -1;
  let origin = 0; // where the search began
  let timer;

  const search = () => {
    const isOn = (name) => part(name).ariaPressed === "true";
    matches = findMatches(textarea.value, query.value, { isCaseSensitive: isOn("case"), isWholeWord: isOn("word") });
  };
  const show = () => {
    const [number, total] = [current + 1, matches.length].map((figure) => figure.toLocaleString(document.documentElement.lang));
    count.textContent = query.value && (total === "0" ? count.dataset.none : count.dataset.found.replace("{number}", number).replace("{total}", total));
    for (const name of ["previous", "next", "replace", "replace-all"]) part(name).disabled = !matches.length;
    // A button that is disabled loses the focus, and with it the keys.
    if (document.activeElement.disabled) query.focus({ preventScroll: true });
    highlights.draw(matches, current);
  };
  const goTo = (index) => {
    current = index;
    if (index >= 0) {
      textarea.setSelectionRange(...matches[index]);
      origin = matches[index][0];
      scrollToPosition(textarea, measureLines, matches[index][0]);
    }
    show();
  };
  const searchFrom = (position) => {
    search();
    goTo(findMatchFrom(matches, position));
  };
  const step = (by) => {
    search();
    if (!matches.length) return show();
    const isAt = matches.findIndex(([start]) => start === textarea.selectionStart);
    const next = isAt >= 0 ? isAt + by : by > 0 ? findMatchFrom(matches, origin) : findMatchFrom(matches, origin) - 1;
    goTo((next + matches.length) % matches.length);
  };
  const replace = () => {
    search();
    const found = matches.find(([start, end]) => start === textarea.selectionStart && end === textarea.selectionEnd);
    if (!found) return step(1);
    replaceRange(textarea, ...found, replacement.value);
    searchFrom(found[0] + replacement.value.length);
  };
  const replaceAll = () => {
    search();
    const total = matches.length;
    const change = replaceMatches(textarea.value, matches, replacement.value, textarea.selectionStart);
    const focused = document.activeElement;
    if (change) applyEdit(textarea, change);
    focused.focus({ preventScroll: true });
    search();
    current = -1;
    show();
    count.textContent = count.dataset.replaced.replace("{total}", total.toLocaleString(document.documentElement.lang));
  };
  const open = () => {
    const { selectionStart, selectionEnd, value } = textarea;
    const selected = value.slice(selectionStart, selectionEnd);
    panel.hidden = false;
    origin = selectionStart;
    if (selected && !selected.includes("\n")) query.value = selected;
    query.focus({ preventScroll: true });
    query.select();
    searchFrom(origin);
  };
  const close = () => {
    panel.hidden = true;
    highlights.clear();
    textarea.focus({ preventScroll: true });
  };

  const actions = { previous: () => step(-1), next: () => step(1), replace, "replace-all": replaceAll, close };
  for (const [name, action] of Object.entries(actions)) part(name).addEventListener("click", action);
  for (const name of ["case", "word"]) {
    part(name).addEventListener("click", () => {
      part(name).ariaPressed = String(part(name).ariaPressed !== "true");
      searchFrom(origin);
    });
  }
  // Input in these fields is no change of the post.
  panel.addEventListener("input", (event) => {
    event.stopPropagation();
    if (event.target === query && !event.isComposing) searchFrom(origin);
  });
  query.addEventListener("compositionend", () => searchFrom(origin));
  panel.addEventListener("keydown", (event) => handleKey(event, { query, replacement, step, replace, close }));
  textarea.addEventListener("input", () => {
    clearTimeout(timer);
    highlights.clear();
    if (panel.hidden) return;
    timer = setTimeout(() => {
      search();
      current = matches.findIndex(([start]) => start === textarea.selectionStart);
      show();
    }, DEBOUNCE);
  });
  editor.root.querySelector("[data-command=find]").addEventListener("click", open);
}

function handleKey(event, { query, replacement, step, replace, close }) {
  if (isComposing(event)) return;
  const isField = event.target === query || event.target === replacement;
  if (event.key === "Escape") close();
  else if (event.key === "Enter" && event.target === query) step(event.shiftKey ? -1 : 1);
  else if (event.key === "Enter" && event.target === replacement) replace();
  if (event.key === "Escape" || (event.key === "Enter" && isField)) {
    event.preventDefault();
    event.stopPropagation();
  }
}
