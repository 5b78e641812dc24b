// Completion in the text: a list at the cursor with posts, tags, pictures and blocks.

import { findTrigger, insertCitation, insertCompletion, insertSnippet } from "./completion-trigger.js";
import { createOptionList } from "./option-list.js";
import { findOwnCitations } from "./own-citations.js";
import { findOwnLabels, findOwnTargets } from "./own-labels.js";
import { SNIPPETS } from "./snippets.js";
import { applyEdit, isComposing } from "./text-editing.js";
import { locatePosition } from "./text-position.js";

const DEBOUNCE = 80; // milliseconds without a key

export function enableCompletion(editor, measureLines) {
  const { textarea } = editor;
  const element = editor.root.querySelector(".completion-list");
  const list = createOptionList(textarea, element, editor.root.querySelector(".completion-status"));
  const labels = Array.from(element.querySelector("template").content.children);
  let trigger = null;
  let dismissed = -1; // the place at which Escape closed the list
  let request = new AbortController();
  let timer;

  const close = () => {
    request.abort();
    clearTimeout(timer);
    trigger = null;
    list.hide();
  };
  const show = (options) => list.show(options, locatePosition(textarea, measureLines, trigger.start));
  const fetchOptions = async (found, blocks) => {
    request.abort();
    request = new AbortController();
    const url = found.kind === "citation" ? element.dataset.citationUrl : element.dataset.url;
    const answer = await fetchAnswer(url, found.query, request.signal);
    if (answer && trigger === found && !editor.isComposing) show([...blocks, ...listAnswers(answer, element.dataset)]);
  };
  const update = () => {
    const found = findCurrentTrigger(textarea);
    if (found?.start !== dismissed) dismissed = -1;
    if (!found || dismissed >= 0) return close();
    trigger = found;
    const blocks = listOwnOptions(editor, labels, found);
    const isOwn = found.kind === "block" || found.query.startsWith("#");
    if (isOwn) show(blocks);
    clearTimeout(timer);
    if (!found.query.startsWith("#") && (!isOwn || found.query)) timer = setTimeout(fetchOptions, DEBOUNCE, found, blocks);
  };
  const accept = ({ dataset: { snippet, markdown } }) => {
    const found = trigger;
    const { selectionStart: position, value } = textarea;
    close();
    const insertMarkdown = found.kind === "citation" ? insertCitation : insertCompletion;
    const insert = () => insertMarkdown(value, found, position, markdown);
    applyEdit(textarea, snippet ? insertSnippet(value, found, position, SNIPPETS[snippet]) : insert());
  };
  const dismiss = () => {
    dismissed = trigger.start;
    close();
  };

  textarea.addEventListener("input", (event) => (isComposing(event) ? close() : update()));
  textarea.addEventListener("compositionend", () => setTimeout(update));
  textarea.addEventListener("blur", close);
  textarea.addEventListener("scroll", close, { passive: true });
  document.addEventListener("selectionchange", () => {
    if (trigger && findCurrentTrigger(textarea)?.start !== trigger.start) close();
  });
  element.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) accept(option);
  });
  handleKeys(textarea, list, { accept, dismiss });
}

// Take the keys of an open list before lists and tables of the text take them.
function handleKeys(textarea, list, { accept, dismiss }) {
  const keys = {
    ArrowDown: () => list.move(1),
    ArrowUp: () => list.move(-1),
    Enter: () => accept(list.getSelected()),
    Tab: () => accept(list.getSelected()),
    Escape: dismiss,
  };
  const onKeydown = (event) => {
    const isOther = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !(event.key in keys);
    if (isComposing(event) || isOther || !list.isOpen()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keys[event.key]();
  };
  textarea.addEventListener("keydown", onKeydown, { capture: true });
}

// Return what needs no answer of the server: blocks, labels in the text, and the bibliography of the post.
function listOwnOptions(editor, labels, { kind, query }) {
  if (kind === "block") return findSnippets(labels, query);
  const text = editor.textarea.value;
  if (kind === "link") return query.startsWith("#") ? findOwnTargets(text, query.slice(1)) : [];
  return [...findOwnLabels(text, query), ...findOwnCitations(editor.form.elements.bibliography?.value ?? "", query)];
}

function findCurrentTrigger({ selectionStart, selectionEnd, value }) {
  return selectionStart === selectionEnd ? findTrigger(value, selectionStart) : null;
}

// Return the server's answer; null where there is none: what is typed stays text.
async function fetchAnswer(url, query, signal) {
  try {
    const response = await fetch(`${url}?${new URLSearchParams({ q: query })}`, { signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // aborted by a later key, or offline
  }
}

// Return the blocks whose label or words begin with what was typed; all of them without it.
function findSnippets(labels, query) {
  const typed = query.toLowerCase();
  const matches = ({ textContent, dataset }) => {
    const words = [textContent.toLowerCase(), ...SNIPPETS[dataset.snippet].words.split(" ")];
    return words.some((word) => word.startsWith(typed)) || textContent.includes(query);
  };
  return labels.filter(matches).map(({ textContent, dataset }) => ({ label: textContent, snippet: dataset.snippet }));
}

function listAnswers({ posts = [], tags = [], pictures = [], citations = [], labels = [] }, kinds) {
  return [
    ...labels,
    ...citations,
    ...posts.map((post) => ({ ...post, kind: post.state || kinds.post })),
    ...tags.map((tag) => ({ ...tag, kind: kinds.tag })),
    ...pictures.map((picture) => ({ ...picture, kind: kinds.picture })),
  ];
}
