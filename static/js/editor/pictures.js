// Pictures by paste, drop or choice.

import { picture as apart } from "./blocks.js";
import { send } from "./sending.js";
import { aside, edit, replace, reveal, takeOut } from "./text.js";
import { makeTray } from "./tray.js";

// One travels at a time: together they would be no faster, and the first would come as late as the last.
let last = Promise.resolve();

function inTurn(travel) {
  const mine = last.then(travel);
  last = mine.catch(() => {});
  return mine;
}

export function pictures(room) {
  const tools = room.root.querySelector(".editor-tools");
  const chooser = tools.querySelector("input");
  const tray = makeTray(room);

  const take = (event, { files }) => {
    if (!files.length) return;
    event.preventDefault();
    for (const file of files) begin(room, tray, file);
  };
  room.source.addEventListener("paste", (event) => {
    // A spreadsheet's cells come as text and as a picture of them: the text is meant.
    if (!event.clipboardData.types.includes("text/plain")) take(event, event.clipboardData);
  });
  room.source.addEventListener("drop", (event) => take(event, event.dataTransfer));
  room.source.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  tools.querySelector(".editor-pick").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    for (const file of chooser.files) begin(room, tray, file);
    chooser.value = "";
  });
  room.form.addEventListener("submit", (event) => {
    if (!tray.pending) return;
    event.preventDefault();
    room.complain("picture", room.root.dataset.busy);
  });
  tools.hidden = false;
  return tray;
}

function begin(room, tray, file) {
  const entry = tray.add(file.name);
  let travel = new AbortController();
  const start = () => {
    travel = new AbortController();
    upload(room, tray, entry, { file, signal: travel.signal });
  };
  entry.draw(file);
  entry.on("again", start);
  entry.on("done", entry.leave);
  entry.on("remove", () => {
    travel.abort();
    room.complain(entry, "");
    entry.forget();
    entry.leave();
  });
  start();
}

// Hold the place with a mark while the picture travels, then write the picture there.
async function upload(room, tray, entry, { file, signal }) {
  const { dataset } = room.root;
  const mark = `![${dataset.uploading} ${file.name} … ${crypto.getRandomValues(new Uint16Array(1))[0]}]()`;
  const place = hold(room.source, mark);
  reveal(room.source);
  entry.turn("sending");
  room.complain(entry, "");
  let picture = null;
  try {
    const address = room.source.dataset.markdownxUploadUrlsPath;
    picture = await inTurn(() => send(room, address, file, { progress: entry.progress, signal }));
  } catch (error) {
    if (!signal.aborted) {
      entry.turn("failed", error.message);
      room.complain(entry, `${file.name}: ${error.message}`);
    }
  }
  await composed(room);
  settle(room.source, place, picture?.markdown ?? "");
  if (!picture) return;
  entry.land(picture);
  if (!tray.pending) room.complain("picture", "");
  tray.say(`${file.name}: ${dataset.arrived}`);
}

// Hold the place at the cursor with `mark`; return what was there before, and what is now.
function hold(source, mark) {
  const { value: before, selectionStart: start, selectionEnd: end } = source;
  edit(source, apart(mark)(before, start, end));
  const after = source.value;
  return { mark, before, after, start, end, newEnd: end + after.length - before.length };
}

// Put `markdown` in the place of the mark; where there is none, take the mark out.
function settle(source, place, markdown) {
  if (source.value === place.after && instead(source, place, markdown)) return;
  if (markdown) replace(source, place.mark, markdown);
  else takeOut(source, place.mark);
}

// Undo the mark and write `markdown`, so that one step of undo takes the picture out; return whether that could be.
function instead(source, { mark, before, start, end, newEnd }, markdown) {
  const length = markdown ? newEnd - start + markdown.length - mark.length : end - start;
  let isUndone = false;
  aside(source, { start, end: newEnd, length }, () => {
    document.execCommand("undo");
    isUndone = source.value === before;
    if (!isUndone) document.execCommand("redo");
    else if (markdown) edit(source, apart(markdown)(before, start, end));
  });
  return isUndone;
}

function composed(room) {
  if (!room.composing) return Promise.resolve();
  return new Promise((resolve) => room.source.addEventListener("compositionend", () => resolve(), { once: true }));
}
