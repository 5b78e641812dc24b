// The settings of the site: contrast of colours while they are typed, what a time zone moves, rows of links.
// Without this script the form does all of it when it is saved.

const form = document.querySelector(".site-settings");

// Ask after a pause; only the answer to the last question counts.
function createQuestion(show) {
  let timer;
  let count = 0;
  return (url) => {
    const number = ++count;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const response = await fetch(url, { headers: { Accept: "text/html, application/json" } }).catch(() => null);
      if (response?.ok && !response.redirected && number === count) await show(response);
    }, 250);
  };
}

function toColour(text) {
  const digits = text.trim().toLowerCase().replace(/^#/, "");
  const whole = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  return /^[0-9a-f]{6}$/.test(whole) ? `#${whole}` : "";
}

function watchColour(field) {
  const picker = Object.assign(document.createElement("input"), { type: "color" });
  picker.setAttribute("aria-label", form.dataset.pickLabel);
  const note = Object.assign(document.createElement("p"), { className: "help contrast" });
  note.setAttribute("role", "status");
  field.after(picker);
  field.closest(".flex-container").after(note);
  const ask = createQuestion(async (response) => showContrast(field, note, await response.json(), update));
  function update() {
    const colour = toColour(field.value);
    picker.value = colour || field.dataset.default;
    note.replaceChildren();
    ask(`${form.dataset.contrastUrl}?${new URLSearchParams({ scheme: field.dataset.scheme, colour })}`);
  }
  field.addEventListener("input", update);
  picker.addEventListener("input", () => {
    field.value = picker.value;
    update();
  });
  update();
}

function showContrast(field, note, answer, update) {
  note.classList.toggle("has-error", !answer.passes);
  note.textContent = answer.text;
  if (answer.passes) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
  button.textContent = form.dataset.useLabel.replace("%s", answer.nearest);
  button.addEventListener("click", () => {
    field.value = answer.nearest;
    update();
    field.focus();
  });
  note.append(" ", button);
}

function watchTimeZone(field, place) {
  const ask = createQuestion(async (response) => {
    place.innerHTML = await response.text();
  });
  field.addEventListener("change", () => {
    place.replaceChildren();
    ask(`${form.dataset.daysUrl}?${new URLSearchParams({ zone: field.value })}`);
  });
}

function enableRows(table, template) {
  const { up, down, remove, add } = table.dataset;
  const body = table.tBodies[0];
  const getRows = () => [...body.rows].filter((row) => !row.hidden);
  const number = () => getRows().forEach((row, index) => (row.querySelector('[name$="-ORDER"]').value = index + 1));

  function addButton(cell, text, label, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text, title: label });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    cell.append(button);
    return button;
  }

  function move(row, step, button) {
    const rows = getRows();
    const other = rows[rows.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number();
    button.focus();
  }

  function equip(row) {
    const cell = row.querySelector(".link-order");
    const buttons = [];
    for (const [text, label, step] of [["↑", up, -1], ["↓", down, 1]]) {
      buttons.push(addButton(cell, text, label, () => move(row, step, buttons[step < 0 ? 0 : 1])));
    }
    addButton(row.querySelector(".link-delete"), "×", remove, () => {
      row.querySelector('[name$="-DELETE"]').checked = true;
      row.hidden = true;
      number();
      (getRows()[0]?.querySelector("select") ?? table.nextElementSibling).focus();
    });
    const target = row.querySelector("select");
    const showAddress = () => (row.querySelector('[name$="-url"]').hidden = target.value !== "");
    target.addEventListener("change", showAddress);
    showAddress();
  }

  table.classList.add("is-sortable");
  // Empty rows are for whoever has no script.
  for (const row of getRows()) {
    const isEmpty = !row.querySelector('[name$="-id"]').value && !row.classList.contains("errors");
    if (isEmpty && [...row.querySelectorAll("select, input.vTextField")].every((field) => !field.value)) {
      row.remove();
    } else equip(row);
  }
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: add });
  button.addEventListener("click", () => {
    const total = form.querySelector('[name$="-TOTAL_FORMS"]');
    const made = document.createElement("tbody");
    made.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const row = made.rows[0];
    total.value = Number(total.value) + 1;
    body.append(row);
    equip(row);
    number();
    row.querySelector("select").focus();
  });
  table.after(button);
}

if (form) {
  form.querySelectorAll("[data-scheme]").forEach(watchColour);
  watchTimeZone(form.elements.time_zone, form.querySelector(".moved-posts"));
  enableRows(form.querySelector(".link-rows"), form.querySelector(".site-links template"));
}
