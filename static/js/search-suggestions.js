// Suggests titles while the user types. Without this script the search form finds the same posts.
(() => {
  const DEBOUNCE = 60; // milliseconds without a key
  const input = document.querySelector("input[name=q]");
  const list = Object.assign(document.createElement("ul"), { id: "_suggestions", role: "listbox", hidden: true });
  list.ariaLabel = input.dataset.label;
  list.className = "search-suggestions";
  input.closest("form").append(list);
  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.ariaExpanded = "false";
  input.setAttribute("aria-controls", list.id);

  let request = new AbortController();
  let timer;

  async function fetchSuggestions() {
    request.abort();
    request = new AbortController();
    const query = input.value.trim();
    if (!query) return showSuggestions([]);
    const url = `${input.dataset.url}?${new URLSearchParams({ q: query })}`;
    try {
      const response = await fetch(url, { signal: request.signal });
      showSuggestions(response.ok ? (await response.json()).titles : []);
    } catch {
      // Aborted by a later key, or offline: the form still works.
    }
  }

  function showSuggestions(titles) {
    list.replaceChildren(...titles.map(createOption));
    list.hidden = titles.length === 0;
    input.ariaExpanded = String(!list.hidden);
    selectOption(null);
  }

  function createOption({ title, url, language }, index) {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title, lang: language, tabIndex: -1 });
    const item = Object.assign(document.createElement("li"), { id: `_suggestion-${index}`, role: "option" });
    item.append(link);
    return item;
  }

  function selectOption(item) {
    for (const other of list.children) other.ariaSelected = String(other === item);
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  function moveSelection(by) {
    const items = [...list.children];
    const current = items.findIndex((item) => item.ariaSelected === "true");
    // One position more than there are titles: there none is selected.
    const next = (current + by + 1 + items.length + 1) % (items.length + 1);
    selectOption(items[next - 1] ?? null);
  }

  const keys = {
    ArrowDown: () => moveSelection(1),
    ArrowUp: () => moveSelection(-1),
    Escape: () => showSuggestions([]),
    Enter: () => list.querySelector("[aria-selected=true] a").click(),
  };

  input.addEventListener("keydown", (event) => {
    // An input method uses the same keys for its own candidates.
    if (event.isComposing || list.hidden || !(event.key in keys)) return;
    if (event.key === "Enter" && !list.querySelector("[aria-selected=true]")) return;
    event.preventDefault();
    keys[event.key]();
  });

  function scheduleFetch(event) {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(fetchSuggestions, DEBOUNCE);
  }

  input.addEventListener("input", scheduleFetch);
  input.addEventListener("compositionend", scheduleFetch);
  input.form.addEventListener("focusout", (event) => {
    if (!input.form.contains(event.relatedTarget)) showSuggestions([]);
  });

  // Snippets that scroll, because of a wide formula, can be reached by keyboard.
  document.fonts.ready.then(() => {
    for (const snippet of document.querySelectorAll(".search-snippet"))
      if (snippet.scrollWidth > snippet.clientWidth) snippet.tabIndex = 0;
  });
})();
