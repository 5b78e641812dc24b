// The writing room. Without this script the form is a plain one and loses nothing but comfort.

import { keeping } from "./editor/keeping.js";
import { keys } from "./editor/keys.js";
import { guard } from "./editor/leaving.js";
import { library } from "./editor/library.js";
import { lists } from "./editor/lists.js";
import { mirror } from "./editor/mirror.js";
import { pictures } from "./editor/pictures.js";
import { preview } from "./editor/preview.js";
import { publishing } from "./editor/publishing.js";
import { remote } from "./editor/remote.js";
import { enter } from "./editor/room.js";
import { scroll } from "./editor/scroll.js";
import { status } from "./editor/status.js";
import { tags } from "./editor/tags.js";
import { toolbar } from "./editor/toolbar.js";

for (const root of document.querySelectorAll(".editor")) {
  const room = enter(root);
  const glass = mirror(room.source);
  const tray = pictures(room);
  library(room, tray);
  remote(room, tray);
  toolbar(room);
  lists(room);
  keys(room);
  status(room, glass);
  scroll(room, glass);
  preview(room);
  publishing(room, glass);
  tags(room);
  guard(room, keeping(room));
}
