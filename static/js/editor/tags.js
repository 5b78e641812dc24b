// The last of several tags is completed from those that the site has.

const SHOWN = 20;
const BEFORE_LAST = /^(?:.*[,，、;；])?\s*/s;

export function tags({ form }) {
  const field = form.elements.tags;
  if (!field?.dataset.known) return;
  const list = Object.assign(document.createElement("datalist"), { id: "known-tags" });
  let known = [];
  field.after(list);
  field.setAttribute("list", list.id);
  field.autocomplete = "off";

  // Asked for once, so that what is offered is there before the browser looks for it.
  field.addEventListener("focus", async () => (known = await namesAt(field.dataset.known)), { once: true });
  field.addEventListener("input", () => {
    list.replaceChildren(...completed(field.value, known).map((value) => new Option("", value)));
  });
}

// A choice replaces all that is typed: what stands before the last tag is part of it.
function completed(typed, known) {
  const [before] = BEFORE_LAST.exec(typed);
  const begin = typed.slice(before.length).toLowerCase();
  const fits = (name) => name.length > begin.length && name.toLowerCase().startsWith(begin);
  return begin ? known.filter(fits).slice(0, SHOWN).map((name) => before + name) : [];
}

async function namesAt(address) {
  try {
    const response = await fetch(address);
    return response.ok ? (await response.json()).names : [];
  } catch {
    return []; // they are typed in full
  }
}
