// The list of categories sorted by hand: rows are dragged, or moved by the arrow keys. What comes of it is
// written into the numbers that stand there without this script, and sent as their form sends them.

const words = document.querySelector(".order-words")?.dataset;
const form = document.querySelector("#changelist-form");
const table = form?.querySelector("#result_list tbody");

// Sorted by another column, the rows say nothing about the order.
function isInOrder() {
  return !new URLSearchParams(location.search).has("o") && table.rows.length > 1;
}

function start() {
  const status = document.createElement("p");
  status.className = "order-status";
  status.setAttribute("role", "status");
  form.before(status);
  for (const row of table.rows) {
    if (tree(row) && number(row)) tree(row).before(handle(row, status));
  }
}

const tree = (row) => row.querySelector(".tree");
const number = (row) => row.querySelector('input[name$="-order"]');
const parent = (row) => tree(row)?.dataset.parent;
const depth = (row) => Number(tree(row)?.dataset.depth);
const name = (row) => tree(row).textContent;

function handle(row, status) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "order-handle";
  button.textContent = "⠿";
  button.title = words.help;
  button.setAttribute("aria-label", words.move.replace("%s", name(row)));
  // The name is a link, which the browser would drag instead.
  row.addEventListener("dragstart", (event) => event.preventDefault());
  button.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const sisters = siblings(row);
    const place = sisters.indexOf(row) + step;
    if (!sisters[place]) return;
    put(row, place, status);
    button.focus();
  });
  button.addEventListener("pointerdown", (event) => drag(event, row, button, status));
  return button;
}

function siblings(row) {
  return [...table.rows].filter((other) => tree(other) && parent(other) === parent(row));
}

// A category, and all that stands below it.
function block(row) {
  const rows = [row];
  let next = row.nextElementSibling;
  while (next && depth(next) > depth(row)) {
    rows.push(next);
    next = next.nextElementSibling;
  }
  return rows;
}

function drag(event, row, button, status) {
  if (event.button) return;
  event.preventDefault();
  button.focus();
  const before = siblings(row).indexOf(row);
  const rows = block(row);
  rows.forEach((one) => one.classList.add("order-moving"));
  // Of the document: a button that moves with its row captures no pointer.
  const listening = new AbortController();
  const listen = (kind, heard) => document.addEventListener(kind, heard, { signal: listening.signal });
  const end = () => {
    listening.abort();
    rows.forEach((one) => one.classList.remove("order-moving"));
  };
  listen("pointermove", (at) => place(row, at.clientY));
  listen("pointerup", () => {
    end();
    button.focus();
    if (siblings(row).indexOf(row) !== before) settle(row, status);
  });
  listen("pointercancel", () => {
    end();
    insert(row, before);
  });
}

// Where the pointer is above the middle of a sister and what stands below her, the row goes before her.
function place(row, y) {
  const others = siblings(row).filter((other) => other !== row);
  const middles = others.map((other) => {
    const rows = block(other);
    return (rows[0].getBoundingClientRect().top + rows.at(-1).getBoundingClientRect().bottom) / 2;
  });
  const found = middles.findIndex((middle) => y < middle);
  const wanted = found < 0 ? others.length : found;
  if (wanted !== siblings(row).indexOf(row)) insert(row, wanted);
}

// Make `row`, with what is below it, the one at `place` among its sisters.
function insert(row, place) {
  const rows = block(row);
  const others = siblings(row).filter((other) => other !== row);
  if (others[place]) others[place].before(...rows);
  else block(others.at(-1)).at(-1).after(...rows);
}

function put(row, place, status) {
  insert(row, place);
  settle(row, status);
}

function settle(row, status) {
  const sisters = siblings(row);
  sisters.forEach((sister, place) => (number(sister).value = place + 1));
  const said = words.moved.replace("%s", name(row)).replace("%d", sisters.indexOf(row) + 1).replace("%d", sisters.length);
  save(status, said);
}

let last = Promise.resolve();
let sent = 0;

// One after another, so that the last that was seen is the last that is kept, and the only one spoken of.
function save(status, said) {
  const turn = ++sent;
  const tell = (text, isFailure) => {
    if (turn !== sent) return;
    status.textContent = text;
    status.classList.toggle("order-failed", isFailure);
  };
  tell(said, false);
  last = last.then(() => turn === sent && send()).then(
    () => tell(`${said} ${words.saved}`, false),
    () => tell(words.failed, true),
  );
}

async function send() {
  const body = new FormData(form);
  body.delete("action");
  body.set("_save", "1");
  const response = await fetch(location.href, { method: "POST", body, headers: { Accept: "text/html" } });
  // The admin leads on once it has saved; it shows its form again where it has not.
  if (!response.ok || !response.redirected || response.url.includes("/login/")) throw new Error();
}

if (words && table && isInOrder()) start();
