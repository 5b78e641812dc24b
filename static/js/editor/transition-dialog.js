// The dialog before a transition: it shows what publishing, updating or removing a post will do, and asks once.

import { getCsrfToken } from "./context.js";
import { goToLine } from "./status-bar.js";

const DATE_FIELDS = ["published_at_0", "published_at_1"];

export function askBeforeTransitions(editor, measureLines) {
  const { form } = editor;
  const dialog = document.getElementById("transition-dialog");
  if (!dialog) return;
  const [body, confirmButton, cancelButton] = [".transition-body", ".transition-confirm", ".transition-cancel"].map((name) => dialog.querySelector(name));
  let asked = null; // the button that was pressed
  let isConfirmed = false;
  let request = new AbortController();
  const returnFocus = rememberField(form);

  const open = (button) => {
    asked = { name: button.name, label: button.value, kind: button.dataset.asks };
    dialog.querySelector("h2").textContent = asked.label;
    dialog.classList.toggle("is-removal", asked.kind === "remove");
    setConfirm(asked.label, false);
    body.replaceChildren();
    dialog.showModal();
    refresh();
  };
  const setConfirm = (label, isEnabled) => {
    confirmButton.textContent = label;
    confirmButton.disabled = !isEnabled;
  };
  const refresh = async () => {
    request.abort();
    request = new AbortController();
    const { signal } = request;
    dialog.setAttribute("aria-busy", "true");
    const html = await fetchPanel(dialog.dataset.url, editor, asked.name, readDates(body), signal).catch(() => null);
    if (signal.aborted || !dialog.open) return;
    dialog.removeAttribute("aria-busy");
    if (html === null) body.textContent = dialog.dataset.failed;
    else showPanel(html);
  };
  const showPanel = (html) => {
    const isFirst = !body.firstChild;
    replaceAround(body, new DOMParser().parseFromString(html, "text/html").body, ".publish-date");
    const panel = body.querySelector(".publish-panel");
    const hasErrors = Number(panel?.dataset.errors) > 0;
    setConfirm(hasErrors ? dialog.dataset.anyway : asked.label, !panel || !("blocked" in panel.dataset));
    confirmButton.classList.toggle("is-despite", hasErrors);
    for (const item of body.querySelectorAll("[data-line]")) linkToLine(item);
    // Later the focus stays where somebody moved it, if it can.
    if (isFirst || !dialog.contains(document.activeElement)) (hasErrors ? cancelButton : confirmButton).focus();
  };
  const linkToLine = (item) => {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.append(...item.childNodes);
    button.addEventListener("click", () => {
      dialog.close();
      goToLine(editor.textarea, Number(item.dataset.line), measureLines);
    });
    item.append(button);
  };
  const confirm = () => {
    const dates = readDates(body);
    for (const [name, value] of Object.entries(readAnswers(body))) form.elements[name].value = value;
    const isDespite = confirmButton.classList.contains("is-despite");
    dialog.close();
    for (const [name, value] of Object.entries(dates)) setField(form.elements[name], value);
    returnFocus();
    submit(asked, isDespite);
  };
  // The hidden fields say that somebody was asked, and that errors were seen.
  const submit = ({ name, kind }, isDespite) => {
    const fields = kind === "remove" ? { _confirmed: "1" } : isDespite ? { _despite: name } : {};
    for (const [key, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: key, value, className: "transition-answer" }));
    isConfirmed = true;
    form.requestSubmit(form.querySelector(`.publish-action[name="${name}"]`));
    isConfirmed = false;
  };
  const forgetAnswers = () => form.querySelectorAll(".update-answer").forEach((field) => (field.value = ""));
  const forget = () => form.querySelectorAll(".transition-answer").forEach((field) => field.remove());

  form.addEventListener("submit", (event) => {
    if (isConfirmed || editor.isLeaving || event.defaultPrevented) return;
    forget();
    if (!event.submitter?.dataset.asks) return;
    event.preventDefault();
    open(event.submitter);
  });
  form.addEventListener("editor:saved", forget);
  form.addEventListener("editor:saved", forgetAnswers);
  // What is answered changes nothing of what the panel says.
  body.addEventListener("change", (event) => event.target.closest(".publish-answers") || refresh());
  // Links of the excerpt are only shown.
  body.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault());
  confirmButton.addEventListener("click", confirm);
  cancelButton.addEventListener("click", () => {
    dialog.close();
    returnFocus();
  });
  dialog.addEventListener("close", () => request.abort());
  // Whoever took a draft over to update the post is asked at once, when the whole editor is there.
  const updateButton = form.querySelector('.publish-action[name="_update"]');
  if (location.hash !== "#update" || !updateButton) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  setTimeout(() => form.requestSubmit(updateButton));
}

// Return a function that gives the focus back to the field where somebody was writing when a button was clicked.
function rememberField(form) {
  let field = null;
  form.addEventListener("pointerdown", ({ target }) => {
    const { activeElement } = document;
    if (target.closest("[data-asks]")) field = activeElement.matches("textarea, input:not([type=submit])") ? activeElement : null;
  });
  form.addEventListener("keydown", () => (field = null));
  return () => field?.focus({ preventScroll: true });
}

// Send the form, with the dates chosen in the dialog, and return what pressing the button would do, as HTML.
async function fetchPanel(url, { form }, button, dates, signal) {
  const body = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  for (const [name, value] of Object.entries(dates)) body.set(name, value);
  body.set(button, "1");
  const response = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": getCsrfToken(form) }, signal });
  if (!response.ok) throw new Error(response.statusText);
  return response.text();
}

// Replace the children of `element` with those of `fresh`, but for what matches `selector` in both: somebody may type there.
function replaceAround(element, fresh, selector) {
  const [kept, next] = [element, fresh].map((one) => [...one.children].find((child) => child.matches(selector) || child.querySelector(selector)));
  if (!kept || !next) {
    element.replaceChildren(...fresh.childNodes);
    return;
  }
  for (const child of [...element.childNodes]) if (child !== kept) child.remove();
  const nodes = [...fresh.childNodes];
  kept.before(...nodes.slice(0, nodes.indexOf(next)));
  kept.after(...nodes.slice(nodes.indexOf(next) + 1));
  if (kept.matches(selector)) return;
  for (const { name } of [...kept.attributes]) kept.removeAttribute(name);
  for (const { name, value } of next.attributes) kept.setAttribute(name, value);
  replaceAround(kept, next, selector);
}

function readDates(body) {
  const inputs = DATE_FIELDS.map((name) => body.querySelector(`[name="${name}"]`)).filter(Boolean);
  return Object.fromEntries(inputs.map(({ name, value }) => [name, value]));
}

// Return the answers to what the panel asks, by the names of the form's hidden fields.
function readAnswers(body) {
  const inputs = [...body.querySelectorAll(".publish-answers [name]")];
  return Object.fromEntries(inputs.map((input) => [input.name, input.type === "checkbox" && !input.checked ? "" : input.value]));
}

function setField(field, value) {
  if (!field || field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
