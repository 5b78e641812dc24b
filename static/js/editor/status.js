// What the server says of the text below it: how long it is, and what to look at, by line.

import { beginningOf } from "./mirror.js";

export function status(room, glass) {
  const foot = room.root.querySelector(".editor-foot");
  const counts = foot.querySelector(".editor-counts");
  const warnings = foot.querySelector(".warnings");
  const measure = () => document.documentElement.style.setProperty("--foot", `${foot.offsetHeight}px`);
  new ResizeObserver(measure).observe(foot);
  room.root.addEventListener("previewed", ({ detail }) => {
    fill(counts, detail.counts.map(({ text, help }) => made("span", { textContent: text, title: help })));
    fill(warnings, detail.warnings.map((warning) => warningOf(warning, (line) => goTo(room.source, line, glass))));
  });
}

// What has not changed stays, so that whoever reads or stands there is not disturbed.
function fill(list, parts) {
  const items = parts.map((part) => {
    const item = document.createElement("li");
    item.append(part);
    return item;
  });
  const isSame = items.length === list.children.length && items.every((item, place) => item.isEqualNode(list.children[place]));
  if (!isSame) list.replaceChildren(...items);
}

function warningOf({ text, line }, go) {
  if (line === null) return text;
  const button = made("button", { type: "button", textContent: text });
  button.addEventListener("click", () => go(line));
  return button;
}

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

// Select a line and bring it into the upper part of the box.
export function goTo(source, line, glass) {
  const start = beginningOf(source.value, line - 1);
  const end = source.value.indexOf("\n", start);
  source.focus({ preventScroll: true });
  source.setSelectionRange(start, end < 0 ? source.value.length : end);
  source.scrollTop = glass([line])[0] - source.clientHeight / 4;
  source.scrollIntoView({ block: "nearest" });
}
