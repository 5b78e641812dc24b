// Enhancements of a post's page, which is complete without them. What few readers need is fetched when they need it.

import { followReading } from "./reading/contents.js";
import { enableCopying } from "./reading/copying.js";
import { enableLinkCopying } from "./reading/links.js";
import { prose } from "./reading/page.js";
import { updateScrollBoxes } from "./reading/scroll-boxes.js";

function openLightboxOnClick(event) {
  const link = event.target.closest("a.zoom");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  import("./reading/lightbox.js").then(({ openLightbox }) => openLightbox(link));
}

// At the first sign that somebody reads; the first view is there sooner without them.
function loadOnUse() {
  const types = ["scroll", "pointerover", "focusin", "keydown"];
  const load = () => {
    for (const type of types) removeEventListener(type, load);
    import("./reading/previews.js").then(({ startPreviews }) => startPreviews());
    import("./reading/post-actions.js").then(({ enablePostActions }) => enablePostActions());
    if (!hasPosition()) loadPosition();
  };
  for (const type of types) addEventListener(type, load, { passive: true });
}

const loadPosition = () => import("./reading/reading-position.js").then(({ keepPosition }) => keepPosition());

// Access to storage throws where the browser forbids it.
function hasPosition() {
  try {
    return localStorage.getItem("reading-positions")?.includes(JSON.stringify(location.pathname));
  } catch {
    return false;
  }
}

followReading();
enableCopying();
enableLinkCopying();
updateScrollBoxes();
prose.addEventListener("click", openLightboxOnClick);
if (hasPosition()) loadPosition();
loadOnUse();
