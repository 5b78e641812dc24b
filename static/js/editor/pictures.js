// Pictures by paste, drop or choice.

import { send } from "./sending.js";
import { replace, write } from "./text.js";
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
    sendAll(room, tray, [...files]);
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
    sendAll(room, tray, [...chooser.files]);
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

// One that follows another is a paragraph of its own.
function sendAll(room, tray, files) {
  for (const [place, file] of files.entries()) begin(room, tray, file, place ? "\n\n" : "");
}

function begin(room, tray, file, lead) {
  const entry = tray.add(file.name);
  let travel = new AbortController();
  const start = (before) => {
    travel = new AbortController();
    upload(room, tray, entry, { file, lead: before, signal: travel.signal });
  };
  entry.draw(file);
  entry.on("again", () => start(""));
  entry.on("done", entry.leave);
  entry.on("remove", () => {
    travel.abort();
    room.complain(entry, "");
    entry.forget();
    entry.leave();
  });
  start(lead);
}

// Hold the place with a mark while the picture travels, then write the picture there.
async function upload(room, tray, entry, { file, lead, signal }) {
  const { dataset } = room.root;
  const mark = `${lead}![${dataset.uploading} ${file.name} … ${crypto.getRandomValues(new Uint16Array(1))[0]}]()`;
  write(room.source, mark);
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
  replace(room.source, mark, picture ? lead + picture.markdown : "");
  if (!picture) return;
  entry.land(picture);
  if (!tray.pending) room.complain("picture", "");
  tray.say(`${file.name}: ${dataset.arrived}`);
}

function composed(room) {
  if (!room.composing) return Promise.resolve();
  return new Promise((resolve) => room.source.addEventListener("compositionend", () => resolve(), { once: true }));
}
