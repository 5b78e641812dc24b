// Buttons that put the saved post on the clipboard, as HTML for the editor of another site.

export function enablePostCopies() {
  showButtons();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy-post]");
    if (button) copyPost(button);
  });
  document.addEventListener("editor:saved", showButtons);
}

function showButtons() {
  for (const button of document.querySelectorAll("[data-copy-post]")) button.hidden = false;
}

async function copyPost(button) {
  const status = button.parentElement.querySelector("[role=status]");
  status.textContent = "";
  button.disabled = true;
  try {
    const copy = await fetchCopy(button.dataset.copyPost);
    await writeClipboard(copy);
    status.textContent = copy.message;
  } catch {
    status.textContent = status.dataset.failed;
  }
  button.disabled = false;
}

async function fetchCopy(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

// As what is copied by hand, which a browser allows for some seconds after a click. The clipboard of pages comes second:
// for it the styles of another site's editor are inline styles of this page, against its policy.
async function writeClipboard({ html, text }) {
  const fill = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
  };
  document.addEventListener("copy", fill, { once: true });
  const isCopied = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  if (isCopied) return;
  const makePart = (content, type) => new Blob([content], { type });
  const parts = { "text/html": makePart(html, "text/html"), "text/plain": makePart(text, "text/plain") };
  await navigator.clipboard.write([new ClipboardItem(parts)]);
}
