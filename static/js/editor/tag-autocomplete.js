// Completes the last tag of the field from the tags of the site.

const MAX_SUGGESTIONS = 20;
const BEFORE_LAST_TAG = /^(?:.*[,，、;；])?\s*/s;

export function enableTagAutocomplete({ form }) {
  const field = form.elements.tags;
  if (!field?.dataset.tagsUrl) return;
  const list = Object.assign(document.createElement("datalist"), { id: "tag-suggestions" });
  let names = [];
  field.after(list);
  field.setAttribute("list", list.id);
  field.autocomplete = "off";

  // Fetched once, on focus, so that the names are there before the browser shows suggestions.
  field.addEventListener("focus", async () => (names = await fetchTagNames(field.dataset.tagsUrl)), { once: true });
  field.addEventListener("input", () => {
    list.replaceChildren(...getCompletions(field.value, names).map((value) => new Option("", value)));
  });
}

// Return the suggestions. The browser replaces the whole value, so each begins with the tags before the last.
function getCompletions(typed, names) {
  const [before] = BEFORE_LAST_TAG.exec(typed);
  const prefix = typed.slice(before.length).toLowerCase();
  const matches = (name) => name.length > prefix.length && name.toLowerCase().startsWith(prefix);
  return prefix ? names.filter(matches).slice(0, MAX_SUGGESTIONS).map((name) => before + name) : [];
}

async function fetchTagNames(url) {
  try {
    const response = await fetch(url);
    return response.ok ? (await response.json()).names : [];
  } catch {
    return []; // tags can be typed in full
  }
}
