// What was typed here before and never came to the server: sent there now, and offered with the rest.

export async function offer({ page, store, uid, form, send }) {
  confirmThrows();
  const waiting = store.all().filter((one) => one.uid !== uid);
  if (!waiting.length) return;
  const stuck = [];
  for (const one of waiting) {
    try {
      await send(one.text);
      store.drop(one.uid);
    } catch (trouble) {
      // What no server can be asked about now waits for the next time.
      if (!["unreachable", "signed-out", "failing"].includes(trouble.reason)) stuck.push({ ...one, trouble });
    }
  }
  await refresh(page.dataset.copies, form.elements._post.value);
  for (const one of stuck) show(one, { page, store, form });
}

async function refresh(address, post) {
  const response = await fetch(`${address}?post=${post}`).catch(() => null);
  if (response?.ok) document.getElementById("copies").innerHTML = await response.text();
}

function confirmThrows() {
  document.getElementById("copies").addEventListener("submit", (event) => {
    if (!confirm(event.target.dataset.confirm)) event.preventDefault();
  });
}

// A text that the server does not take, such as one of a post that one may not change any more.
function show(one, { page, store, form }) {
  const texts = page.dataset;
  const fields = JSON.parse(one.text);
  const section = Object.assign(document.createElement("section"), { className: "unsaved" });
  const said = document.createElement("p");
  const value = (name) => fields.find(([field]) => field === name)?.[1] ?? "";
  said.textContent = `${texts.here}: ${value("title")} · ${new Date(one.at).toLocaleString()} · ${one.trouble.message}`;
  const text = Object.assign(document.createElement("textarea"), { readOnly: true, rows: 6, value: value("source") });
  text.setAttribute("aria-label", value("title") || texts.here);
  const ways = Object.assign(document.createElement("div"), { className: "copy-ways" });
  ways.append(
    button(texts.take, () => take(fields, form)),
    button(texts.throw, () => {
      if (!confirm(texts.sure)) return;
      store.drop(one.uid);
      section.remove();
    }),
  );
  section.append(said, text, ways);
  document.getElementById("copies").append(section);
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function take(fields, form) {
  for (const [name, value] of fields) {
    const field = form.elements[name];
    if (!field || name.startsWith("_") || name === "version" || field.type === "file") continue;
    field.value = value;
    field.dispatchEvent?.(new Event("input", { bubbles: true }));
    field.dispatchEvent?.(new Event("change", { bubbles: true }));
  }
}
