// What stands around the text: its address, what the report found in it, links to show it by.

import { isComposing } from "./text.js";
import { goTo } from "./status.js";

const PAUSE = 300; // milliseconds without a key before the server is asked about a slug

export function publishing(room, glass) {
  slug(room.form);
  findings(room, glass);
  for (const button of room.form.querySelectorAll(".share-link .copy-link")) copying(button);
}

// While a new post gets its title, the slug follows it, until somebody types one. Never after it was saved.
function slug({ elements: { slug: field, title } }) {
  if (!field?.dataset.check || !title) return;
  const note = field.insertAdjacentElement("afterend", made("span", { className: "slug-note", role: "status" }));
  const isNew = !field.dataset.post;
  let isOwn = !isNew || Boolean(field.value);
  let timer;
  let request = new AbortController();

  const look = async (take) => {
    request.abort();
    request = new AbortController();
    const words = { slug: isOwn ? field.value : "", title: title.value, post: field.dataset.post };
    const answer = await answerTo(`${field.dataset.check}?${new URLSearchParams(words)}`, request.signal);
    if (answer) take(answer);
  };
  const suggest = (answer) => {
    if (!isOwn) field.value = answer.slug;
  };
  const tell = ({ free, message, offer }) => {
    note.replaceChildren(message);
    note.classList.toggle("is-taken", !free);
    if (offer) note.append(" ", offering(offer));
  };
  const offering = (offer) => {
    const button = made("button", { type: "button", textContent: offer });
    button.addEventListener("click", () => {
      field.value = offer;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      field.focus();
    });
    return button;
  };
  const later = (take) => {
    // What was asked about is no longer what stands there.
    request.abort();
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE, take);
  };
  const whenTyped = (box, act) => {
    box.addEventListener("input", (event) => isComposing(event) || act());
    box.addEventListener("compositionend", act);
  };

  whenTyped(title, () => isOwn || later(suggest));
  whenTyped(field, () => {
    isOwn = !isNew || field.value !== "";
    if (!field.value) tell({ free: true, message: "" });
    later(isOwn ? tell : suggest);
  });
  // What will be saved is seen before it is.
  field.addEventListener("change", () => {
    if (!isOwn || !field.value.trim()) return;
    clearTimeout(timer);
    look((answer) => {
      tell(answer);
      if (answer.slug) field.value = answer.slug;
    });
  });
}

async function answerTo(address, signal) {
  try {
    const response = await fetch(address, { signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // saving checks it again
  }
}

// A finding leads to its line.
function findings(room, glass) {
  for (const item of room.form.querySelectorAll(".report [data-line]")) {
    const button = made("button", { type: "button" });
    button.append(...item.childNodes);
    button.addEventListener("click", () => goTo(room.source, Number(item.dataset.line), glass));
    item.append(button);
  }
}

function copying(button) {
  const address = button.parentElement.querySelector("input");
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    address.select();
    await navigator.clipboard?.writeText(address.value);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
