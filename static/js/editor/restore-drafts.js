// Drafts that were left in the browser: sent to the server now, and offered with the drafts there.

export async function restoreLocalDrafts({ config, localDrafts, uid, form, send }) {
  confirmDiscards();
  const pending = localDrafts.getAll().filter((draft) => draft.uid !== uid);
  if (!pending.length) return;
  const rejected = [];
  for (const draft of pending) {
    try {
      await send(draft.text);
      localDrafts.remove(draft.uid);
    } catch (error) {
      // Drafts that can't be sent now stay for the next time; others were rejected.
      if (!["unreachable", "signed-out", "failing"].includes(error.reason)) rejected.push({ ...draft, error });
    }
  }
  await refreshPrompts(config.dataset.draftsUrl, form.elements._post.value);
  for (const draft of rejected) showPrompt(draft, { config, localDrafts, form });
}

async function refreshPrompts(url, post) {
  const response = await fetch(`${url}?post=${post}`).catch(() => null);
  if (response?.ok) document.getElementById("drafts").innerHTML = await response.text();
}

function confirmDiscards() {
  document.getElementById("drafts").addEventListener("submit", (event) => {
    if (!confirm(event.target.dataset.confirm)) event.preventDefault();
  });
}

// Offer a draft that the server rejects, such as one of a post that the user may no longer change.
function showPrompt(draft, { config, localDrafts, form }) {
  const labels = config.dataset;
  const fields = JSON.parse(draft.text);
  const section = Object.assign(document.createElement("section"), { className: "draft-prompt" });
  const summary = document.createElement("p");
  const value = (name) => fields.find(([field]) => field === name)?.[1] ?? "";
  summary.textContent = `${labels.localDraftLabel}: ${value("title")} · ${new Date(draft.at).toLocaleString()} · ${draft.error.message}`;
  const text = Object.assign(document.createElement("textarea"), { readOnly: true, rows: 6, value: value("source") });
  text.setAttribute("aria-label", value("title") || labels.localDraftLabel);
  const actions = Object.assign(document.createElement("div"), { className: "draft-actions" });
  actions.append(
    createButton(labels.restoreLabel, () => restoreFields(fields, form)),
    createButton(labels.discardLabel, () => {
      if (!confirm(labels.discardConfirm)) return;
      localDrafts.remove(draft.uid);
      section.remove();
    }),
  );
  section.append(summary, text, actions);
  document.getElementById("drafts").append(section);
}

function createButton(text, action) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  button.addEventListener("click", action);
  return button;
}

function restoreFields(fields, form) {
  for (const [name, value] of fields) {
    const field = form.elements[name];
    if (!field || name.startsWith("_") || name === "version" || field.type === "file") continue;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
    field.dispatchEvent?.(new Event("input", { bubbles: true }));
    field.dispatchEvent?.(new Event("change", { bubbles: true }));
  }
}
