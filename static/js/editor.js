// The writing room. Without this script the form is a plain one and loses nothing but comfort.

import { guard } from "./editor/leaving.js";
import { pictures } from "./editor/pictures.js";
import { preview } from "./editor/preview.js";
import { enter } from "./editor/room.js";

for (const root of document.querySelectorAll(".editor")) {
  const room = enter(root);
  preview(room);
  pictures(room);
  guard(room);
}
