// What stands at a post's end and in its byline: share, cite, size of the text.

import { copyText, createCopyButton, labels } from "./page.js";

export function start() {
  const button = document.querySelector(".share-button");
  if (button) enableSharing(button);
  const citations = document.querySelector(".citations");
  if (citations) enableCiting(citations);
  const sizes = document.querySelector(".text-sizes");
  if (sizes) checkTextSize(sizes);
}

// By the system's own sheet; where there is none, the link is copied.
function enableSharing(button) {
  const { title, url } = button.dataset;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title, url });
    } catch (error) {
      // Who closes the sheet wants no link.
      if (error.name !== "AbortError") copyText(url, labels.linkCopied);
    }
  });
}

function enableCiting(citations) {
  // The day on which a reader reads is not known where the page is made.
  const today = new Date().toLocaleDateString("sv"); // as in ISO 8601
  for (const place of citations.querySelectorAll(".cited-on")) place.textContent = `[${today}]`;
  for (const text of citations.querySelectorAll("pre")) text.after(createCopyButton(labels.copy, () => text.textContent));
}

// theme.js applies and stores what is chosen.
function checkTextSize(sizes) {
  const { textSize } = document.documentElement.dataset;
  for (const input of sizes.querySelectorAll("input")) input.checked = input.value === (textSize ?? "medium");
}
