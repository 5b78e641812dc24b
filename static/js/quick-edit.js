// Edits a row of the list of posts in its place. The form is that of the page which the link leads to; it is sent without
// leaving the list, and as a page of its own where the answer is anything but the list: errors, a merge, publish checks.

import { enableTagChips } from "./editor/tag-chips.js";

const table = document.querySelector("#result_list tbody");
let open = null;

table?.addEventListener("click", (event) => {
  const link = event.target.closest(".quick-edit-link");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openEdit(link);
});

async function openEdit(link) {
  if (open?.form.ariaBusy === "true") return;
  close();
  const address = new URL(link.href);
  if (location.search) address.searchParams.set("_changelist_filters", location.search.slice(1));
  const page = await fetchPage(address);
  const form = page?.querySelector("#quick-edit-form");
  const fields = page?.querySelector(".quick-edit");
  if (!fields) return location.assign(address);
  show(link, document.adoptNode(form), document.adoptNode(fields));
}

async function fetchPage(address, options) {
  try {
    const response = await fetch(address, options);
    return response.ok ? parsePage(await response.text()) : null;
  } catch {
    return null;
  }
}

const parsePage = (text) => new DOMParser().parseFromString(text, "text/html");

function show(link, form, fields) {
  close();
  const row = link.closest("tr");
  const cell = Object.assign(document.createElement("td"), { colSpan: row.cells.length });
  const editRow = Object.assign(document.createElement("tr"), { className: "quick-edit-row" });
  cell.append(fields);
  editRow.append(cell);
  document.querySelector("#content").append(form);
  row.after(editRow);
  row.hidden = true;
  enableTagChips(form.elements.tags);
  open = { link, row, editRow, form };
  form.addEventListener("submit", (event) => save(event, fields.querySelector(".quick-edit-status")));
  editRow.addEventListener("click", (event) => {
    if (!event.target.closest(".quick-edit-cancel")) return;
    event.preventDefault();
    close();
  });
  editRow.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) close();
  });
  fields.querySelector("input:not([type=hidden])").focus();
}

function close() {
  if (!open) return;
  open.editRow.remove();
  open.form.remove();
  open.row.hidden = false;
  open.link.focus();
  open = null;
}

async function save(event, status) {
  const { form, row } = open;
  if (form.dataset.native) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  // What would be typed now would go with the row.
  const setLocked = (isLocked) => fields.forEach((field) => (field.readOnly = isLocked));
  const fields = [...form.elements].filter((field) => field.readOnly === false);
  setLocked(true);
  status.textContent = "…";
  const response = await sendForm(form, event.submitter);
  const path = response && new URL(response.url).pathname;
  form.ariaBusy = null;
  setLocked(false);
  if (!response || !path.startsWith(location.pathname)) {
    // No answer, or the page to sign in: what was typed stays here.
    status.textContent = status.dataset.failed;
  } else if (path === location.pathname) {
    replaceRow(row, parsePage(await response.text()));
  } else if (response.redirected) {
    location.assign(response.url);
  } else {
    // Nothing was saved: sent as a page, the form comes back with its errors.
    form.dataset.native = "true";
    form.requestSubmit(event.submitter);
  }
}

async function sendForm(form, submitter) {
  try {
    return await fetch(form.action, { method: "POST", body: new FormData(form, submitter) });
  } catch {
    return null;
  }
}

// Put the row as it is now in the place of `row`; none, if the filters of the list leave it out now.
function replaceRow(row, page) {
  const key = row.querySelector("[name=_selected_action]")?.value;
  const selector = `[name=_selected_action][value="${CSS.escape(key)}"]`;
  const newRow = page.querySelector(selector)?.closest("tr");
  close();
  showMessages(page);
  if (!newRow) return row.remove();
  row.replaceWith(document.adoptNode(newRow));
  newRow.querySelector(".quick-edit-link")?.focus();
}

function showMessages(page) {
  document.querySelector(".messagelist")?.remove();
  const messages = page.querySelector(".messagelist");
  if (!messages) return;
  messages.setAttribute("role", "status");
  document.querySelector("#content-start").prepend(document.adoptNode(messages));
}
