// Sorts the list of categories, and the posts of a series: rows are dragged, or moved by the arrow keys. The new order is
// written into the order fields, which are editable without this script, and saved by posting their form.

const messages = document.querySelector(".sort-messages")?.dataset;
const form = document.querySelector("#changelist-form");
const table = form?.querySelector("#result_list tbody");

// Rows that are sorted by another column can't be put in order.
function isSortedByOrder() {
  return !new URLSearchParams(location.search).has("o") && table.rows.length > 1;
}

function enableSorting() {
  const status = document.createElement("p");
  status.className = "sort-status";
  status.setAttribute("role", "status");
  form.before(status);
  for (const row of table.rows) {
    if (getNameElement(row) && getOrderField(row)) getNameElement(row).before(createHandle(row, status));
  }
}

const getNameElement = (row) => row.querySelector(".tree");
const getOrderField = (row) => row.querySelector('input[name$="-order"]');
const getParent = (row) => getNameElement(row)?.dataset.parent;
const getDepth = (row) => Number(getNameElement(row)?.dataset.depth);
const getName = (row) => getNameElement(row).textContent;

function createHandle(row, status) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "drag-handle";
  button.textContent = "⠿";
  button.title = messages.help;
  button.setAttribute("aria-label", messages.move.replace("%s", getName(row)));
  // The name is a link, and the browser would drag that instead.
  row.addEventListener("dragstart", (event) => event.preventDefault());
  button.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const siblings = getSiblings(row);
    const index = siblings.indexOf(row) + step;
    if (!siblings[index]) return;
    moveTo(row, index, status);
    button.focus();
  });
  button.addEventListener("pointerdown", (event) => startDrag(event, row, button, status));
  return button;
}

function getSiblings(row) {
  return [...table.rows].filter((other) => getNameElement(other) && getParent(other) === getParent(row));
}

// Return the row and, of a category, those of its descendants.
function getSubtree(row) {
  const rows = [row];
  let next = row.nextElementSibling;
  while (next && getDepth(next) > getDepth(row)) {
    rows.push(next);
    next = next.nextElementSibling;
  }
  return rows;
}

function startDrag(event, row, button, status) {
  if (event.button) return;
  event.preventDefault();
  button.focus();
  const before = getSiblings(row).indexOf(row);
  const rows = getSubtree(row);
  rows.forEach((row) => row.classList.add("is-dragging"));
  // On the document, because a button that moves in the DOM loses pointer capture.
  const controller = new AbortController();
  const listen = (kind, listener) => document.addEventListener(kind, listener, { signal: controller.signal });
  const end = () => {
    controller.abort();
    rows.forEach((row) => row.classList.remove("is-dragging"));
  };
  listen("pointermove", (event) => moveToPointer(row, event.clientY));
  listen("pointerup", () => {
    end();
    button.focus();
    if (getSiblings(row).indexOf(row) !== before) saveOrder(row, status);
  });
  listen("pointercancel", () => {
    end();
    insertAt(row, before);
  });
}

// Move the row before the first sibling whose subtree has its middle below the pointer.
function moveToPointer(row, y) {
  const others = getSiblings(row).filter((other) => other !== row);
  const middles = others.map((other) => {
    const rows = getSubtree(other);
    return (rows[0].getBoundingClientRect().top + rows.at(-1).getBoundingClientRect().bottom) / 2;
  });
  const found = middles.findIndex((middle) => y < middle);
  const wanted = found < 0 ? others.length : found;
  if (wanted !== getSiblings(row).indexOf(row)) insertAt(row, wanted);
}

// Move `row` and its descendants to position `index` among its siblings.
function insertAt(row, index) {
  const rows = getSubtree(row);
  const others = getSiblings(row).filter((other) => other !== row);
  if (others[index]) others[index].before(...rows);
  else getSubtree(others.at(-1)).at(-1).after(...rows);
}

function moveTo(row, index, status) {
  insertAt(row, index);
  saveOrder(row, status);
}

function saveOrder(row, status) {
  const siblings = getSiblings(row);
  siblings.forEach((sibling, index) => (getOrderField(sibling).value = index + 1));
  const message = messages.moved.replace("%s", getName(row)).replace("%d", siblings.indexOf(row) + 1).replace("%d", siblings.length);
  queueSave(status, message);
}

let lastSave = Promise.resolve();
let saveCount = 0;

// Save one order after another, so that the newest is stored last; only its result is shown.
function queueSave(status, message) {
  const saveNumber = ++saveCount;
  const showStatus = (text, isFailure) => {
    if (saveNumber !== saveCount) return;
    status.textContent = text;
    status.classList.toggle("has-error", isFailure);
  };
  showStatus(message, false);
  lastSave = lastSave.then(() => saveNumber === saveCount && postOrder()).then(
    () => showStatus(`${message} ${messages.saved}`, false),
    () => showStatus(messages.failed, true),
  );
}

async function postOrder() {
  const body = new FormData(form);
  body.delete("action");
  body.set("_save", "1");
  const response = await fetch(location.href, { method: "POST", body, headers: { Accept: "text/html" } });
  // The admin redirects after saving, and shows the form again where it has errors.
  if (!response.ok || !response.redirected || response.url.includes("/login/")) throw new Error();
  await takeVersion(response);
}

// A form with a version is refused if somebody else saved after it was opened: the next order follows this one.
async function takeVersion(response) {
  const field = form.querySelector("input[name=version]");
  if (!field) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  field.value = page.querySelector("#changelist-form input[name=version]").value;
}

if (messages && table && isSortedByOrder()) enableSorting();
