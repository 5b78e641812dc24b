// Shows the tags of a post as chips, each with the number of its posts, and suggests tags while one types. The field that
// the form has stays in it, hidden, and holds the value: also what is typed and is no chip yet.

import { isComposing } from "./text-editing.js";
import { TagSuggestions, fetchTags } from "./tag-suggestions.js";
import { endsTag, getKey, joinTags, parseTags } from "./tag-parsing.js";

export function enableTagChips(field) {
  const texts = field?.dataset;
  if (!texts?.tagsUrl || field.disabled) return;
  const { box, list, entry, status } = createBox(field);
  let names = parseTags(field.value);
  const counts = new Map();
  const suggestions = new TagSuggestions(entry, texts, (name) => add([name]));

  const write = () => {
    field.value = joinTags([...names, ...parseTags(entry.value).filter((name) => !has(name))]);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const has = (name) => names.some((other) => getKey(other) === getKey(name));

  function add(typed) {
    const added = typed.filter((name) => !has(name));
    names.push(...added);
    entry.value = "";
    suggestions.close();
    write();
    render();
    if (added.length) status.textContent = texts.addedLabel.replace("%s", added.join(", "));
    fetchCounts();
  }

  function remove(name) {
    names = names.filter((other) => other !== name);
    write();
    render();
    status.textContent = texts.removedLabel.replace("%s", name);
    entry.focus();
  }

  function render() {
    list.replaceChildren(...names.map((name) => createChip(name, counts.get(getKey(name)), texts, remove)));
    list.hidden = !names.length;
  }

  // Ask for the numbers of posts; a synonym becomes its tag, as it will when the post is saved.
  async function fetchCounts() {
    const unknown = names.filter((name) => !counts.has(getKey(name)));
    const tags = unknown.length ? await fetchTags(texts.tagsUrl, { named: joinTags(unknown) }) : [];
    for (const { typed, name, count } of tags) {
      counts.set(getKey(name), count);
      if (name === typed) continue;
      names = parseTags(joinTags(names.map((other) => (other === typed ? name : other))));
      write();
    }
    render();
  }

  entry.addEventListener("input", (event) => onTyped(event.isComposing));
  entry.addEventListener("compositionend", () => onTyped(false));
  function onTyped(isComposed) {
    if (isComposed) return;
    if (endsTag(entry.value)) return add(parseTags(entry.value));
    write();
    suggestions.update(entry.value);
  }
  entry.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (suggestions.handleKey(event)) return event.preventDefault();
    if (event.key === "Enter" && entry.value.trim()) {
      // It would save the post.
      event.preventDefault();
      add(parseTags(entry.value));
    } else if (event.key === "Backspace" && !entry.value && names.length) {
      event.preventDefault();
      remove(names.at(-1));
    }
  });
  entry.addEventListener("blur", () => {
    suggestions.close();
    if (entry.value.trim()) add(parseTags(entry.value));
  });
  box.addEventListener("click", ({ target }) => target === box && entry.focus());
  // A script wrote the field: a draft was restored, or a save took over what is stored. What is being typed is no chip yet.
  const readField = () => {
    const typed = new Set(parseTags(entry.value).map(getKey));
    names = parseTags(field.value).filter((name) => !typed.has(getKey(name)));
    render();
    fetchCounts();
  };
  field.addEventListener("change", readField);
  field.form.addEventListener("editor:saved", readField);
  render();
  fetchCounts();
}

// Put the box in the place of `field`, which is hidden; its label becomes that of the entry.
function createBox(field) {
  const box = Object.assign(document.createElement("div"), { className: "tag-chips" });
  const list = Object.assign(document.createElement("ul"), { className: "tag-chip-list" });
  const entry = Object.assign(document.createElement("input"), { type: "text", id: field.id, autocomplete: "off" });
  const status = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  list.setAttribute("aria-label", field.dataset.listLabel);
  status.setAttribute("role", "status");
  const described = field.getAttribute("aria-describedby");
  if (described) entry.setAttribute("aria-describedby", described);
  if (field.hasAttribute("form")) entry.setAttribute("form", field.getAttribute("form"));
  field.id = `${field.id}_value`;
  field.type = "hidden";
  box.append(list, entry, status);
  field.after(box);
  return { box, list, entry, status };
}

function createChip(name, count, texts, remove) {
  const chip = Object.assign(document.createElement("li"), { className: "tag-chip" });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  button.setAttribute("aria-label", texts.removeLabel.replace("%s", name));
  button.addEventListener("click", () => remove(name));
  const number = Object.assign(document.createElement("small"), { textContent: count ?? "" });
  number.title = count === 0 ? texts.newLabel : "";
  if (count === 0) number.textContent = texts.newLabel;
  chip.append(name, " ", number, button);
  return chip;
}
