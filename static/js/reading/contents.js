// The table of contents marks the current heading; on a phone it opens from a bar, which is there in the middle of a post.

import { prose } from "./page.js";

export function followReading() {
  const contents = document.querySelector(".toc-sidebar");
  const bar = document.querySelector(".reading-bar");
  if (contents) highlightCurrentHeading(contents, bar?.querySelector(".reading-place"));
  for (const box of document.querySelectorAll(".toc")) box.addEventListener("click", closeOnSelection);
  if (bar) showPastBeginning(bar);
}

function highlightCurrentHeading(contents, place) {
  const links = [...contents.querySelectorAll("li a")];
  const headings = links.map((link) => document.getElementById(link.getAttribute("href").slice(1)));
  const passedHeadings = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) passedHeadings[entry.isIntersecting ? "add" : "delete"](entry.target);
      const link = links[headings.findLastIndex((heading) => passedHeadings.has(heading))];
      setCurrentLink(contents, link);
      place?.replaceChildren(...(link?.cloneNode(true).childNodes ?? []));
    },
    // Everything above a line in the upper third of the window, however far.
    { rootMargin: "10000000px 0px -70% 0px" },
  );
  for (const heading of headings) if (heading) observer.observe(heading);
}

function setCurrentLink(contents, link) {
  contents.querySelector("[aria-current]")?.removeAttribute("aria-current");
  if (!link) return;
  link.setAttribute("aria-current", "location");
  // Don't scroll the contents while the pointer is in them.
  if (contents.matches(":hover")) return;
  contents.scrollTo({ top: link.offsetTop - (contents.clientHeight - link.offsetHeight) / 2 });
}

function closeOnSelection({ target, currentTarget: contents }) {
  if (!target.closest("a")) return;
  if (contents.matches("details")) contents.open = false;
  else if (contents.matches(":popover-open")) contents.hidePopover();
}

// The bar comes when the first lines of the text have left the window.
function showPastBeginning(bar) {
  const first = prose.firstElementChild ?? prose;
  const observer = new IntersectionObserver(([{ boundingClientRect }]) =>
    bar.classList.toggle("is-needed", boundingClientRect.bottom < 0),
  );
  bar.classList.add("is-watched");
  observer.observe(first);
}
