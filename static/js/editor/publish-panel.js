// The fields around the text: the slug, the publish checks and the preview links.

import { goToLine } from "./status-bar.js";
import { isComposing } from "./text-editing.js";

const DEBOUNCE = 300; // milliseconds without a key before a slug is checked

export function setUpPublishPanel(editor, measureLines) {
  suggestSlug(editor.form);
  const enhance = () => {
    linkChecksToLines(editor, measureLines);
    for (const button of editor.form.querySelectorAll(".preview-link .copy-link[hidden]")) enableCopyButton(button);
  };
  enhance();
  editor.form.addEventListener("editor:saved", enhance);
}

// Suggest a slug from the title of a new post until one is typed. The slug of a saved post is only checked.
function suggestSlug({ elements: { slug: field, title, parent } }) {
  if (!field?.dataset.checkUrl || !title) return;
  const status = field.insertAdjacentElement("afterend", createElement("span", { className: "slug-status", role: "status" }));
  const isNew = () => !field.dataset.post;
  let isCustom = !isNew() || Boolean(field.value);
  let timer;
  let request = new AbortController();

  const checkSlug = async (callback) => {
    request.abort();
    request = new AbortController();
    const query = { slug: isCustom ? field.value : "", title: title.value, post: field.dataset.post };
    if (field.dataset.kind) Object.assign(query, { kind: field.dataset.kind, parent: parent?.value ?? "" });
    const answer = await fetchJson(`${field.dataset.checkUrl}?${new URLSearchParams(query)}`, request.signal);
    if (answer) callback(answer);
  };
  const fillSlug = (answer) => {
    // While it is being saved, the post itself takes the slug that was suggested.
    if (!isCustom && !field.form.hasAttribute("aria-busy")) field.value = answer.slug;
  };
  const showResult = ({ free, message, offer: suggestion }) => {
    status.replaceChildren(message);
    status.classList.toggle("is-taken", !free);
    if (suggestion) status.append(" ", createSuggestionButton(suggestion));
  };
  const createSuggestionButton = (suggestion) => {
    const button = createElement("button", { type: "button", textContent: suggestion });
    button.addEventListener("click", () => {
      field.value = suggestion;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      field.focus();
    });
    return button;
  };
  const scheduleCheck = (callback) => {
    // The pending answer would be about an old value.
    request.abort();
    clearTimeout(timer);
    timer = setTimeout(checkSlug, DEBOUNCE, callback);
  };
  const onTyped = (input, handler) => {
    input.addEventListener("input", (event) => isComposing(event) || handler());
    input.addEventListener("compositionend", handler);
  };

  // From now on only its owner changes it.
  field.form.addEventListener("editor:saved", () => {
    isCustom = true;
    request.abort();
    clearTimeout(timer);
    showResult({ free: true, message: "" });
  });
  onTyped(title, () => isCustom || scheduleCheck(fillSlug));
  onTyped(field, () => {
    isCustom = !isNew() || field.value !== "";
    if (!field.value) showResult({ free: true, message: "" });
    scheduleCheck(isCustom ? showResult : fillSlug);
  });
  parent?.addEventListener("change", () => scheduleCheck(isCustom ? showResult : fillSlug));
  // Show the slug as it will be saved.
  field.addEventListener("change", () => {
    if (!isCustom || !field.value.trim()) return;
    clearTimeout(timer);
    checkSlug((answer) => {
      showResult(answer);
      if (answer.slug) field.value = answer.slug;
    });
  });
}

async function fetchJson(url, signal) {
  try {
    const response = await fetch(url, { signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // the slug is checked again when the post is saved
  }
}

// Make each publish check that has a line a button that goes there.
function linkChecksToLines(editor, measureLines) {
  for (const item of editor.form.querySelectorAll(".publish-checks [data-line]:not(:has(button))")) {
    const button = createElement("button", { type: "button" });
    button.append(...item.childNodes);
    button.addEventListener("click", () => goToLine(editor.textarea, Number(item.dataset.line), measureLines));
    item.append(button);
  }
}

function enableCopyButton(button) {
  const input = button.parentElement.querySelector("input");
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    input.select();
    await navigator.clipboard?.writeText(input.value);
    button.textContent = button.dataset.copiedLabel;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

function createElement(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
