// The live preview beside the text.

import { ask } from "./room.js";

const PAUSE = 150; // milliseconds without a key before the preview is asked for

export function preview(room) {
  const frame = room.root.querySelector(".editor-preview");
  const language = room.form.elements.language;
  let timer;
  let request = new AbortController();

  const refresh = async () => {
    request.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const fields = { source: room.source.value, language: language.value };
      const answer = await ask(room, room.source.dataset.markdownxUrlsPath, fields, signal);
      show(room, frame.contentDocument, answer, language.value);
    } catch (error) {
      if (!signal.aborted) room.complain("preview", error.message);
    }
  };
  const later = () => {
    clearTimeout(timer);
    if (!room.composing) timer = setTimeout(refresh, PAUSE);
  };

  room.source.addEventListener("input", later);
  room.source.addEventListener("compositionend", later);
  language.addEventListener("change", refresh);
  frame.addEventListener("load", () => {
    const page = frame.contentDocument;
    if (!page.querySelector("article")) return; // the blank page that every frame begins with
    follow(page);
    followScheme(page);
    refresh();
  });
  frame.srcdoc = frame.dataset.page;
  frame.hidden = false;
}

function show(room, page, { html, warnings }, language) {
  const article = page.querySelector("article");
  article.lang = language;
  article.innerHTML = html;
  const items = warnings.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  room.root.querySelector(".warnings").replaceChildren(...items);
  room.complain("preview", "");
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
