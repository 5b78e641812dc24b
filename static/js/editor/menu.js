// Menus of the toolbar: a button opens a list of items, arrow keys lead through it, Escape returns to the text.

export function enableMenu(editor, button, menu, { onOpen = () => {}, onChoose }) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-controls", menu.id);
  button.ariaExpanded = "false";
  const getItems = () => [...menu.querySelectorAll("[role^=menuitem]")];
  const close = () => {
    menu.hidePopover();
    editor.textarea.focus({ preventScroll: true });
  };
  menu.addEventListener("beforetoggle", ({ newState }) => newState === "open" && onOpen());
  menu.addEventListener("toggle", ({ newState }) => {
    const isOpen = newState === "open";
    button.ariaExpanded = String(isOpen);
    if (!isOpen) return;
    placeBelow(menu, button.getBoundingClientRect());
    (menu.querySelector("[aria-current]") ?? getItems()[0])?.focus();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (!moveFocus(event, getItems())) return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener("click", ({ target }) => {
    const item = target.closest("[role^=menuitem]");
    if (!item) return;
    close();
    onChoose(item);
  });
}

// Move the focus by arrow keys, Home, End or the first letter of an item. Return whether the key was one of these.
function moveFocus({ key, ctrlKey, metaKey, altKey }, items) {
  if (ctrlKey || metaKey || altKey) return false;
  const index = items.indexOf(document.activeElement);
  const steps = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 };
  const next = key in steps ? items.at(steps[key] % items.length) : findByLetter(items, index, key);
  next?.focus();
  return Boolean(next);
}

function findByLetter(items, index, key) {
  if (key.length > 1 || key === " ") return null;
  const isMatch = (item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase());
  return [...items.slice(index + 1), ...items].find(isMatch);
}

// Place a box below a rectangle, or above it where there is more room, within the window.
export function placeBelow(box, { left, top, bottom }) {
  const gap = 4;
  const { clientWidth, clientHeight } = document.documentElement;
  const { offsetWidth: width, offsetHeight: height } = box;
  const isAbove = bottom + gap + height > clientHeight && top > clientHeight - bottom;
  box.style.left = `${Math.max(gap, Math.min(left, clientWidth - width - gap))}px`;
  box.style.top = `${Math.max(gap, isAbove ? top - gap - height : Math.min(bottom + gap, clientHeight - height - gap))}px`;
}
