// Text and preview scroll in step: what is level in one is level in the other.

const KEPT = "transmission.step";

export function scroll(room, glass) {
  const button = room.root.querySelector("[data-command=step]");
  const frame = room.root.querySelector(".editor-preview");
  const still = new WeakMap(); // where we put each of the two, for the event that tells us so
  let isOn = localStorage.getItem(KEPT) !== "off";
  let answer = { lines: [] };
  let tops = null;
  let waiting = null;
  let hasMoved = false; // whether the text scrolled since the last answer

  const panes = () => ({ text: room.source, page: frame.contentDocument.scrollingElement });
  const follow = (leader, follower) => {
    still.set(leader, leader.scrollTop);
    const { text, page } = panes();
    const isTooLong = room.source.textLength > Number(room.root.dataset.limit);
    if (!isOn || room.composing || isTooLong || !answer.lines.length) return;
    tops ??= topsOf(room.source, glass, answer.lines);
    const places = placesOf(frame.contentDocument.querySelector("article"), page, tops, answer.lines.length);
    const [from, to] = leader === text ? [places.text, places.page] : [places.page, places.text];
    const goal = between(heightAt(leader), [...from, leader.scrollHeight], [...to, follower.scrollHeight]);
    follower.scrollTo({ top: topFor(follower, goal), behavior: "instant" });
    still.set(follower, follower.scrollTop);
  };
  const heard = (which) => () => {
    const { text, page } = panes();
    const [leader, follower] = which === "text" ? [text, page] : [page, text];
    if (Math.abs(leader.scrollTop - (still.get(leader) ?? 0)) < 1) return;
    hasMoved ||= which === "text";
    waiting ??= requestAnimationFrame(() => {
      waiting = null;
      follow(leader, follower);
    });
  };
  const forget = () => (tops = null);
  const press = (value) => {
    isOn = value;
    button.ariaPressed = String(isOn);
    localStorage.setItem(KEPT, isOn ? "on" : "off");
  };

  room.source.addEventListener("scroll", heard("text"), { passive: true });
  frame.addEventListener("load", () => {
    frame.contentDocument.addEventListener("scroll", heard("page"), { passive: true });
  });
  room.source.addEventListener("input", forget);
  new ResizeObserver(forget).observe(room.source);
  room.root.addEventListener("previewed", ({ detail }) => {
    const { text, page } = panes();
    answer = detail;
    forget();
    // Where the text moved on under the cursor, what was written is only now in the preview.
    if (hasMoved) follow(text, page);
    hasMoved = false;
  });
  button.addEventListener("click", () => {
    press(!isOn);
    const { text, page } = panes();
    if (isOn) follow(text, page);
  });
  button.ariaPressed = String(isOn);
}

// Return the elements' places in the list with how far down their lines begin in the text box: those
// whose line is known and further down than those before. Notes at the end stand anywhere in the text.
function topsOf(source, glass, lines) {
  const known = [];
  let last = 0;
  lines.forEach((line, place) => {
    if (line === null || line <= last) return;
    known.push({ place, line });
    last = line;
  });
  const padding = parseFloat(getComputedStyle(source).paddingTop);
  const tops = glass(known.map(({ line }) => line));
  return known.map(({ place }, number) => ({ place, top: tops[number] + padding }));
}

// Return the heights that belong together, beginning with the two tops. Where a browser reads an author's
// broken HTML as other elements than the server, nothing but the ends is known to be level.
function placesOf(article, page, tops, count) {
  const places = { text: [0], page: [0] };
  if (article.children.length !== count) return places;
  for (const { place, top } of tops) {
    const height = article.children[place].getBoundingClientRect().top + page.scrollTop;
    if (height <= places.page.at(-1) || top <= places.text.at(-1)) continue;
    places.text.push(top);
    places.page.push(height);
  }
  return places;
}

// The height that is compared moves down the window as one scrolls down the text: at the top it is the
// window's first line, at the end its last. So both have their first and last lines in common.
function heightAt({ scrollTop, scrollHeight, clientHeight }) {
  return (scrollTop * scrollHeight) / Math.max(1, scrollHeight - clientHeight);
}

function topFor({ scrollHeight, clientHeight }, height) {
  return (height * (scrollHeight - clientHeight)) / scrollHeight;
}

function between(height, from, to) {
  let next = from.findIndex((top) => top > height);
  if (next < 1) next = from.length - 1;
  const part = (height - from[next - 1]) / Math.max(1, from[next] - from[next - 1]);
  return to[next - 1] + part * (to[next] - to[next - 1]);
}
