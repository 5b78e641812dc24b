// Code has a copy button, a click on a heading copies its link; formulas in a copied selection are its TeX.

import { copyText, createCopyButton, createElement, labels, prose } from "./page.js";

export function enableCopying() {
  for (const box of prose.querySelectorAll(".code")) addCodeCopyButton(box);
  prose.addEventListener("click", copyHeadingLink);
  document.addEventListener("copy", copyFormulasAsTex);
}

function copyHeadingLink(event) {
  const link = event.target.closest("a.anchor");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) copyText(link.href, labels.linkCopied);
}

function addCodeCopyButton(box) {
  box.append(createCopyButton(labels.copy, () => box.querySelector("pre").textContent.replace(/\n$/, "")));
}

export function getTex(element) {
  return (element.querySelector("annotation") ?? element).textContent;
}

// Browsers copy MathML as meaningless text: copy its TeX instead.
function copyFormulasAsTex(event) {
  const selection = getSelection();
  if (selection.isCollapsed) return;
  const copied = createElement("div", { className: "copied" }, cloneWithWholeFormulas(selection.getRangeAt(0)));
  if (!copied.querySelector("math")) return;
  for (const tool of copied.querySelectorAll("button, .preview")) tool.remove();
  for (const link of copied.querySelectorAll("a")) link.href = link.href;
  for (const picture of copied.querySelectorAll("img")) picture.src = picture.src;
  event.preventDefault();
  event.clipboardData.setData("text/html", copied.innerHTML);
  event.clipboardData.setData("text/plain", toPlainText(copied));
}

function cloneWithWholeFormulas(range) {
  range = range.cloneRange();
  const ends = [range.startContainer, range.endContainer].map((node) =>
    (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("math"),
  );
  if (ends[0]) range.setStartBefore(ends[0]);
  if (ends[1]) range.setEndAfter(ends[1]);
  return range.cloneContents();
}

// innerText has line breaks only for elements that are laid out.
function toPlainText(copied) {
  for (const math of copied.querySelectorAll("math")) {
    const delimiter = math.getAttribute("display") === "block" ? "$$" : "$";
    const source = createElement("span", { textContent: delimiter + getTex(math) + delimiter });
    source.style.whiteSpace = "pre";
    math.replaceWith(source);
  }
  prose.append(copied);
  const text = copied.innerText;
  copied.remove();
  return text;
}
