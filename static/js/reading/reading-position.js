// Offers to go on where one left off. A place is a heading and a fraction of what follows it, so that it is found again
// in a text that has changed; where the heading is gone, it is a fraction of the whole text.

import { createElement, labels, prose } from "./page.js";

const KEY = "reading-positions"; // by path; stored in this browser only
const MAX_POSTS = 100;
const LEAST_WINDOWS = 4; // a shorter text is no matter to find one's place in
const NEAR_END = 0.95;
const LINE = 64; // pixels below the window's top: what stands above it has been read
const SAVE_DELAY = 250; // milliseconds without scrolling

let timer;

export function start() {
  if (prose.offsetHeight < LEAST_WINDOWS * innerHeight) return;
  const position = readPositions()[location.pathname];
  if (position && !location.hash) afterLoad(() => offerPosition(position));
  addEventListener("scroll", scheduleSave, { passive: true });
  addEventListener("pagehide", savePosition);
  scheduleSave();
}

// Access to storage throws where the browser forbids it.
function readPositions() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

// Without a position, the one of this post is forgotten.
function storePosition(position) {
  const positions = { ...readPositions(), [location.pathname]: position };
  const newest = Object.entries(positions).filter(([, one]) => one);
  newest.sort(([, one], [, other]) => other.at - one.at);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(newest.slice(0, MAX_POSTS))));
  } catch {
    // Then no position is offered.
  }
}

// A browser that goes back in the history restores the place by itself, soon after the page has loaded.
function afterLoad(run) {
  const later = () => requestAnimationFrame(() => setTimeout(run));
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}

function scheduleSave() {
  clearTimeout(timer);
  timer = setTimeout(savePosition, SAVE_DELAY);
}

function savePosition() {
  const { top, height } = prose.getBoundingClientRect();
  // Whoever only looks at the beginning keeps the place he had.
  if (-top < innerHeight) return;
  const whole = -top / (height - innerHeight);
  if (whole >= NEAR_END) return storePosition(null);
  const headings = listHeadings();
  const heading = headings.findLast((one) => one.getBoundingClientRect().top <= LINE);
  const [start, end] = getSection(heading, headings);
  storePosition({ heading: heading?.id ?? "", fraction: (LINE - start) / (end - start), whole, at: Date.now() });
}

const listHeadings = () => [...prose.querySelectorAll(":scope > :is(h2, h3, h4)[id]")];

// Where the section of `heading` begins and ends in the window; that of no heading is what stands before the first.
function getSection(heading, headings) {
  const { top, bottom } = prose.getBoundingClientRect();
  const next = headings[headings.indexOf(heading) + 1];
  return [heading?.getBoundingClientRect().top ?? top, next?.getBoundingClientRect().top ?? bottom];
}

function findDistance({ heading, fraction, whole }) {
  const headings = listHeadings();
  const found = headings.find(({ id }) => id === heading);
  if (heading && !found) {
    const { top, height } = prose.getBoundingClientRect();
    return top + whole * (height - innerHeight);
  }
  const [start, end] = getSection(found, headings);
  return start + fraction * (end - start) - LINE;
}

function offerPosition(position) {
  // Nor is it offered to whoever reads on already, or is as good as there.
  if (Math.min(innerHeight - scrollY, findDistance(position) - innerHeight) < 0) return;
  const name = document.getElementById(position.heading)?.textContent ?? "";
  const text = createElement("p", { role: "status" });
  const goButton = createElement("button", { type: "button", textContent: labels.continueReading });
  const closeButton = createElement("button", { type: "button", textContent: "×", ariaLabel: labels.close });
  const notice = createElement("div", { className: "resume", role: "region", ariaLabel: labels.leftOff }, text, goButton, closeButton);
  const start = scrollY;
  const close = () => {
    notice.remove();
    removeEventListener("scroll", closeOnReading);
  };
  // Whoever reads on needs no offer.
  const closeOnReading = () => Math.abs(scrollY - start) > innerHeight && close();
  goButton.addEventListener("click", () => {
    close();
    goTo(position);
  });
  closeButton.addEventListener("click", () => {
    close();
    storePosition(null);
  });
  addEventListener("scroll", closeOnReading, { passive: true });
  document.body.append(notice);
  // Filled once it is there, or it would not be read out.
  text.append(createElement("span", { textContent: labels.leftOff }), ...(name ? [createElement("b", { textContent: name, lang: prose.lang })] : []));
}

function goTo(position) {
  scrollBy({ top: findDistance(position) });
  // The keyboard goes on from here, too.
  const heading = document.getElementById(position.heading);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
