// What the server says of a save, shown over the page: it is seen at any scroll position, and moves nothing.

const SUCCESS_TIME = 6000; // milliseconds that a message of success is shown

// Show `messages`, [{level, text, html}], in place of those of the save before.
export function showMessages(messages) {
  const list = document.getElementById("save-messages");
  document.querySelector(".messagelist")?.remove();
  list.replaceChildren(...messages.map((message) => createItem(message, list.dataset.closeLabel)));
}

function createItem({ level, text, html }, closeLabel) {
  const item = Object.assign(document.createElement("li"), { className: level, textContent: text });
  const button = Object.assign(document.createElement("button"), { type: "button", ariaLabel: closeLabel, textContent: "×" });
  button.addEventListener("click", () => item.remove());
  if (html) item.innerHTML = html;
  item.append(button);
  // What offers something to press stays.
  if (html) return item;
  if (level === "success" || level === "info") setTimeout(() => item.remove(), SUCCESS_TIME);
  return item;
}
