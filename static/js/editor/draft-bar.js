// The bar above the form that tells how the draft of a post differs from it: drawn anew after a save in place.

export function updateDraftBar(editor) {
  const place = document.getElementById("drafts");
  if (!place) return;
  editor.form.addEventListener("editor:saved", async () => {
    const response = await fetch(window.location.pathname);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    place.replaceChildren(...(page.getElementById("drafts")?.childNodes ?? []));
  });
}
