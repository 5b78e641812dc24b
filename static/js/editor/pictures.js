// Pictures by paste, drop or choice.

import { ask } from "./room.js";
import { replace, write } from "./text.js";

export function pictures(room) {
  const tools = room.root.querySelector(".editor-tools");
  const [button, chooser] = tools.querySelectorAll("button, input");
  let pending = 0;

  const send = async (files) => {
    pending += files.length;
    const travels = files.map((file, place) => upload(room, file, place > 0).finally(() => pending--));
    await Promise.all(travels);
  };
  room.source.addEventListener("paste", (event) => {
    // A spreadsheet's cells come as text and as a picture of them: the text is meant.
    if (event.clipboardData.types.includes("text/plain")) return;
    take(event, event.clipboardData, send);
  });
  room.source.addEventListener("drop", (event) => take(event, event.dataTransfer, send));
  room.source.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  button.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    send([...chooser.files]);
    chooser.value = "";
  });
  room.form.addEventListener("submit", (event) => {
    if (!pending) return;
    event.preventDefault();
    room.complain("picture", room.root.dataset.busy);
  });
  tools.hidden = false;
}

function take(event, { files }, send) {
  if (!files.length) return;
  event.preventDefault();
  send([...files]);
}

// Hold the place with a mark while the picture travels, then write the picture there.
// One that follows another is a paragraph of its own.
async function upload(room, file, isFollowing) {
  const mark = `![${room.root.dataset.uploading} ${file.name} … ${crypto.getRandomValues(new Uint16Array(1))[0]}]()`;
  write(room.source, isFollowing ? `\n\n${mark}` : mark);
  let markdown = "";
  try {
    ({ markdown } = await ask(room, room.source.dataset.markdownxUploadUrlsPath, { image: file }));
    room.complain("picture", "");
  } catch (error) {
    room.complain("picture", `${file.name}: ${error.message}`);
  }
  await composed(room);
  replace(room.source, mark, markdown);
}

function composed(room) {
  if (!room.composing) return Promise.resolve();
  return new Promise((resolve) => room.source.addEventListener("compositionend", () => resolve(), { once: true }));
}
