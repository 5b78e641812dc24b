// The pictures that are on their way, or have just come: what became of each, and what it is called.

import { figure, find } from "./figures.js";
import { isComposing, replace, takeOut } from "./text.js";

const LARGEST = 30 * 1024 * 1024; // bytes of a file that is still worth a thumbnail

export function makeTray(room) {
  const root = room.root.querySelector(".tray");
  const list = root.querySelector(".tray-list");
  const template = root.querySelector("template");
  const entries = new Set();

  const show = () => (root.hidden = !root.querySelector("li"));
  // What is typed here is no change of the post until it is in the text.
  root.addEventListener("input", (event) => event.stopPropagation());
  // A form that is sent while one still types here takes that along.
  room.form.addEventListener("submit", () => entries.forEach((entry) => entry.settle()), { capture: true });

  return {
    // How many are still on their way.
    get pending() {
      return [...entries].filter((entry) => entry.isSending).length;
    },
    say: (text) => (root.querySelector(".tray-news").textContent = text),
    show,
    add(name) {
      const item = template.content.firstElementChild.cloneNode(true);
      const entry = makeEntry(room, item, name, () => {
        entries.delete(entry);
        item.remove();
        show();
      });
      entries.add(entry);
      list.append(item);
      show();
      return entry;
    },
  };
}

function makeEntry(room, item, name, leave) {
  const part = (kind) => item.querySelector(`.tray-${kind}`);
  const [alt, caption] = [part("alt"), part("caption")];
  part("name").textContent = name;

  const entry = {
    item,
    isSending: false,
    url: "",
    leave,
    on: (kind, act) => part(kind).addEventListener("click", act),
    progress: (percent) => (part("progress").value = percent),
    draw: (file) => draw(part("thumbnail"), file),
    // One of "sending", "failed" and "sent".
    turn(state, text = "") {
      entry.isSending = state === "sending";
      item.dataset.state = state;
      part("trouble").textContent = text;
    },
    land({ url, alt: proposed }) {
      entry.url = url;
      entry.turn("sent");
      alt.value = proposed;
    },
    // Show what the text says: it may have been changed there.
    refresh() {
      const found = entry.url && find(room.source.value, entry.url);
      if (found) [alt.value, caption.value] = [found.alt, found.caption];
    },
    // Write what was typed here into the text.
    settle() {
      const found = entry.url && find(room.source.value, entry.url);
      if (!found || (alt.value === found.alt && caption.value === found.caption)) return;
      replace(room.source, found.markdown, figure({ url: entry.url, alt: alt.value, caption: caption.value }));
    },
    // Take the picture out of the text.
    forget() {
      const found = entry.url && find(room.source.value, entry.url);
      if (found) takeOut(room.source, found.markdown);
    },
  };
  listen(room, entry, [alt, caption]);
  return entry;
}

function listen(room, entry, inputs) {
  let isTyping = false;
  for (const [place, input] of inputs.entries()) {
    input.addEventListener("focus", () => isTyping || entry.refresh());
    input.addEventListener("input", () => (isTyping = true));
    input.addEventListener("change", () => {
      // Not before the focus has gone where it is going.
      setTimeout(() => {
        entry.settle();
        isTyping = false;
      });
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || isComposing(event)) return;
      event.preventDefault(); // it would send the form
      (inputs[place + 1] ?? room.source).focus();
    });
  }
}

async function draw(canvas, file) {
  if (file.size > LARGEST) return;
  try {
    const picture = await createImageBitmap(file, { resizeHeight: canvas.height, resizeQuality: "medium" });
    canvas.width = Math.min(picture.width, 2 * canvas.height);
    canvas.getContext("2d").drawImage(picture, 0, 0);
  } catch {
    // No picture, or none that this browser knows: the server says so.
  }
}
