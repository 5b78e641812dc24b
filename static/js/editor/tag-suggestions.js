// Tags of the site that begin or sound like what is typed, in a list below the entry: a combobox of the ARIA patterns.

const DEBOUNCE = 60; // milliseconds without a key

// Return {name, count, synonym} of the tags that `query` asks for; none if the server cannot be reached.
export async function fetchTags(url, query, signal) {
  try {
    const response = await fetch(`${url}?${new URLSearchParams(query)}`, { signal });
    return response.ok ? (await response.json()).tags : [];
  } catch {
    return []; // tags can be typed in full
  }
}

export class TagSuggestions {
  constructor(entry, { tagsUrl, suggestionsLabel }, choose) {
    Object.assign(this, { entry, url: tagsUrl, choose, request: new AbortController() });
    this.list = Object.assign(document.createElement("ul"), { id: `${entry.id}_suggestions`, hidden: true });
    this.list.className = "tag-suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", suggestionsLabel);
    entry.after(this.list);
    entry.setAttribute("role", "combobox");
    entry.setAttribute("aria-autocomplete", "list");
    entry.setAttribute("aria-controls", this.list.id);
    entry.ariaExpanded = "false";
  }

  update(typed) {
    clearTimeout(this.timer);
    this.request.abort();
    if (!typed.trim()) return this.close();
    this.timer = setTimeout(() => this.load(typed), DEBOUNCE);
  }

  async load(typed) {
    const { signal } = (this.request = new AbortController());
    const tags = await fetchTags(this.url, { q: typed }, signal);
    if (!signal.aborted) this.show(tags);
  }

  show(tags) {
    this.list.replaceChildren(...tags.map((tag, index) => this.createOption(tag, index)));
    this.list.hidden = !tags.length;
    this.entry.ariaExpanded = String(tags.length > 0);
    this.select(null);
  }

  close() {
    clearTimeout(this.timer);
    this.request.abort();
    this.show([]);
  }

  createOption({ name, count, synonym }, index) {
    const option = Object.assign(document.createElement("li"), { id: `${this.list.id}_${index}` });
    option.setAttribute("role", "option");
    option.dataset.name = name;
    const number = Object.assign(document.createElement("small"), { textContent: count });
    option.append(synonym ? `${synonym} → ${name}` : name, " ", number);
    // Before the entry loses the focus, which would make a chip of what is typed.
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.choose(name));
    return option;
  }

  get selected() {
    return this.list.querySelector("[aria-selected=true]");
  }

  select(option) {
    for (const other of this.list.children) other.ariaSelected = String(other === option);
    if (option) this.entry.setAttribute("aria-activedescendant", option.id);
    else this.entry.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  // Return whether the key was for the list.
  handleKey({ key }) {
    if (this.list.hidden) return false;
    const options = [...this.list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) {
      // One position more than there are options: there none is selected.
      const next = (options.indexOf(this.selected) + step + 1 + options.length + 1) % (options.length + 1);
      this.select(options[next - 1] ?? null);
    } else if (key === "Escape") {
      this.close();
    } else if (key === "Enter" && this.selected) {
      this.choose(this.selected.dataset.name);
    } else {
      return false;
    }
    return true;
  }
}
