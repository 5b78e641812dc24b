// The tools above the text: one place in the order of Tab, arrows within, each also by its key.

import { callout, fenced, footnote, heading, items, quote, table } from "./blocks.js";
import { label, shortcut } from "./keys.js";
import { code, emphasise, link } from "./marks.js";
import { edit } from "./text.js";

const BESIDE = { ArrowLeft: -1, ArrowRight: 1 };

export function toolbar(room) {
  const bar = room.root.querySelector(".toolbar");
  const commands = {
    bold: emphasise("**"),
    italic: emphasise("*"),
    strike: emphasise("~~"),
    formula: emphasise("$"),
    code,
    link,
    heading,
    quote,
    list: items("list"),
    numbered: items("numbered"),
    task: items("task"),
    display: fenced("formula"),
    codeblock: fenced("code"),
    table: table(room.root.dataset.column),
    callout,
    footnote,
  };
  for (const tool of bar.querySelectorAll("button")) {
    if (tool.dataset.keys) name(tool);
    const command = commands[tool.dataset.command];
    if (command) tool.addEventListener("click", () => apply(room.source, command));
  }
  // The text keeps the focus, and with it the selection.
  bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  rove(bar);
  fullWindow(room, bar.querySelector("[data-command=full]"));
  room.root.querySelector(".editor-tooling").hidden = false;
}

function apply(source, command) {
  const { value, selectionStart, selectionEnd } = source;
  const edits = command(value, selectionStart, selectionEnd);
  if (!edits) return source.focus();
  for (const change of [edits].flat()) edit(source, change);
}

function name(tool) {
  tool.title = `${tool.title} (${label(tool.dataset.keys)})`;
  tool.setAttribute("aria-keyshortcuts", shortcut(tool.dataset.keys));
}

// Only one of the tools is reached by Tab: the one that was used last.
function rove(bar) {
  const tools = () => [...bar.querySelectorAll("button")].filter((tool) => tool.checkVisibility());
  const choose = (chosen) => bar.querySelectorAll("button").forEach((tool) => (tool.tabIndex = tool === chosen ? 0 : -1));
  bar.addEventListener("focusin", ({ target }) => target.matches("button") && choose(target));
  bar.addEventListener("keydown", (event) => {
    const all = tools();
    const here = all.indexOf(event.target);
    const ends = { Home: 0, End: all.length - 1 };
    const next = ends[event.key] ?? (here + BESIDE[event.key] + all.length) % all.length;
    if (here < 0 || Number.isNaN(next)) return;
    event.preventDefault();
    all[next].focus();
  });
  choose(bar.querySelector("button"));
}

// The room over the whole window, and nothing else.
function fullWindow(room, tool) {
  const set = (isFull) => {
    const { selectionStart, selectionEnd, scrollTop } = room.source;
    room.root.classList.toggle("is-full", isFull);
    tool.ariaPressed = String(isFull);
    room.source.focus({ preventScroll: true });
    room.source.setSelectionRange(selectionStart, selectionEnd);
    room.source.scrollTop = scrollTop;
  };
  tool.ariaPressed = "false";
  tool.addEventListener("click", () => set(!room.root.classList.contains("is-full")));
  room.root.addEventListener("keydown", (event) => {
    const isLeaving = event.key === "Escape" && !event.isComposing && room.root.classList.contains("is-full");
    if (isLeaving && !room.root.querySelector("dialog[open]")) set(false);
  });
}
