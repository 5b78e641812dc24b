// Single keys that lead through the site; a reader can turn them off (WCAG 2.1.4). Not while one types or composes.

const KEY = "shortcuts";
const dialog = document.getElementById("_shortcuts"); // a theme may leave it out
const checkbox = dialog?.querySelector("input");

// Access to storage throws where the browser forbids it.
function readStored() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

function store(isOn) {
  try {
    localStorage.setItem(KEY, isOn ? "on" : "off");
  } catch {
    // Then the choice lasts for this page only.
  }
}

const follow = (selector) => () => document.querySelector(selector)?.click();

const actions = {
  "/": () => focusSearch(),
  n: follow('a[rel="next"]'),
  p: follow('a[rel="prev"]'),
  t: () => openContents(),
  "?": () => dialog.showModal(),
};

function focusSearch() {
  const input = document.querySelector("main input[type=search]") ?? document.querySelector("input[type=search]");
  input?.focus();
  input?.select();
}

// Beside the text the contents take the focus; on a phone they open.
function openContents() {
  const contents = document.querySelector(".toc-sidebar");
  if (!contents) return;
  if (!contents.checkVisibility()) contents.showPopover();
  (contents.querySelector("[aria-current]") ?? contents.querySelector("a")).focus();
}

function isTyping({ target }) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]");
}

function onKey(event) {
  const { key, isComposing, ctrlKey, metaKey, altKey, repeat, defaultPrevented } = event;
  if (isComposing || ctrlKey || metaKey || altKey || repeat || defaultPrevented) return;
  if (!checkbox.checked || !Object.hasOwn(actions, key) || isTyping(event) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  actions[key]();
}

function start() {
  checkbox.checked = readStored();
  checkbox.addEventListener("change", () => store(checkbox.checked));
  addEventListener("storage", (event) => event.key === KEY && (checkbox.checked = readStored()));
  document.addEventListener("keydown", onKey);
  for (const button of document.querySelectorAll(".shortcuts-button")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }
}

if (dialog) start();
