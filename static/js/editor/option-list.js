// A list of options for a text box that keeps the focus (ARIA, "Combobox"): the box names the option that is selected.

import { placeBelow } from "./menu.js";

const OPEN_ATTRIBUTES = ["role", "aria-expanded", "aria-controls", "aria-activedescendant"];

export function createOptionList(textarea, list, status) {
  const getOptions = () => [...list.querySelectorAll("[role=option]")];
  const getSelected = () => list.querySelector("[aria-selected=true]");
  const select = (option) => {
    for (const other of getOptions()) other.ariaSelected = String(other === option);
    textarea.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const isOpen = () => list.matches(":popover-open");
  const hide = () => {
    if (!isOpen()) return;
    list.hidePopover();
    getOptions().forEach((option) => option.remove());
    status.textContent = "";
    for (const name of OPEN_ATTRIBUTES) textarea.removeAttribute(name);
  };
  const show = (options, rectangle) => {
    if (!options.length) return hide();
    getOptions().forEach((option) => option.remove());
    list.append(...options.map(createOption));
    list.showPopover();
    const attributes = { role: "combobox", "aria-expanded": "true", "aria-controls": list.id };
    for (const [name, value] of Object.entries(attributes)) textarea.setAttribute(name, value);
    placeBelow(list, rectangle);
    status.textContent = status.dataset.found.replace("{count}", options.length);
    select(getOptions()[0]);
  };
  const move = (step) => {
    const options = getOptions();
    select(options.at((options.indexOf(getSelected()) + step) % options.length));
  };

  textarea.ariaAutoComplete = "list";
  textarea.setAttribute("aria-haspopup", "listbox");
  // The textarea keeps the focus.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  return { isOpen, show, hide, move, getSelected };
}

function createOption({ label, snippet = "", markdown = "", kind = "", detail = "", language = "", thumbnail }, index) {
  const option = Object.assign(document.createElement("li"), { id: `completion-${index}`, role: "option" });
  Object.assign(option.dataset, { snippet, markdown });
  if (thumbnail) option.append(Object.assign(document.createElement("img"), { src: thumbnail, alt: "" }));
  for (const [name, text] of Object.entries({ label, detail, kind })) {
    const part = Object.assign(document.createElement("span"), { className: `completion-${name}`, textContent: text });
    if (text) option.append(part);
    if (name === "label" && language) part.lang = language;
  }
  return option;
}
