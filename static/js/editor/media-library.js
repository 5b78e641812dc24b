// The media library: search the images of the site and choose one, which is inserted at the cursor or set as cover.

import { insertImage } from "./block-formatting.js";
import { applyEdit, scrollToCursor } from "./text-editing.js";

const DEBOUNCE = 250; // milliseconds without a key before the search starts

// Return a function that opens the library: `onChoose` is called with the picture, `opener` gets the focus back, and
// `query` says which pictures are offered.
export function setUpMediaLibrary(editor, uploads) {
  const dialog = editor.root.querySelector(".media-library");
  const searchField = dialog.querySelector("input");
  const moreButton = dialog.querySelector(".media-library-more");
  const list = dialog.querySelector(".media-library-list");
  let timer;
  let request = new AbortController();
  let nextPage = 1;
  let options = {};
  let selection = [0, 0];

  // A textarea that loses the focus to a dialog loses its selection.
  const close = () => {
    dialog.close();
    options.opener.focus({ preventScroll: true });
    if (options.opener === editor.textarea) editor.textarea.setSelectionRange(...selection);
  };
  const choose = (picture) => {
    close();
    options.onChoose(picture);
  };
  const insert = (picture) => insertPicture(editor, uploads, picture, selection);
  const open = (chosen) => {
    options = chosen;
    selection = [editor.textarea.selectionStart, editor.textarea.selectionEnd];
    dialog.showModal();
    searchField.select();
    search(1);
  };
  const search = async (page) => {
    request.abort();
    request = new AbortController();
    const query = new URLSearchParams({ ...options.query, q: searchField.value, page });
    try {
      const response = await fetch(`${dialog.dataset.url}?${query}`, { signal: request.signal });
      if (!response.ok) throw new Error();
      const answer = await response.json();
      const items = answer.pictures.map((picture) => createItem(dialog, picture, choose));
      if (page === 1) list.replaceChildren(...items);
      else list.append(...items);
      nextPage = answer.next;
      moreButton.hidden = !nextPage;
      showMessage(dialog, list.children.length ? "" : dialog.dataset.noResults);
      if (page > 1) items[0]?.querySelector("button").focus();
    } catch (error) {
      if (error.name !== "AbortError") showMessage(dialog, editor.root.dataset.unreachable);
    }
  };

  // Input in the search field is no change of the post.
  dialog.addEventListener("input", (event) => event.stopPropagation());
  searchField.addEventListener("input", ({ isComposing }) => {
    clearTimeout(timer);
    if (!isComposing) timer = setTimeout(search, DEBOUNCE, 1);
  });
  searchField.addEventListener("compositionend", () => (timer = setTimeout(search, DEBOUNCE, 1)));
  searchField.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    // Enter would submit the form, and Escape only empty the field.
    if (["Enter", "Escape"].includes(event.key)) event.preventDefault();
    if (event.key === "Escape") close();
  });
  moreButton.addEventListener("click", () => search(nextPage));
  dialog.querySelector(".media-library-close").addEventListener("click", close);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  editor.root.querySelector(".editor-browse").addEventListener("click", () => open({ opener: editor.textarea, onChoose: insert }));
  return open;
}

function insertPicture(editor, uploads, picture, selection) {
  applyEdit(editor.textarea, insertImage(picture.markdown)(editor.textarea.value, ...selection));
  const upload = uploads.addUpload(picture.title);
  upload.on("done", upload.close);
  upload.on("remove", () => {
    upload.removeFromText();
    upload.close();
  });
  upload.complete(picture);
  scrollToCursor(editor.textarea);
}

function createItem(dialog, picture, choose) {
  const item = dialog.querySelector("template").content.firstElementChild.cloneNode(true);
  const image = item.querySelector("img");
  image.src = picture.thumbnail;
  item.querySelector(".media-library-title").textContent = picture.title;
  item.querySelector(".media-library-size").textContent = `${picture.width} × ${picture.height}`;
  item.querySelector("button").addEventListener("click", () => choose(picture));
  return item;
}

function showMessage(dialog, text) {
  dialog.querySelector(".media-library-message").textContent = text;
}
