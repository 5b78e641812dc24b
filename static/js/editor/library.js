// Pictures that are on the site already: looked for, and put where the cursor is.

import { picture as apart } from "./blocks.js";
import { edit, reveal } from "./text.js";

const PAUSE = 250; // milliseconds without a key before it is looked for

export function library(room, tray) {
  const dialog = room.root.querySelector(".library");
  const words = dialog.querySelector("input");
  const more = dialog.querySelector(".library-more");
  const list = dialog.querySelector(".library-list");
  let timer;
  let request = new AbortController();
  let next = 1;
  let cursor = [0, 0];

  // A text box that was left for a dialog forgets where one was in it.
  const leave = () => {
    dialog.close();
    room.source.focus({ preventScroll: true });
    room.source.setSelectionRange(...cursor);
  };
  const insert = (picture) => {
    leave();
    edit(room.source, apart(picture.markdown)(room.source.value, ...cursor));
    const entry = tray.add(picture.title);
    entry.on("done", entry.leave);
    entry.on("remove", () => {
      entry.forget();
      entry.leave();
    });
    entry.land(picture);
    reveal(room.source);
  };
  const look = async (page) => {
    request.abort();
    request = new AbortController();
    const query = new URLSearchParams({ q: words.value, page });
    try {
      const response = await fetch(`${dialog.dataset.address}?${query}`, { signal: request.signal });
      if (!response.ok) throw new Error();
      const answer = await response.json();
      const items = answer.pictures.map((picture) => itemOf(dialog, picture, insert));
      if (page === 1) list.replaceChildren(...items);
      else list.append(...items);
      next = answer.next;
      more.hidden = !next;
      say(dialog, list.children.length ? "" : dialog.dataset.none);
      if (page > 1) items[0]?.querySelector("button").focus();
    } catch (error) {
      if (error.name !== "AbortError") say(dialog, room.root.dataset.unreachable);
    }
  };

  // What is looked for here is no change of the post.
  dialog.addEventListener("input", (event) => event.stopPropagation());
  words.addEventListener("input", ({ isComposing }) => {
    clearTimeout(timer);
    if (!isComposing) timer = setTimeout(look, PAUSE, 1);
  });
  words.addEventListener("compositionend", () => (timer = setTimeout(look, PAUSE, 1)));
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it would send the form
  });
  more.addEventListener("click", () => look(next));
  dialog.querySelector(".library-close").addEventListener("click", leave);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  room.root.querySelector(".editor-library").addEventListener("click", () => {
    cursor = [room.source.selectionStart, room.source.selectionEnd];
    dialog.showModal();
    words.select();
    look(1);
  });
}

function itemOf(dialog, picture, insert) {
  const item = dialog.querySelector("template").content.firstElementChild.cloneNode(true);
  const image = item.querySelector("img");
  image.src = picture.thumbnail;
  item.querySelector(".library-title").textContent = picture.title;
  item.querySelector(".library-size").textContent = `${picture.width} × ${picture.height}`;
  item.querySelector("button").addEventListener("click", () => insert(picture));
  return item;
}

function say(dialog, text) {
  dialog.querySelector(".library-news").textContent = text;
}
