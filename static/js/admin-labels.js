// Accessible names for controls that Django's admin leaves without one.
addEventListener("load", () => {
  // Autocomplete fields (Select2).
  for (const choice of document.querySelectorAll("select.admin-autocomplete[id]")) {
    const parts = choice.parentElement.querySelectorAll(".select2-selection, .select2-selection__rendered");
    for (const part of parts) setLabel(part, choice.labels[0]?.textContent);
  }
  // Fields in a table are named like their column.
  for (const field of document.querySelectorAll("td input:not([type=hidden]), td select, td textarea")) {
    if (field.labels?.length) continue;
    const { cellIndex } = field.closest("td");
    setLabel(field, field.closest("table").querySelector("thead tr").cells[cellIndex]?.textContent);
  }
  // The search box, whose label is an image.
  const search = document.getElementById("searchbar");
  if (search) setLabel(search, search.labels[0]?.querySelector("img")?.alt);
});

function setLabel(element, text) {
  const label = text?.trim().replace(/[:：]$/, "");
  if (label && !element.hasAttribute("aria-label")) element.setAttribute("aria-label", label);
}
