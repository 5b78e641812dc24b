// What the scripts of a post's page share: the text, labels in the language of the interface, messages, the clipboard.

export const labels = document.getElementById("_post-tools").dataset;
export const prose = document.querySelector(".post .prose");

const MESSAGE_TIME = 2000; // milliseconds
const status = createElement("p", { className: "message", role: "status" });
document.body.append(status);
let timer;

export function createElement(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// Show a short message, and have it read out.
export function announce(text) {
  clearTimeout(timer);
  status.textContent = text;
  timer = setTimeout(() => (status.textContent = ""), MESSAGE_TIME);
}

export async function copyText(text, message = labels.copied) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Permission was denied, or the connection is not secure.
    const onCopy = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      event.clipboardData.setData("text/plain", text);
    };
    addEventListener("copy", onCopy, { capture: true });
    document.execCommand("copy");
    removeEventListener("copy", onCopy, { capture: true });
  }
  announce(message);
}

export function createCopyButton(textContent, getText, message) {
  const button = createElement("button", { type: "button", className: "copy-button", textContent });
  button.addEventListener("click", () => copyText(getText(button), message));
  return button;
}

// The fragment of an address as it is meant, "" where it is no valid one.
export function readFragment({ hash }) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}
