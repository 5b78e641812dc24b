// Names for what Django's admin leaves without one.
addEventListener("load", () => {
  // Boxes to choose by typing (Select2).
  for (const choice of document.querySelectorAll("select.admin-autocomplete[id]")) {
    const parts = choice.parentElement.querySelectorAll(".select2-selection, .select2-selection__rendered");
    for (const part of parts) name(part, choice.labels[0]?.textContent);
  }
  // Fields in a table, called as their column is.
  for (const field of document.querySelectorAll("td input:not([type=hidden]), td select, td textarea")) {
    if (field.labels?.length) continue;
    const { cellIndex } = field.closest("td");
    name(field, field.closest("table").querySelector("thead tr").cells[cellIndex]?.textContent);
  }
  // A search box whose label is a picture.
  const search = document.getElementById("searchbar");
  if (search) name(search, search.labels[0]?.querySelector("img")?.alt);
});

function name(element, text) {
  const label = text?.trim().replace(/[:：]$/, "");
  if (label && !element.hasAttribute("aria-label")) element.setAttribute("aria-label", label);
}
