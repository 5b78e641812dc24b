// Enhancements of a post's page, which is complete without them. What few readers need is fetched when they need it.

import { followReading } from "./reading/contents.js";
import { enableCopying } from "./reading/copying.js";
import { enableLinkCopying } from "./reading/links.js";
import { prose } from "./reading/page.js";
import { enablePostActions } from "./reading/post-actions.js";
import { updateScrollBoxes } from "./reading/scroll-boxes.js";
import { hasReadingPosition } from "./reading/stored-positions.js";

const once = { once: true };

function openLightboxOnClick(event) {
  const link = event.target.closest("a.zoom");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  import("./reading/lightbox.js").then(({ openLightbox }) => openLightbox(link));
}

// The first pointer or focus in the text; a touch anywhere, so that the script is there before the first tap on a link.
function loadPreviewsOnUse() {
  const load = (event) => import("./reading/previews.js").then(({ startPreviews }) => startPreviews(event));
  let isAsked = false;
  const ask = (event) => {
    if (!isAsked) load(event);
    isAsked = true;
  };
  for (const type of ["pointerover", "focusin"]) prose.addEventListener(type, ask, once);
  document.addEventListener("touchstart", ask, { once: true, passive: true });
}

function loadPositionOnUse() {
  const load = () => import("./reading/reading-position.js").then(({ keepPosition }) => keepPosition());
  if (hasReadingPosition()) load();
  else addEventListener("scroll", load, { once: true, passive: true });
}

followReading();
enableCopying();
enableLinkCopying();
enablePostActions();
updateScrollBoxes();
prose.addEventListener("click", openLightboxOnClick);
loadPreviewsOnUse();
loadPositionOnUse();
