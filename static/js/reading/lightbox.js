// A picture of the text as large as the window, or as it is.

import { createElement, labels } from "./page.js";

export function openLightbox(link) {
  const alt = link.querySelector("img")?.alt ?? link.parentElement.querySelector("svg")?.ariaLabel ?? "";
  const picture = createElement("img", { src: link.href, alt });
  const sizeButton = createElement("button", { type: "button", textContent: labels.fullSize, hidden: true });
  const closeButton = createElement("button", { type: "button", textContent: labels.close, autofocus: true });
  const dialog = createElement("dialog", { className: "lightbox", ariaLabel: alt || labels.picture }, picture);
  dialog.append(createElement("p", {}, sizeButton, closeButton));
  sizeButton.addEventListener("click", () => {
    sizeButton.textContent = dialog.classList.toggle("full-size") ? labels.fit : labels.fullSize;
  });
  picture.addEventListener("load", () => (sizeButton.hidden = isShownInFull(picture)));
  dialog.addEventListener("click", (click) => click.target !== sizeButton && dialog.close());
  dialog.addEventListener("close", () => closeLightbox(dialog));
  document.body.append(dialog);
  dialog.showModal();
  // So that the back button closes the lightbox instead of leaving the page.
  history.pushState({ lightbox: true }, "");
  addEventListener("popstate", () => dialog.close(), { once: true });
}

function isShownInFull(picture) {
  return picture.naturalWidth <= picture.width && picture.naturalHeight <= picture.height;
}

function closeLightbox(dialog) {
  dialog.remove();
  if (history.state?.lightbox) history.back();
}
