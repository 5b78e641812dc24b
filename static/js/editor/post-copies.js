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
    const answer = fetchCopy(button.dataset.copyPost);
    await writeClipboard(answer);
    status.textContent = (await answer).message;
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

// The promise goes to the clipboard at once: after an answer a browser may not remember the click.
async function writeClipboard(answer) {
  const part = (key, type) => answer.then((copy) => new Blob([copy[key]], { type }));
  if (navigator.clipboard?.write) {
    const item = new ClipboardItem({ "text/html": part("html", "text/html"), "text/plain": part("text", "text/plain") });
    return navigator.clipboard.write([item]);
  }
  // Without https a browser has no clipboard for pages, but may copy for a while after a click.
  const { html, text } = await answer;
  const fill = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
  };
  document.addEventListener("copy", fill, { once: true });
  const isCopied = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  if (!isCopied) throw new Error("not copied");
}
