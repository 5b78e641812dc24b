// Enhancements of a post's page, which is complete without them. What few readers need is fetched when they need it.

import { followReading } from "./reading/contents.js";
import { enableCopying } from "./reading/copying.js";
import { prose } from "./reading/page.js";
import { updateScrollBoxes } from "./reading/scroll-boxes.js";

function openLightboxOnClick(event) {
  const link = event.target.closest("a.zoom");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  import("./reading/lightbox.js").then(({ openLightbox }) => openLightbox(link));
}

// At the first sign that somebody reads; the first view is there sooner without them. A page that opens under a pointer
// at rest is told of a movement by nothing, which is no sign.
function loadOnUse() {
  const types = ["scroll", "pointermove", "pointerdown", "focusin", "keydown", "hashchange"];
  const load = ({ type, movementX, movementY }) => {
    if (type === "pointermove" && !movementX && !movementY) return;
    for (const other of types) removeEventListener(other, load);
    import("./reading/previews.js").then(start);
    import("./reading/post-actions.js").then(start);
    if (!isPlace) loadLinkTools();
    if (!isKnown) loadPosition();
  };
  for (const type of types) addEventListener(type, load);
}

const start = (part) => part.start();
const loadLinkTools = () => import("./reading/links.js").then(start);
const loadPosition = () => import("./reading/reading-position.js").then(start);

// Access to storage throws where the browser forbids it.
function hasPosition() {
  try {
    return localStorage.getItem("reading-positions")?.includes(JSON.stringify(location.pathname));
  } catch {
    return false;
  }
}

const isPlace = location.hash !== "";
const isKnown = hasPosition();

followReading();
enableCopying();
updateScrollBoxes();
prose.addEventListener("click", openLightboxOnClick);
if (isPlace) loadLinkTools();
if (isKnown) loadPosition();
loadOnUse();
