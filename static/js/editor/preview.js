// The live preview: requested after each key, one request at a time, the newest text last.

import { postForm } from "./context.js";
import { createPreviewBlocks, splitAnswer } from "./preview-blocks.js";

const DEBOUNCE = 10; // milliseconds, to merge the events of one key
const TIMEOUT = 1500; // milliseconds after which a request for an older text is aborted
const TOO_LONG_DELAY = 500;
const PART_LENGTH = 20_000; // characters of HTML that are set at a time: 2,000 formulas at once would hold the keys up for a second

export function startPreview(editor) {
  const iframe = editor.root.querySelector(".editor-preview");
  const { bibliography, language, title } = editor.form.elements;
  let timer = null;
  let isOutdated = false;
  let request = null;
  let timeout = TIMEOUT;
  let renderTime = 0; // milliseconds that the last update took; the next one waits as long
  let blocks = null;

  const schedule = () => (timer ??= setTimeout(update, DEBOUNCE + renderTime));
  const requestUpdate = () => {
    isOutdated = true;
    if (!editor.isComposing) schedule();
  };
  const update = () => {
    timer = null;
    if (!isOutdated || editor.isComposing || !iframe.contentDocument.querySelector("article")) return;
    if (isTooLong(editor)) return reportTooLong();
    if (!request) fetchPreview();
    else if (performance.now() - request.since > timeout) abortRequest();
  };
  const reportTooLong = () => {
    request?.controller.abort();
    editor.showMessage("preview", editor.root.dataset.tooLong);
    renderTime = TOO_LONG_DELAY;
  };
  const abortRequest = () => {
    // Don't request more and more often from a slow server.
    timeout *= 2;
    request.controller.abort();
  };
  // The server is busy: ask again later, with the text as it is then.
  const waitFor = (seconds) => {
    isOutdated = true;
    renderTime = 1000 * seconds;
  };
  const fetchPreview = async () => {
    isOutdated = false;
    request = { controller: new AbortController(), since: performance.now() };
    const { controller } = request;
    const source = editor.textarea.value;
    const timeoutId = setTimeout(() => isOutdated && abortRequest(), timeout);
    try {
      const typed = { language: language.value, title: title?.value ?? "", bibliography: bibliography?.value ?? "" };
      const fields = { source, ...typed, blocks: blocks.getDigests(), ...readPlace(editor.form) };
      const answer = await postForm(editor, editor.textarea.dataset.markdownxUrlsPath, fields, controller.signal);
      const isComplete = await showPreview(answer, controller.signal);
      editor.showMessage("preview", "");
      timeout = TIMEOUT;
      if (isComplete) editor.root.dispatchEvent(new CustomEvent("preview:updated", { detail: { ...answer, source } }));
    } catch (error) {
      if (error.retryAfter) waitFor(error.retryAfter);
      else if (!controller.signal.aborted) editor.showMessage("preview", error.message);
    }
    clearTimeout(timeoutId);
    request = null;
    if (isOutdated) schedule();
  };

  // Return whether all of it is shown; not where a newer text is waiting, or other blocks are there than the server thought.
  const showPreview = async (answer, signal) => {
    const article = iframe.contentDocument.querySelector("article");
    // Written only where it changes: all of the article is styled anew after it.
    if (article.lang !== language.value) article.lang = language.value;
    showTitle(iframe.contentDocument.querySelector(".preview-title"), answer.title, language.value);
    renderTime = 0;
    for (const part of splitAnswer(blocks.complete(answer), PART_LENGTH)) {
      if (renderTime) await new Promise((resolve) => setTimeout(resolve)); // keys come first
      if (signal.aborted) return false;
      const begin = performance.now();
      const isApplied = blocks.apply(part);
      renderTime += performance.now() - begin;
      if (isApplied) continue;
      resetBlocks(article);
      isOutdated = true;
      return false;
    }
    return true;
  };
  const resetBlocks = (article) => {
    article.replaceChildren();
    blocks = createPreviewBlocks(article);
  };

  editor.textarea.addEventListener("input", requestUpdate);
  title?.addEventListener("input", requestUpdate);
  bibliography?.addEventListener("input", requestUpdate);
  editor.textarea.addEventListener("compositionend", requestUpdate);
  language.addEventListener("change", requestUpdate);
  iframe.addEventListener("load", () => {
    const previewDocument = iframe.contentDocument;
    if (!previewDocument.querySelector("article")) return; // the blank page that every iframe loads first
    resetBlocks(previewDocument.querySelector("article"));
    openLinks(previewDocument);
    syncColorScheme(previewDocument);
    isOutdated = true;
    update();
  });
  iframe.srcdoc = iframe.dataset.srcdoc;
  iframe.hidden = false;
  return { findBlock: (node) => blocks?.findBlock(node) ?? -1 };
}

// What decides numbers and references: which post it is, and where it stands in which series.
function readPlace({ elements }) {
  return { post: elements._post?.value ?? "", series: elements.series?.value ?? "", series_order: elements.series_order?.value ?? "" };
}

// The server counts code points, a browser UTF-16 units: surrogate pairs count once.
function isTooLong({ root, textarea }) {
  const limit = Number(root.dataset.maxLength);
  if (textarea.textLength <= limit) return false;
  return textarea.textLength - (textarea.value.match(/[\ud800-\udbff]/g)?.length ?? 0) > limit;
}

function showTitle(heading, html, language) {
  if (heading.lang !== language) heading.lang = language;
  if (heading.dataset.html !== html) heading.innerHTML = html;
  heading.dataset.html = html;
  heading.hidden = !html;
}

// Links to anchors scroll the preview; all others open in a new tab.
function openLinks(previewDocument) {
  previewDocument.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    // A heading's link to itself is a place in the text, as all others are.
    if (link.matches(".anchor")) return;
    const href = link.getAttribute("href");
    if (href.startsWith("#")) previewDocument.getElementById(decodeURIComponent(href.slice(1)))?.scrollIntoView();
    else window.open(link.href, "_blank", "noopener");
  });
}

// Apply the admin's colour scheme to the preview.
function syncColorScheme(previewDocument) {
  const root = document.documentElement;
  const apply = () => (previewDocument.documentElement.dataset.theme = root.dataset.theme ?? "auto");
  new MutationObserver(apply).observe(root, { attributeFilter: ["data-theme"] });
  apply();
}
