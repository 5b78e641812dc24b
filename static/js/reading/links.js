// Addresses of places in a post: formulas and figures have a button that copies it, and links made elsewhere lead there.

import { getTex } from "./copying.js";
import { createCopyButton, createElement, labels, prose, readFragment } from "./page.js";

export function start() {
  addBoxTools();
  addEventListener("hashchange", goToFragment);
  goToFragment();
}

// One pair of buttons for all formulas and figures, moved to the one that is hovered, touched or focused.
function addBoxTools() {
  const texButton = createCopyButton(labels.copyTex, () => getTex(tools.nextElementSibling));
  const getLink = () => `${location.href.split("#")[0]}#${encodeURIComponent(getId(tools.nextElementSibling))}`;
  const linkButton = createCopyButton(labels.copyLink, getLink, labels.linkCopied);
  texButton.classList.add("copy-tex");
  const tools = createElement("div", { className: "box-tools" }, texButton, linkButton);
  const moveTools = ({ target }) => {
    if (tools.contains(target)) return;
    const box = target.closest?.(".prose :is(.formula, figure)");
    if (!box || box.closest(".preview")) return tools.remove();
    texButton.hidden = !box.matches(".formula");
    if (box.previousElementSibling !== tools) box.before(tools);
  };
  document.addEventListener("pointerover", moveTools);
  document.addEventListener("focusin", moveTools);
  // Where the pointer or the focus came to while this script was on its way.
  moveTools({ target: prose.querySelector(":is(.formula, figure):is(:hover, :focus-within)") ?? prose });
}

// A numbered formula has an id. Others get one from what they hold, which stays when something is inserted before them.
function getId(box) {
  box.id ||= box.querySelector("[id]")?.id ?? `${box.matches("figure") ? "figure" : "formula"}-${hash(getContent(box))}`;
  return box.id;
}

function getContent(box) {
  return box.querySelector("img")?.getAttribute("src") ?? getTex(box);
}

// FNV-1a, 32 bits.
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(), 0x01000193) >>> 0;
  return value.toString(36);
}

// A link to a formula or a figure, or one from elsewhere that spells the name of a heading as another program does.
function goToFragment() {
  const name = readFragment(location);
  if (!name || document.getElementById(name)) return;
  const target = /^(?:figure|formula)-/.test(name) ? findBox(name) : findHeading(name);
  if (target) location.replace(`#${encodeURIComponent(target.id)}`);
}

const findBox = (name) => [...prose.querySelectorAll(".formula, figure")].find((box) => getId(box) === name);

// Compare letters and digits.
function findHeading(name) {
  const folded = fold(name);
  const headings = [...prose.querySelectorAll(":is(h2, h3, h4, h5, h6)[id]")].filter(({ id }) => fold(id) === folded);
  return folded && headings.length === 1 ? headings[0] : null;
}

function fold(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
