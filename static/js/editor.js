// The post editor. Without this script the form still works, as a plain one.

import { startAutosave } from "./editor/autosave.js";
import { enableCompletion } from "./editor/completion.js";
import { createEditor } from "./editor/context.js";
import { setUpFindPanel } from "./editor/find-panel.js";
import { enableImageUpload } from "./editor/image-upload.js";
import { trackKeyboard } from "./editor/keyboard-inset.js";
import { enableLineEditing } from "./editor/line-editing.js";
import { enableListEditing } from "./editor/list-editing.js";
import { setUpMediaLibrary } from "./editor/media-library.js";
import { setUpOutline } from "./editor/outline.js";
import { startPreview } from "./editor/preview.js";
import { setUpPublishPanel } from "./editor/publish-panel.js";
import { listRemoteImages } from "./editor/remote-images.js";
import { syncScroll } from "./editor/scroll-sync.js";
import { enableShortcuts } from "./editor/shortcuts.js";
import { updateStatusBar } from "./editor/status-bar.js";
import { setUpTableMenu } from "./editor/table-menu.js";
import { enableTagAutocomplete } from "./editor/tag-autocomplete.js";
import { createMirror } from "./editor/text-mirror.js";
import { setUpToolbar } from "./editor/toolbar.js";
import { guardUnload } from "./editor/unload-guard.js";

trackKeyboard();
for (const root of document.querySelectorAll(".editor")) {
  const editor = createEditor(root);
  const measureLines = createMirror(editor.textarea);
  const uploads = enableImageUpload(editor);
  setUpMediaLibrary(editor, uploads);
  listRemoteImages(editor, uploads);
  setUpToolbar(editor);
  enableCompletion(editor, measureLines);
  setUpFindPanel(editor, measureLines);
  setUpOutline(editor, measureLines);
  setUpTableMenu(editor);
  enableListEditing(editor);
  enableLineEditing(editor, measureLines);
  enableShortcuts(editor);
  updateStatusBar(editor, measureLines);
  syncScroll(editor, measureLines);
  startPreview(editor);
  setUpPublishPanel(editor, measureLines);
  enableTagAutocomplete(editor);
  guardUnload(editor, startAutosave(editor));
}
