// The panel that finds and replaces text: fields, buttons and the count of matches.

import { createHighlights } from "./find-highlights.js";
import { createFindSession } from "./find-session.js";
import { isComposing } from "./text-editing.js";

const DEBOUNCE = 150; // milliseconds without a change of the text before it is searched again

export function setUpFindPanel(editor, measureLines) {
  const { textarea } = editor;
  const panel = editor.root.querySelector(".find-panel");
  const part = (name) => panel.querySelector(`.find-${name}`);
  const [query, replacement] = [part("query"), part("replacement")];
  const highlights = createHighlights(textarea, measureLines);
  const isOn = (name) => part(name).ariaPressed === "true";
  const session = createFindSession(textarea, measureLines, {
    readQuery: () => [query.value, { isCaseSensitive: isOn("case"), isWholeWord: isOn("word") }],
    onChange: () => {
      showCount(part, query.value, session);
      highlights.draw(session.matches, session.current);
    },
  });
  const close = () => {
    panel.hidden = true;
    highlights.clear();
    textarea.focus({ preventScroll: true });
  };
  const actions = {
    previous: () => session.step(-1),
    next: () => session.step(1),
    replace: () => session.replace(replacement.value),
    "replace-all": () => showReplaced(part("count"), session.replaceAll(replacement.value)),
    close,
  };

  for (const [name, action] of Object.entries(actions)) part(name).addEventListener("click", action);
  for (const name of ["case", "word"]) {
    part(name).addEventListener("click", () => {
      part(name).ariaPressed = String(!isOn(name));
      session.searchFrom(session.origin);
    });
  }
  // Input in these fields is no change of the post.
  panel.addEventListener("input", (event) => {
    event.stopPropagation();
    if (event.target === query && !event.isComposing) session.searchFrom(session.origin);
  });
  query.addEventListener("compositionend", () => session.searchFrom(session.origin));
  panel.addEventListener("keydown", (event) => handleKey(event, part, actions));
  followText(textarea, { panel, session, highlights });
  editor.root.querySelector("[data-command=find]").addEventListener("click", () => {
    const selected = textarea.value.slice(textarea.selectionStart, textarea.selectionEnd);
    panel.hidden = false;
    session.origin = textarea.selectionStart;
    if (selected && !selected.includes("\n")) query.value = selected;
    query.focus({ preventScroll: true });
    query.select();
    session.searchFrom(session.origin);
  });
}

// Search the text again after it changed, while the panel is open.
function followText(textarea, { panel, session, highlights }) {
  let timer;
  textarea.addEventListener("input", () => {
    clearTimeout(timer);
    if (session.isWriting) return;
    highlights.clear();
    if (!panel.hidden) timer = setTimeout(() => panel.hidden || session.refresh(), DEBOUNCE);
  });
}

function formatNumber(number) {
  return number.toLocaleString(document.documentElement.lang);
}

function showCount(part, sought, { matches, current }) {
  const { none, found } = part("count").dataset;
  const text = found.replace("{number}", formatNumber(current + 1)).replace("{total}", formatNumber(matches.length));
  part("count").textContent = sought && (matches.length ? text : none);
  for (const name of ["previous", "next", "replace", "replace-all"]) part(name).disabled = !matches.length;
  // A button that is disabled loses the focus, and with it the keys.
  if (document.activeElement.disabled) part("query").focus({ preventScroll: true });
}

function showReplaced(count, total) {
  count.textContent = count.dataset.replaced.replace("{total}", formatNumber(total));
}

function handleKey(event, part, actions) {
  if (isComposing(event)) return;
  const fields = { query: event.shiftKey ? actions.previous : actions.next, replacement: actions.replace };
  const name = Object.keys(fields).find((field) => event.target === part(field));
  const action = event.key === "Escape" ? actions.close : event.key === "Enter" && fields[name];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}
