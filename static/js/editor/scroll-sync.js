// Synchronises the scrolling of text and preview, so that the same passage is at the same height in both.

const STORAGE_KEY = "transmission.step"; // in browsers of users: keep it

export function syncScroll(editor, measureLines) {
  const button = editor.root.querySelector("[data-command=sync-scroll]");
  const iframe = editor.root.querySelector(".editor-preview");
  const ownPositions = new WeakMap(); // where this script scrolled each pane, to tell its own scroll events from the user's
  let isEnabled = localStorage.getItem(STORAGE_KEY) !== "off";
  let answer = { lines: [] };
  let tops = null;
  let animationFrame = null;
  let hasMoved = false; // whether the text scrolled since the last answer

  const getPanes = () => ({ text: editor.textarea, page: iframe.contentDocument.scrollingElement });
  const follow = (leader, follower) => {
    ownPositions.set(leader, leader.scrollTop);
    const { text, page } = getPanes();
    const isTooLong = editor.textarea.textLength > Number(editor.root.dataset.maxLength);
    if (!isEnabled || editor.isComposing || isTooLong || !answer.lines.length) return;
    tops ??= measureTops(editor.textarea, measureLines, answer.lines);
    const positions = matchPositions(iframe.contentDocument.querySelector("article"), page, tops, answer.lines.length);
    const [from, to] = leader === text ? [positions.text, positions.page] : [positions.page, positions.text];
    const height = interpolate(toComparedHeight(leader), [...from, leader.scrollHeight], [...to, follower.scrollHeight]);
    follower.scrollTo({ top: toScrollTop(follower, height), behavior: "instant" });
    ownPositions.set(follower, follower.scrollTop);
  };
  const onScroll = (which) => () => {
    const { text, page } = getPanes();
    const [leader, follower] = which === "text" ? [text, page] : [page, text];
    if (Math.abs(leader.scrollTop - (ownPositions.get(leader) ?? 0)) < 1) return;
    hasMoved ||= which === "text";
    animationFrame ??= requestAnimationFrame(() => {
      animationFrame = null;
      follow(leader, follower);
    });
  };
  const clearTops = () => (tops = null);
  const setEnabled = (value) => {
    isEnabled = value;
    button.ariaPressed = String(isEnabled);
    localStorage.setItem(STORAGE_KEY, isEnabled ? "on" : "off");
  };

  editor.textarea.addEventListener("scroll", onScroll("text"), { passive: true });
  iframe.addEventListener("load", () => {
    iframe.contentDocument.addEventListener("scroll", onScroll("page"), { passive: true });
  });
  editor.textarea.addEventListener("input", clearTops);
  new ResizeObserver(clearTops).observe(editor.textarea);
  editor.root.addEventListener("preview:updated", ({ detail }) => {
    const { text, page } = getPanes();
    answer = detail;
    clearTops();
    // The text scrolled while it was typed, and only now it is in the preview.
    if (hasMoved) follow(text, page);
    hasMoved = false;
  });
  button.addEventListener("click", () => {
    setEnabled(!isEnabled);
    const { text, page } = getPanes();
    if (isEnabled) follow(text, page);
  });
  button.ariaPressed = String(isEnabled);
  return {
    // Scroll the text, and leave the preview where it is.
    scrollText: (top) => {
      editor.textarea.scrollTop = top;
      ownPositions.set(editor.textarea, editor.textarea.scrollTop);
    },
  };
}

// Return the indexes of elements whose line is known, with the offset of that line in the textarea. Elements must be
// in the order of the text: footnotes, at the end of the preview, may be anywhere in it.
function measureTops(textarea, measureLines, lines) {
  const anchors = [];
  let last = 0;
  lines.forEach((line, index) => {
    if (line === null || line <= last) return;
    anchors.push({ index, line });
    last = line;
  });
  const padding = parseFloat(getComputedStyle(textarea).paddingTop);
  const tops = measureLines(anchors.map(({ line }) => line));
  return anchors.map(({ index }, number) => ({ index, top: tops[number] + padding }));
}

// Return pairs of offsets in text and preview, beginning with the two tops. Where the browser parses invalid HTML into
// other elements than the server, only the ends are known to match.
function matchPositions(article, page, tops, count) {
  const positions = { text: [0], page: [0] };
  if (article.children.length !== count) return positions;
  for (const { index, top } of tops) {
    const height = article.children[index].getBoundingClientRect().top + page.scrollTop;
    if (height <= positions.page.at(-1) || top <= positions.text.at(-1)) continue;
    positions.text.push(top);
    positions.page.push(height);
  }
  return positions;
}

// The compared height moves down the pane as the text is scrolled: at the top it is the first visible line, at the end
// the last. So both panes begin and end together.
function toComparedHeight({ scrollTop, scrollHeight, clientHeight }) {
  return (scrollTop * scrollHeight) / Math.max(1, scrollHeight - clientHeight);
}

function toScrollTop({ scrollHeight, clientHeight }, height) {
  return (height * (scrollHeight - clientHeight)) / scrollHeight;
}

function interpolate(height, from, to) {
  let next = from.findIndex((top) => top > height);
  if (next < 1) next = from.length - 1;
  const part = (height - from[next - 1]) / Math.max(1, from[next] - from[next - 1]);
  return to[next - 1] + part * (to[next] - to[next - 1]);
}
