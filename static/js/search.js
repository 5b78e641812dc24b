// Titles while one types: the best eight, by keyboard too. Without it the form finds the same posts.
(() => {
  const PAUSE = 60; // milliseconds without a key
  const input = document.querySelector("input[name=q]");
  const list = Object.assign(document.createElement("ul"), { id: "_titles", role: "listbox", hidden: true });
  list.ariaLabel = input.dataset.titles;
  list.className = "titles";
  input.closest("form").append(list);
  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.ariaExpanded = "false";
  input.setAttribute("aria-controls", list.id);

  let request = new AbortController();
  let timer;

  async function ask() {
    request.abort();
    request = new AbortController();
    const text = input.value.trim();
    if (!text) return show([]);
    const address = `${input.dataset.source}?${new URLSearchParams({ q: text })}`;
    try {
      const response = await fetch(address, { signal: request.signal });
      show(response.ok ? (await response.json()).titles : []);
    } catch {
      // A later key asks again, or the line is gone: the form still works.
    }
  }

  function show(titles) {
    list.replaceChildren(...titles.map(option));
    list.hidden = titles.length === 0;
    input.ariaExpanded = String(!list.hidden);
    mark(null);
  }

  function option({ title, url, language }, index) {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title, lang: language, tabIndex: -1 });
    const item = Object.assign(document.createElement("li"), { id: `_title-${index}`, role: "option" });
    item.append(link);
    return item;
  }

  function mark(item) {
    for (const other of list.children) other.ariaSelected = String(other === item);
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const items = [...list.children];
    const here = items.findIndex((item) => item.ariaSelected === "true");
    // One place more than there are titles: there the text itself is chosen again.
    const next = (here + by + 1 + items.length + 1) % (items.length + 1);
    mark(items[next - 1] ?? null);
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: () => show([]),
    Enter: () => list.querySelector("[aria-selected=true] a").click(),
  };

  input.addEventListener("keydown", (event) => {
    // An input method uses the same keys to choose among its own words.
    if (event.isComposing || list.hidden || !(event.key in keys)) return;
    if (event.key === "Enter" && !list.querySelector("[aria-selected=true]")) return;
    event.preventDefault();
    keys[event.key]();
  });

  function wait(event) {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, PAUSE);
  }

  input.addEventListener("input", wait);
  input.addEventListener("compositionend", wait);
  input.form.addEventListener("focusout", (event) => {
    if (!input.form.contains(event.relatedTarget)) show([]);
  });

  // A keyboard reaches what a wide formula hides.
  document.fonts.ready.then(() => {
    for (const passage of document.querySelectorAll(".passage"))
      if (passage.scrollWidth > passage.clientWidth) passage.tabIndex = 0;
  });
})();
