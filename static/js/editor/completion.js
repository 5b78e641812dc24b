// Completion in the text: a list at the cursor with posts, tags, pictures and blocks.

import { findTrigger, insertCompletion, insertSnippet } from "./completion-trigger.js";
import { placeBelow } from "./menu.js";
import { SNIPPETS } from "./snippets.js";
import { applyEdit, isComposing } from "./text-editing.js";
import { locatePosition } from "./text-position.js";

const DEBOUNCE = 80; // milliseconds without a key

export function enableCompletion(editor, measureLines) {
  const { textarea } = editor;
  const list = editor.root.querySelector(".completion-list");
  const status = editor.root.querySelector(".completion-status");
  const labels = Array.from(list.querySelector("template").content.children);
  let trigger = null;
  let dismissed = -1; // the place at which Escape closed the list
  let request = new AbortController();
  let timer;

  const getOptions = () => [...list.querySelectorAll("[role=option]")];
  const select = (option) => {
    for (const other of getOptions()) other.ariaSelected = String(other === option);
    textarea.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const hide = () => {
    if (!list.matches(":popover-open")) return;
    list.hidePopover();
    getOptions().forEach((option) => option.remove());
    status.textContent = "";
    for (const name of ["role", "aria-expanded", "aria-activedescendant", "aria-controls"]) textarea.removeAttribute(name);
  };
  const close = () => {
    request.abort();
    clearTimeout(timer);
    trigger = null;
    hide();
  };
  const show = (options) => {
    getOptions().forEach((option) => option.remove());
    list.append(...options.map(createOption));
    // The list comes back when the answer has more.
    if (!options.length) return hide();
    list.showPopover();
    const attributes = { role: "combobox", "aria-expanded": "true", "aria-controls": list.id };
    for (const [name, value] of Object.entries(attributes)) textarea.setAttribute(name, value);
    placeBelow(list, locatePosition(textarea, measureLines, trigger.start));
    status.textContent = status.dataset.found.replace("{count}", options.length);
    select(getOptions()[0]);
  };
  const accept = (option) => {
    const found = trigger;
    const { selectionStart: position, value } = textarea;
    close();
    const { snippet, markdown } = option.dataset;
    applyEdit(textarea, snippet ? insertSnippet(value, found, position, SNIPPETS[snippet]) : insertCompletion(value, found, position, markdown));
  };
  const update = () => {
    const { selectionStart, selectionEnd, value } = textarea;
    const found = selectionStart === selectionEnd ? findTrigger(value, selectionStart) : null;
    if (found?.start !== dismissed) dismissed = -1;
    if (!found || dismissed >= 0) return close();
    trigger = found;
    const blocks = found.kind === "block" ? findSnippets(labels, found.query) : [];
    if (found.kind === "block") show(blocks);
    clearTimeout(timer);
    if (found.kind === "link" || found.query) timer = setTimeout(fetchOptions, DEBOUNCE, found, blocks);
  };
  const fetchOptions = async (found, blocks) => {
    request.abort();
    request = new AbortController();
    try {
      const response = await fetch(`${list.dataset.url}?${new URLSearchParams({ q: found.query })}`, { signal: request.signal });
      const answer = response.ok ? await response.json() : {};
      if (trigger === found && !editor.isComposing) show([...blocks, ...listAnswers(answer, list.dataset)]);
    } catch {
      // Aborted by a later key, or offline: what is typed stays text.
    }
  };

  textarea.ariaAutoComplete = "list";
  textarea.setAttribute("aria-haspopup", "listbox");
  textarea.addEventListener("input", (event) => (isComposing(event) ? close() : update()));
  textarea.addEventListener("compositionend", () => setTimeout(update));
  textarea.addEventListener("blur", close);
  textarea.addEventListener("scroll", close, { passive: true });
  document.addEventListener("selectionchange", () => {
    if (trigger && document.activeElement === textarea && findTrigger(textarea.value, textarea.selectionStart)?.start !== trigger.start) close();
  });
  // The textarea keeps the focus.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => target.closest("[role=option]") && accept(target.closest("[role=option]")));
  const move = (step) => {
    const options = getOptions();
    const index = options.findIndex(({ ariaSelected }) => ariaSelected === "true");
    select(options.at((index + step) % options.length));
  };
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => accept(list.querySelector("[aria-selected=true]")),
    Tab: () => accept(list.querySelector("[aria-selected=true]")),
    Escape: () => {
      dismissed = trigger.start;
      close();
    },
  };
  // Before the keys of lists and tables.
  const onKeydown = (event) => {
    const isOther = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !(event.key in keys);
    if (isComposing(event) || isOther || !list.matches(":popover-open")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keys[event.key]();
  };
  textarea.addEventListener("keydown", onKeydown, { capture: true });
}

// Return the blocks whose label or words begin with what was typed; all of them without it.
function findSnippets(labels, query) {
  const typed = query.toLowerCase();
  const matches = ({ textContent, dataset }) =>
    [textContent.toLowerCase(), ...SNIPPETS[dataset.snippet].words.split(" ")].some((word) => word.startsWith(typed)) || (typed && textContent.includes(query));
  return labels.filter(matches).map(({ textContent, dataset }) => ({ label: textContent, snippet: dataset.snippet }));
}

function listAnswers({ posts = [], tags = [], pictures = [] }, kinds) {
  return [
    ...posts.map((post) => ({ ...post, kind: post.state || kinds.post })),
    ...tags.map((tag) => ({ ...tag, kind: kinds.tag })),
    ...pictures.map((picture) => ({ ...picture, kind: kinds.picture })),
  ];
}

function createOption({ label, snippet = "", markdown = "", kind = "", detail = "", language = "", thumbnail }, index) {
  const option = Object.assign(document.createElement("li"), { id: `completion-${index}`, role: "option" });
  Object.assign(option.dataset, { snippet, markdown });
  if (thumbnail) option.append(Object.assign(document.createElement("img"), { src: thumbnail, alt: "" }));
  const parts = [["label", label], ["detail", detail], ["kind", kind]].filter(([, text]) => text);
  option.append(...parts.map(([name, text]) => Object.assign(document.createElement("span"), { className: `completion-${name}`, textContent: text })));
  if (language) option.querySelector(".completion-label").lang = language;
  return option;
}
