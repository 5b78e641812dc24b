// What a link of the text leads to is shown beside it: notes, equations, citations and headings from the page itself, a
// post of the site from its own page. A pointer that rests, the focus and a tap show it; Escape hides it (WCAG 1.4.13).

import { createElement, labels, prose, readFragment } from "./page.js";
import { BOXES, updateBox } from "./scroll-boxes.js";

const SHOW_DELAY = 150; // milliseconds
const FETCH_DELAY = 350;
const HIDE_DELAY = 300; // so that the pointer reaches the preview
const FETCH_TIMEOUT = 5000;
const GAP = 6; // pixels between link and preview
const SECTION_PARTS = 3; // a heading and two blocks

const POST_PATH = /\/posts\/[^/]+\/$/;
const NOT_FOR_READING = ".copy-button, .box-tools, .footnote-backref, .citation-backref, .preview";
const HEADINGS = "h2, h3, h4, h5, h6";
const ENDS = `${HEADINGS}, section`;
const BLOCKS = "figure, .formula, .table, .code, .callout, blockquote, li, dd, dt, p";

const pages = new Map();
let preview = null;
let shownFor = null; // the link
let wanted = null; // the link whose preview is on its way
let dismissed = null;
let isByFocus = false;
let pointerType = matchMedia("(hover: none)").matches ? "touch" : "mouse";
let timer;

export function start() {
  document.addEventListener("pointerover", onPointerOver);
  document.addEventListener("pointerdown", onPointerDown);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("keydown", (key) => key.key === "Escape" && dismiss());
  prose.addEventListener("click", onClick);
  // Where the focus and the pointer came to while this script was on its way.
  onFocus({ target: document.activeElement });
  const link = prose.querySelector("a:hover");
  if (link) onPointerOver({ target: link, pointerType });
}

// Events ---------------------------------------------------------------------------

function onPointerOver(event) {
  ({ pointerType } = event);
  if (pointerType === "touch") return;
  const link = findLink(event.target);
  if (preview?.contains(event.target) || (link && link === shownFor)) clearTimeout(timer);
  else if (link) schedule(() => show(link), isOnThisPage(link) ? SHOW_DELAY : FETCH_DELAY);
  else if (!isByFocus) schedule(hide, HIDE_DELAY);
}

function onPointerDown(event) {
  ({ pointerType } = event);
  if (preview && !preview.contains(event.target) && findLink(event.target) !== shownFor) hide();
}

function onFocus({ target }) {
  if (preview?.contains(target)) return;
  const link = findLink(target);
  if (link && [shownFor, dismissed].includes(link)) return;
  hide();
  if (link?.matches(":focus-visible")) show(link, true);
}

// The first tap shows, the second one follows the link.
async function onClick(event) {
  const link = findLink(event.target);
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || pointerType !== "touch" || link === shownFor || isInSight(link)) return link && hide();
  event.preventDefault();
  if (!(await show(link))) location.assign(link.href);
}

function schedule(run, delay) {
  clearTimeout(timer);
  timer = setTimeout(run, delay);
}

// Links ----------------------------------------------------------------------------

function findLink(target) {
  const link = target.closest?.(".prose a[href]");
  if (!link || link.matches(".anchor, .zoom, .footnote-backref, .citation-backref, .preview a") || link.origin !== location.origin) return null;
  return isOnThisPage(link) ? link.hash.length > 1 && link : POST_PATH.test(link.pathname) && link;
}

const isOnThisPage = (link) => link.pathname === location.pathname && link.search === location.search;

// Nothing is shown twice: a note in the margin, an equation just above.
function isInSight(link) {
  const target = isOnThisPage(link) && document.getElementById(readFragment(link));
  if (!target) return false;
  const { top, bottom } = findBlock(target).getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

const findBlock = (target) => (target.matches(`${ENDS}, div`) ? target : (target.closest(BLOCKS) ?? target));

// Showing --------------------------------------------------------------------------

// Return whether a preview of `link` is there.
async function show(link, byFocus = false) {
  hide();
  if (isInSight(link)) return false;
  wanted = link;
  const content = isOnThisPage(link) ? describePlace(document, readFragment(link)) : await describePost(link);
  if (wanted !== link) return true;
  if (!content?.length || !link.isConnected) return false;
  open(link, content);
  isByFocus = byFocus;
  return true;
}

function open(link, content) {
  preview = createElement("span", { className: "preview", id: "_preview", popover: "manual" }, ...content);
  if (pointerType === "touch") {
    preview.append(createElement("a", { className: "preview-link", href: link.href, textContent: labels.goThere }));
  }
  // Behind the link, so that the keyboard and a screen reader come to it next; not inside a formula or a raised number.
  (link.closest("math, sup") ?? link).after(preview);
  preview.showPopover();
  for (const box of preview.querySelectorAll(BOXES)) updateBox(box);
  place(link.getClientRects()[0]);
  link.setAttribute("aria-describedby", preview.id);
  shownFor = link;
}

// In the coordinates of the page: the preview scrolls with the text.
function place({ left, top, bottom }) {
  const { width, height } = preview.getBoundingClientRect();
  const { clientWidth } = document.documentElement;
  const isBelow = bottom + GAP + height <= innerHeight || top < height + GAP;
  const edge = Math.min(16, (clientWidth - width) / 2);
  preview.style.left = `${scrollX + Math.max(edge, Math.min(left - 16, clientWidth - width - edge))}px`;
  preview.style.top = `${scrollY + (isBelow ? bottom + GAP : top - GAP - height)}px`;
}

function hide() {
  clearTimeout(timer);
  wanted = null;
  isByFocus = false;
  shownFor?.removeAttribute("aria-describedby");
  preview?.remove();
  preview = shownFor = null;
}

function dismiss() {
  const link = shownFor;
  const hadFocus = preview?.contains(document.activeElement);
  hide();
  dismissed = link; // not to be shown again by this focus
  if (hadFocus) link.focus();
  dismissed = null;
}

// Content --------------------------------------------------------------------------

function describePlace(page, name) {
  const target = page.getElementById(name);
  if (!target?.closest(".prose")) return null;
  const block = findBlock(target);
  if (block.matches(HEADINGS)) return copy(listSection(block));
  return copy(block.matches("li, dd, p") ? block.childNodes : [block]);
}

// A heading, and the first blocks after it.
function listSection(heading) {
  const parts = [heading];
  while (parts.length < SECTION_PARTS) {
    const next = parts.at(-1).nextElementSibling;
    if (!next || next.matches(ENDS)) break;
    parts.push(next);
  }
  return parts;
}

async function describePost(link) {
  const page = await fetchPage(link.href.split("#")[0]);
  const title = page?.querySelector(".post h1");
  if (!title) return null;
  const place = link.hash && describePlace(page, readFragment(link));
  const description = place?.length ? place : [page.querySelector("meta[name=description]")?.content ?? ""];
  const { lang } = title;
  const date = page.querySelector(".post time")?.textContent ?? "";
  return [
    createElement("strong", { className: "preview-title", lang }, ...copy(title.childNodes)),
    createElement("small", { textContent: date }),
    createElement("span", { className: "preview-text", lang }, ...description),
  ];
}

function fetchPage(url) {
  if (!pages.has(url)) {
    const page = fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT) })
      .then((response) => (response.ok ? response.text() : ""))
      .then((text) => new DOMParser().parseFromString(text, "text/html"))
      .catch(() => {
        pages.delete(url); // to be asked for again
        return null;
      });
    pages.set(url, page);
  }
  return pages.get(url);
}

// Copies that are only looked at: without names, tab stops and tools of the page.
function copy(nodes) {
  const copies = Array.from(nodes, (node) => document.importNode(node, true));
  for (const node of copies.filter(({ nodeType }) => nodeType === Node.ELEMENT_NODE)) {
    for (const tool of node.querySelectorAll(NOT_FOR_READING)) tool.remove();
    for (const part of [node, ...node.querySelectorAll("*")])
      for (const name of ["id", "tabindex", "data-note", "data-scrollable", "role", "aria-label"]) part.removeAttribute(name);
  }
  return copies.filter((node) => !node.matches?.(NOT_FOR_READING));
}
