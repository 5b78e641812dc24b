// Lists images of the preview that are hosted elsewhere, with a button that imports them into the media library.

import { postForm } from "./context.js";
import { replaceRange } from "./text-editing.js";

export function listRemoteImages(editor, uploads) {
  const list = editor.root.querySelector(".remote-images");
  const template = editor.root.querySelector(".remote-image-template");
  const iframe = editor.root.querySelector(".editor-preview");

  const createItem = (url) => {
    const item = template.content.firstElementChild.cloneNode(true);
    const button = item.querySelector("button");
    item.dataset.url = url;
    item.querySelector(".upload-host").textContent = new URL(url).host;
    item.querySelector(".upload-url").textContent = url;
    button.addEventListener("click", () => importImage(editor, uploads, item, url));
    return item;
  };
  editor.root.addEventListener("preview:updated", () => {
    const wanted = findRemoteUrls(iframe.contentDocument);
    const listedUrls = new Set([...list.children].map((item) => item.dataset.url));
    for (const item of [...list.children]) if (!wanted.has(item.dataset.url)) item.remove();
    for (const url of wanted) if (!listedUrls.has(url)) list.append(createItem(url));
    uploads.updateVisibility();
  });
}

function findRemoteUrls(page) {
  const sources = [...page.querySelectorAll("article img[src]")].map((image) => image.getAttribute("src"));
  return new Set(sources.filter(isRemote));
}

function isRemote(url) {
  const { protocol, host } = URL.parse?.(url, location.href) ?? location;
  return /^https?:$/.test(protocol) && host !== location.host;
}

async function importImage(editor, uploads, item, url) {
  const button = item.querySelector("button");
  const errorElement = item.querySelector(".upload-error");
  button.disabled = true;
  errorElement.textContent = "";
  try {
    const picture = await postForm(editor, item.closest(".upload-queue").dataset.importUrl, { url });
    await editor.waitForKeys();
    replaceUrl(editor.textarea, url, picture.url);
    uploads.announce(`${url}: ${editor.root.dataset.imported}`);
    item.remove();
    uploads.updateVisibility();
  } catch (error) {
    errorElement.textContent = error.message;
    button.disabled = false;
  }
}

// Replace `url` with `newUrl` in the text, in every spelling that Markdown allows.
function replaceUrl(textarea, url, newUrl) {
  const spellings = new Set([url, decodeUrl(url), url.replaceAll("&", "&amp;")]);
  for (const spelling of spellings) {
    const pattern = new RegExp(`${spelling.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![^\\s"'<>)\\]])`, "g");
    // From the end, so that earlier positions stay valid.
    for (const { index } of [...textarea.value.matchAll(pattern)].reverse()) {
      replaceRange(textarea, index, index + spelling.length, newUrl);
    }
  }
}

function decodeUrl(url) {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}
