// The live preview beside the text: asked for as soon as a key is up, one question at a time, the newest last.

import { patch } from "./patch.js";
import { ask } from "./room.js";

const PAUSE = 10; // milliseconds in which the events of one key come together
const PATIENCE = 1500; // milliseconds after which an answer to an older text is no longer waited for
const TOO_BIG_PAUSE = 500;

export function preview(room) {
  const frame = room.root.querySelector(".editor-preview");
  const language = room.form.elements.language;
  let timer = null;
  let isWanted = false;
  let flight = null;
  let patience = PATIENCE;
  let cost = 0; // what an answer takes of this window's own time: so long it is left alone afterwards

  const later = () => (timer ??= setTimeout(next, PAUSE + cost));
  const want = () => {
    isWanted = true;
    if (!room.composing) later();
  };
  const next = () => {
    timer = null;
    if (!isWanted || room.composing || !frame.contentDocument.querySelector("article")) return;
    if (isTooBig(room)) return complain();
    if (!flight) fly();
    else if (performance.now() - flight.since > patience) abandon();
  };
  const complain = () => {
    flight?.controller.abort();
    room.complain("preview", room.root.dataset.tooBig);
    cost = TOO_BIG_PAUSE;
  };
  const abandon = () => {
    // A server that is slow is not helped by being asked ever more often.
    patience *= 2;
    flight.controller.abort();
  };
  const fly = async () => {
    isWanted = false;
    flight = { controller: new AbortController(), since: performance.now() };
    const { controller } = flight;
    const source = room.source.value;
    const alarm = setTimeout(() => isWanted && abandon(), patience);
    try {
      const answer = await ask(room, room.source.dataset.markdownxUrlsPath, { source, language: language.value }, controller.signal);
      const begin = performance.now();
      show(frame.contentDocument, answer.html, language.value);
      room.complain("preview", "");
      room.root.dispatchEvent(new CustomEvent("previewed", { detail: { ...answer, source } }));
      cost = performance.now() - begin;
      patience = PATIENCE;
    } catch (error) {
      if (!controller.signal.aborted) room.complain("preview", error.message);
    }
    clearTimeout(alarm);
    flight = null;
    if (isWanted) later();
  };

  room.source.addEventListener("input", want);
  room.source.addEventListener("compositionend", want);
  language.addEventListener("change", want);
  frame.addEventListener("load", () => {
    const page = frame.contentDocument;
    if (!page.querySelector("article")) return; // the blank page that every frame begins with
    follow(page);
    followScheme(page);
    isWanted = true;
    next();
  });
  frame.srcdoc = frame.dataset.page;
  frame.hidden = false;
}

// The server counts characters, a browser the halves of those beyond the first 65,536.
function isTooBig({ root, source }) {
  const limit = Number(root.dataset.limit);
  if (source.textLength <= limit) return false;
  return source.textLength - (source.value.match(/[\ud800-\udbff]/g)?.length ?? 0) > limit;
}

// Read where no picture loads and nothing is drawn, then put in place of what stood there where it differs.
function show(page, html, language) {
  const article = page.querySelector("article");
  const fresh = document.implementation.createHTMLDocument().createElement("article");
  fresh.innerHTML = html;
  article.lang = language;
  patch(article, fresh);
}

// Links within the post move the preview; all others open beside it.
function follow(page) {
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    if (href.startsWith("#")) page.getElementById(decodeURIComponent(href.slice(1)))?.scrollIntoView();
    else window.open(link.href, "_blank", "noopener");
  });
}

// The admin's switch between light and dark holds for the preview too.
function followScheme(page) {
  const root = document.documentElement;
  const apply = () => (page.documentElement.dataset.theme = root.dataset.theme ?? "auto");
  new MutationObserver(apply).observe(root, { attributeFilter: ["data-theme"] });
  apply();
}
