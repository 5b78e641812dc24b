// The palette: finds posts, pages and commands while one types. Ctrl+\ opens it, and the button in the page's head.

const DEBOUNCE = 60; // milliseconds without a key
const dialog = document.querySelector("#palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector(".palette-list");
const status = dialog?.querySelector(".palette-status");

let request = new AbortController();
let timer;
let openedFrom = null;

function open() {
  if (dialog.open) return dialog.close();
  openedFrom = document.activeElement;
  dialog.showModal();
  input.select();
  fetchItems();
}

async function fetchItems() {
  request.abort();
  request = new AbortController();
  const query = new URLSearchParams({ q: input.value, post: getOpenPost() });
  try {
    const response = await fetch(`${dialog.dataset.url}?${query}`, { signal: request.signal });
    if (!response.ok || response.redirected) throw new Error();
    showGroups((await response.json()).groups);
  } catch (error) {
    if (error.name !== "AbortError") showFailure();
  }
}

// Return the key of the post whose form is open; "" on other pages.
function getOpenPost() {
  return /\/posts\/post\/(\d+)\/change\/$/.exec(location.pathname)?.[1] ?? "";
}

function showGroups(groups) {
  list.replaceChildren(...groups.map(createGroup));
  getOptions().forEach((option, index) => (option.id = `palette-option-${index}`));
  const count = getOptions().length;
  input.ariaExpanded = String(count > 0);
  status.classList.toggle("is-hidden", count > 0);
  status.textContent = count ? dialog.dataset.count.replace("%s", count) : dialog.dataset.none;
  select(getOptions()[0]);
}

function showFailure() {
  showGroups([]);
  status.textContent = dialog.dataset.failed;
}

function createGroup({ name, items }, index) {
  const group = document.createElement("div");
  const heading = Object.assign(document.createElement("p"), { id: `palette-group-${index}`, textContent: name });
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", heading.id);
  heading.className = "palette-heading";
  group.append(heading, ...items.filter(isUsable).map(createOption));
  return group;
}

// A command that presses a button is only there where the button is.
const isUsable = (item) => !item.button || findButton(item.button);
const findButton = (name) => document.querySelector(`#post_form [type=submit][name="${CSS.escape(name)}"]`);

function createOption(item) {
  const option = document.createElement(item.url ? "a" : "button");
  if (item.url) option.href = item.url;
  else option.type = "button";
  option.className = "palette-option";
  option.setAttribute("role", "option");
  option.tabIndex = -1;
  option.append(createPart("palette-title", item.title, item.language), createPart("palette-detail", item.detail));
  option.addEventListener("click", () => {
    dialog.close();
    if (item.button) findButton(item.button).click();
  });
  option.addEventListener("pointermove", () => select(option));
  return option;
}

function createPart(className, textContent, lang = "") {
  const part = Object.assign(document.createElement("span"), { className, textContent });
  if (lang) part.lang = lang;
  return part;
}

const getOptions = () => [...list.querySelectorAll(".palette-option")];
const getSelected = () => list.querySelector("[aria-selected=true]");

function select(option) {
  for (const other of getOptions()) other.ariaSelected = String(other === option);
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function moveSelection(by) {
  const options = getOptions();
  const index = options.indexOf(getSelected()) + by;
  select(options.at(index % options.length));
}

const keys = {
  ArrowDown: () => moveSelection(1),
  ArrowUp: () => moveSelection(-1),
  PageDown: () => select(getOptions().at(-1)),
  PageUp: () => select(getOptions()[0]),
  Enter: (event) => choose(getSelected(), event),
  // A search field would only be emptied.
  Escape: () => dialog.close(),
};

// Ctrl+Enter opens a page in a new tab, as a click with Ctrl does.
function choose(option, event) {
  if (!option) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  option.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
}

function enablePalette() {
  const button = document.querySelector(".palette-open");
  button.hidden = false;
  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const isModified = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!isModified || event.isComposing || (event.key !== "\\" && event.code !== "Backslash")) return;
    // Another dialog is open above the page.
    if (!dialog.open && document.querySelector("dialog:modal")) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("keydown", (event) => {
    // An input method uses the same keys for its own candidates.
    if (event.isComposing || event.keyCode === 229 || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key](event);
  });
  const schedule = (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(fetchItems, DEBOUNCE);
  };
  input.addEventListener("input", schedule);
  input.addEventListener("compositionend", schedule);
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest(".palette-close")) dialog.close();
  });
  dialog.addEventListener("close", () => openedFrom?.focus({ preventScroll: true }));
}

if (dialog) enablePalette();
