// How much of the window a keyboard on the screen covers, for the toolbar that stands above it on phones.

export function trackKeyboard() {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const root = document.documentElement;
  const update = () => {
    // Of a page that is zoomed in, only a part is seen; that is no keyboard.
    const covered = viewport.scale > 1 ? 0 : root.clientHeight - viewport.height - viewport.offsetTop;
    root.style.setProperty("--keyboard-height", `${Math.max(0, Math.round(covered))}px`);
  };
  viewport.addEventListener("resize", update);
  viewport.addEventListener("scroll", update);
}
