// Pictures in the preview that live on another site: named, and brought home at a click.

import { ask } from "./room.js";
import { replaceAt } from "./text.js";

export function remote(room, tray) {
  const list = room.root.querySelector(".tray-remote");
  const template = room.root.querySelector(".tray-remote-template");
  const frame = room.root.querySelector(".editor-preview");

  const name = (address) => {
    const item = template.content.firstElementChild.cloneNode(true);
    const button = item.querySelector("button");
    item.dataset.address = address;
    item.querySelector(".tray-host").textContent = new URL(address).host;
    item.querySelector(".tray-address").textContent = address;
    button.addEventListener("click", () => bring(room, tray, item, address));
    return item;
  };
  room.root.addEventListener("previewed", () => {
    const wanted = addresses(frame.contentDocument);
    const listed = new Set([...list.children].map((item) => item.dataset.address));
    for (const item of [...list.children]) if (!wanted.has(item.dataset.address)) item.remove();
    for (const address of wanted) if (!listed.has(address)) list.append(name(address));
    tray.show();
  });
}

function addresses(page) {
  const sources = [...page.querySelectorAll("article img[src]")].map((image) => image.getAttribute("src"));
  return new Set(sources.filter(isElsewhere));
}

function isElsewhere(source) {
  const { protocol, host } = URL.parse?.(source, location.href) ?? location;
  return /^https?:$/.test(protocol) && host !== location.host;
}

async function bring(room, tray, item, address) {
  const button = item.querySelector("button");
  const trouble = item.querySelector(".tray-trouble");
  button.disabled = true;
  trouble.textContent = "";
  try {
    const picture = await ask(room, item.closest(".tray").dataset.bringHome, { url: address });
    if (room.composing) await new Promise((resolve) => room.source.addEventListener("compositionend", resolve, { once: true }));
    swap(room.source, address, picture.url);
    tray.say(`${address}: ${room.root.dataset.home}`);
    item.remove();
    tray.show();
  } catch (error) {
    trouble.textContent = error.message;
    button.disabled = false;
  }
}

// Write `url` for every address that leads where `address` does, as it may be spelt in Markdown.
function swap(source, address, url) {
  const spellings = new Set([address, decoded(address), address.replaceAll("&", "&amp;")]);
  for (const spelling of spellings) {
    const pattern = new RegExp(`${spelling.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![^\\s"'<>)\\]])`, "g");
    // From the end, so that the places before stay where they are.
    for (const { index } of [...source.value.matchAll(pattern)].reverse()) {
      replaceAt(source, index, index + spelling.length, url);
    }
  }
}

function decoded(address) {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
