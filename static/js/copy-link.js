// Buttons that copy the link beside them; without a script it is selected and copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const input = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    input.select();
    if (!(await copy(input.value))) return; // it is selected
    button.textContent = button.dataset.copiedLabel;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

// Without https a browser has no clipboard for pages, but may copy what is selected.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}
