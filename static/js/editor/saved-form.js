// Takes over into the open form what saving it changed: its version and address, fields, buttons, status.

import { patchChildren } from "./dom-patch.js";
import { replaceRange } from "./text-editing.js";

// Hidden inputs that say what the form was opened with.
const HIDDEN_FIELDS = ["version", "_post", "_draft", "_merged"];
// Elements that stand on the page of every form, in the same order.
const COMMON_PARTS = [".breadcrumbs", "#content > h1", ".submit-row", ".form-row .readonly"];
// What a form that could not be saved says; it is saved now.
const ERRORS = ".errorlist, .errornote:not(.editor-message)";

// Update the open form from `answer.html`. A field that was changed since it was `sent` keeps what was typed.
export function applySavedForm({ form, textarea }, answer, sent) {
  const page = new DOMParser().parseFromString(answer.html, "text/html");
  const savedForm = page.getElementById(form.id);
  const top = textarea.getBoundingClientRect().top;
  for (const name of HIDDEN_FIELDS) copyHiddenField(form, savedForm, name);
  copyFields(form, savedForm, sent);
  for (const element of document.querySelectorAll(ERRORS)) element.remove();
  for (const element of form.querySelectorAll(".errors")) element.classList.remove("errors");
  for (const [part, savedPart] of pairParts(page)) patchPart(form, part, savedPart);
  document.title = page.title;
  history.replaceState(history.state, "", answer.url.split("#")[0]);
  // Firefox would put what is typed now over what a reload shows.
  form.autocomplete = "off";
  scrollBy(0, textarea.getBoundingClientRect().top - top);
}

// Return the values of the form's fields, as they are now.
export function readFields(form) {
  const values = new Map();
  for (const field of getFields(form)) values.set(getKey(field), readValue(field));
  const isEqual = (other) => [...values].every(([key, value]) => !other.has(key) || other.get(key) === value);
  return { has: (key) => values.has(key), get: (key) => values.get(key), isEqual };
}

function getFields(form) {
  return [...form.elements].filter(({ name, type }) => name && !name.startsWith("_") && !["submit", "hidden", "button"].includes(type));
}

// Several check boxes have one name.
function getKey({ name, type, value }) {
  return ["checkbox", "radio"].includes(type) ? `${name}=${value}` : name;
}

function readValue(field) {
  if (["checkbox", "radio"].includes(field.type)) return String(field.checked);
  if (field.type === "file") return [...field.files].map(({ name, size, lastModified }) => [name, size, lastModified].join()).join();
  if (field.multiple) return [...field.selectedOptions].map(({ value }) => value).join();
  return field.value;
}

function copyHiddenField(form, savedForm, name) {
  const [field, saved] = [form, savedForm].map((one) => one.querySelector(`input[type=hidden][name=${name}]`));
  if (field && saved) field.value = saved.value;
  else if (saved) form.prepend(saved);
  else field?.remove();
}

function copyFields(form, savedForm, sent) {
  const savedFields = new Map(getFields(savedForm).map((field) => [getKey(field), field]));
  for (const field of getFields(form)) {
    const saved = savedFields.get(getKey(field));
    if (readValue(field) !== sent.get(getKey(field))) continue;
    if (field.type === "file") replaceFileField(field, sent, savedForm);
    else if (saved) copyField(field, saved);
  }
}

function copyField(field, saved) {
  Object.assign(field.dataset, saved.dataset);
  if (["checkbox", "radio"].includes(field.type)) field.checked = saved.checked;
  else if (field.options) copyOption(field, saved);
  else if (field !== document.activeElement) field.value = saved.value;
  // Who is writing there is not disturbed for the spaces at the end.
  else if (field.value.trim() !== saved.value.trim()) replaceRange(field, 0, field.value.length, saved.value);
}

function copyOption(field, saved) {
  if (field.value === saved.value || field.multiple) return;
  if (![...field.options].some(({ value }) => value === saved.value)) field.append(saved.selectedOptions[0].cloneNode(true));
  field.value = saved.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// A file that was sent is stored now, or was removed: the field says so, and must not send it again.
function replaceFileField(field, sent, savedForm) {
  const isRemoved = sent.get(`${field.name}-clear=on`) === "true";
  const selector = `.field-${field.name}`;
  const saved = savedForm.querySelector(selector);
  if (saved && (sent.get(field.name) || isRemoved)) field.closest(selector).replaceChildren(...saved.childNodes);
}

// Yield the parts of this page with those of the saved one: what the templates mark, and what every form has.
function* pairParts(page) {
  for (const part of document.querySelectorAll("[data-saved-part]")) {
    const saved = page.querySelector(`[data-saved-part="${part.dataset.savedPart}"]`);
    if (saved) yield [part, saved];
  }
  for (const selector of COMMON_PARTS) {
    const [parts, saved] = [document, page].map((one) => [...one.querySelectorAll(selector)]);
    if (parts.length === saved.length) yield* parts.map((part, index) => [part, saved[index]]);
  }
}

function patchPart(form, part, savedPart) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const openDetails = [...part.querySelectorAll("details")].map(({ open }) => open);
  savedPart.querySelectorAll("details").forEach((details, index) => (details.open ||= Boolean(openDetails[index])));
  patchChildren(part, savedPart);
  if (!focused || focused.isConnected) return;
  const successor = part.querySelector(`[name="${focused.name}"]`) ?? form.querySelector("[name=_continue]");
  successor?.focus({ preventScroll: true });
}
