// A file of literature, chosen below the bibliography of a post, is read into its field.

const MAX_BYTES = 2_000_000;

export function enableBibliographyFile(form) {
  const field = form.querySelector("[data-bibliography]");
  const input = form.querySelector("[data-bibliography-file]");
  if (!field || !input || field.disabled) return;
  input.hidden = false;
  input.querySelector("input").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (!file || file.size > MAX_BYTES) return;
    const text = decode(await file.arrayBuffer());
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${text}` : text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// As files in Chinese often are: GBK, where it is no UTF-8.
function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
