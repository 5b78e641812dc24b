// Drafts that were left in the browser, because the server or the session was gone: they are sent to the server now.

import { postDraft } from "./draft-request.js";

const LATER = ["unreachable", "signed-out", "failing"]; // reasons to try again next time

// Send what other windows left here. If one of them wrote in the post of this form, the form is opened anew.
export async function sendLocalDrafts(editor, { labels, localDrafts, uid, isTouched }) {
  const { form } = editor;
  const list = document.getElementById("local-drafts");
  for (const draft of (await localDrafts.getAll()).filter((one) => one.uid !== uid)) {
    try {
      const answer = await postDraft(editor, labels, draft.text);
      await localDrafts.remove(draft.uid, draft.seq);
      if (answer.post && String(answer.post) === form.elements._post.value) {
        if (!isTouched()) location.reload();
      } else if (answer.post) {
        list.append(createNotice(`${labels.restoredLabel}: `, createLink(getValue(draft, "title") || labels.untitledLabel, answer.url)));
      }
    } catch (error) {
      if (!LATER.includes(error.reason)) list.append(createRejected(draft, error, { labels, localDrafts, form }));
    }
  }
}

function getValue(draft, name) {
  return JSON.parse(draft.text).find(([field]) => field === name)?.[1] ?? "";
}

function createNotice(...parts) {
  const notice = document.createElement("p");
  notice.className = "draft-bar";
  notice.append(...parts);
  return notice;
}

function createLink(text, url) {
  return Object.assign(document.createElement("a"), { href: url, textContent: text });
}

// A draft that the server rejects, such as one of a post that the user may no longer change: shown to be copied.
function createRejected(draft, error, { labels, localDrafts, form }) {
  const section = Object.assign(document.createElement("section"), { className: "draft-bar" });
  const summary = document.createElement("p");
  summary.textContent = `${labels.localDraftLabel}: ${getValue(draft, "title")} · ${new Date(draft.at).toLocaleString()} · ${error.message}`;
  const text = Object.assign(document.createElement("textarea"), { readOnly: true, rows: 6, value: getValue(draft, "source") });
  text.setAttribute("aria-label", getValue(draft, "title") || labels.localDraftLabel);
  const actions = Object.assign(document.createElement("div"), { className: "draft-actions" });
  actions.append(
    createButton(labels.restoreLabel, () => restoreFields(JSON.parse(draft.text), form)),
    createButton(labels.discardLabel, () => {
      localDrafts.remove(draft.uid, draft.seq);
      section.remove();
    }),
  );
  section.append(summary, text, actions);
  return section;
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
