// Names for what Django's admin leaves without one: boxes to choose by typing (Select2).
addEventListener("load", () => {
  for (const choice of document.querySelectorAll("select.admin-autocomplete[id]")) {
    const name = choice.labels[0]?.textContent.replace(/:\s*$/, "");
    const parts = choice.parentElement.querySelectorAll(".select2-selection, .select2-selection__rendered");
    for (const part of name ? parts : []) part.setAttribute("aria-label", name);
  }
});
