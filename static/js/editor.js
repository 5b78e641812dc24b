// The post editor. Without this script the form still works, as a plain one.

import { startAutosave } from "./editor/autosave.js";
import { enableBibliographyFile } from "./editor/bibliography-file.js";
import { enableCompletion } from "./editor/completion.js";
import { createEditor } from "./editor/context.js";
import { setUpCoverField } from "./editor/cover-field.js";
import { enableHtmlPaste } from "./editor/html-paste.js";
import { setUpFindPanel } from "./editor/find-panel.js";
import { enableImageUpload } from "./editor/image-upload.js";
import { trackKeyboard } from "./editor/keyboard-inset.js";
import { enableLineEditing } from "./editor/line-editing.js";
import { enableListEditing } from "./editor/list-editing.js";
import { setUpMediaLibrary } from "./editor/media-library.js";
import { setUpPictureBar } from "./editor/picture-bar.js";
import { followPreviewClicks } from "./editor/preview-click.js";
import { setUpOutline } from "./editor/outline.js";
import { enablePostCopies } from "./editor/post-copies.js";
import { startPreview } from "./editor/preview.js";
import { setUpPublishPanel } from "./editor/publish-panel.js";
import { listRemoteImages } from "./editor/remote-images.js";
import { enableSaveInPlace } from "./editor/save-in-place.js";
import { syncScroll } from "./editor/scroll-sync.js";
import { enableShortcuts } from "./editor/shortcuts.js";
import { updateStatusBar } from "./editor/status-bar.js";
import { enableTagChips } from "./editor/tag-chips.js";
import { setUpTableMenu } from "./editor/table-menu.js";
import { createMirror } from "./editor/text-mirror.js";
import { setUpToolbar } from "./editor/toolbar.js";
import { askBeforeTransitions } from "./editor/transition-dialog.js";
import { guardUnload } from "./editor/unload-guard.js";

trackKeyboard();
enablePostCopies();
for (const root of document.querySelectorAll(".editor")) {
  const editor = createEditor(root);
  const measureLines = createMirror(editor.textarea);
  const uploads = enableImageUpload(editor);
  setUpCoverField(editor, setUpMediaLibrary(editor, uploads));
  setUpPictureBar(editor);
  listRemoteImages(editor, uploads);
  setUpToolbar(editor);
  enableCompletion(editor, measureLines);
  setUpFindPanel(editor, measureLines);
  setUpOutline(editor, measureLines);
  setUpTableMenu(editor);
  enableListEditing(editor);
  enableLineEditing(editor, measureLines);
  enableShortcuts(editor);
  enableHtmlPaste(editor, uploads);
  updateStatusBar(editor, measureLines);
  const sync = syncScroll(editor, measureLines);
  const preview = startPreview(editor);
  followPreviewClicks(editor, { preview, sync, measureLines });
  setUpPublishPanel(editor, measureLines);
  askBeforeTransitions(editor, measureLines);
  enableBibliographyFile(editor.form);
  enableTagChips(editor.form.elements.tags);
  const autosave = startAutosave(editor);
  // Last: what other parts of the editor prevent is not saved.
  enableSaveInPlace(editor, autosave, guardUnload(editor, autosave));
}
