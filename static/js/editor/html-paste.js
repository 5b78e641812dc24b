// Pasting HTML: the server turns it into Markdown. Until the answer is there its place is held outside of the text, and
// one may go on typing; what comes is one step of undo. Ctrl+Shift+V pastes plain text, and so does every failure.

import { insertMarkdown, makeCodeBlock } from "./block-formatting.js";
import { prepareClipboardHtml } from "./clipboard-html.js";
import { getCsrfToken, readRetryAfter } from "./context.js";
import { findImage } from "./image-markdown.js";
import { findRawBlock } from "./raw-blocks.js";
import { anchorRange } from "./text-anchor.js";
import { applyEdit, insertLate } from "./text-editing.js";

const TIMEOUT = 15_000; // milliseconds
const PATIENCE = 500; // milliseconds until the user is told that the paste is being converted
const MAX_TRIES = 4;
const NOTE_TIME = 8_000; // milliseconds that notes are shown at least
const PLAIN_KEY_TIME = 1_000; // milliseconds between the keys and the event
const CODE_DATA = "vscode-editor-data";
const TEXT_MODES = new Set(["markdown", "plaintext", "text", "quarto", "rmd", "mdx"]);

export function enableHtmlPaste(editor, uploads) {
  const notice = editor.root.querySelector(".editor-notice");
  const state = { pending: 0, plainAt: -Infinity, notesAt: -Infinity, say: (text) => (notice.textContent = text) };
  editor.textarea.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.code === "KeyV") state.plainAt = performance.now();
  });
  editor.textarea.addEventListener("paste", (event) => {
    const isPlain = performance.now() - state.plainAt < PLAIN_KEY_TIME;
    if (!isPlain && !event.defaultPrevented) pasteHtml(editor, uploads, state, event);
  });
  editor.textarea.addEventListener("input", () => {
    if (state.pending || performance.now() - state.notesAt < NOTE_TIME) return;
    state.say("");
    editor.showMessage("paste", "");
  });
  editor.form.addEventListener("submit", (event) => {
    if (!state.pending) return;
    event.preventDefault();
    editor.showMessage("paste", editor.root.dataset.pastePending);
  });
}

function pasteHtml(editor, uploads, state, event) {
  const { clipboardData } = event;
  const { value, selectionStart, selectionEnd } = editor.textarea;
  if (!clipboardData.types.includes("text/html") || isPlainPlace(value, selectionStart, selectionEnd)) return;
  const plain = clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
  if (clipboardData.types.includes(CODE_DATA)) {
    pasteCode(editor.textarea, event, plain);
    return;
  }
  const prepared = prepareClipboardHtml(clipboardData.getData("text/html"), clipboardData.getData("text/rtf"));
  if (!prepared) return;
  event.preventDefault();
  const anchor = anchorRange(editor.textarea, selectionStart, selectionEnd);
  convertAndInsert(editor, uploads, state, { ...prepared, plain, anchor });
}

// What comes from an editor of code is a block of code, if it is more than a line and no Markdown.
function pasteCode(textarea, event, plain) {
  const language = readMode(event.clipboardData.getData(CODE_DATA));
  if (!plain.trim().includes("\n") || TEXT_MODES.has(language)) return;
  event.preventDefault();
  const edit = insertMarkdown(makeCodeBlock(plain.replace(/^\n+|\s+$/g, ""), language));
  applyEdit(textarea, edit(textarea.value, textarea.selectionStart, textarea.selectionEnd));
}

function readMode(data) {
  try {
    return JSON.parse(data).mode ?? "";
  } catch {
    return "";
  }
}

async function convertAndInsert(editor, uploads, state, { html, files, plain, anchor }) {
  const { dataset } = editor.root;
  state.pending += 1;
  editor.showMessage("paste", "");
  state.say("");
  const timer = setTimeout(() => state.say(dataset.pastePending), PATIENCE);
  let answer = { markdown: "", notes: [] };
  let notes = [];
  let failure = "";
  try {
    answer = await askForMarkdown(editor, html);
    notes = answer.notes;
  } catch (error) {
    failure = `${dataset.pastedPlain} ${error.message}`;
  } finally {
    clearTimeout(timer);
    await editor.waitForKeys();
    anchor.release();
    state.pending -= 1;
  }
  const lost = answer.markdown ? insertConverted(editor, uploads, anchor, answer.markdown, files) : 0;
  if (!answer.markdown) insertLate(editor.textarea, { ...anchor, text: plain, from: anchor.start + plain.length });
  if (lost) notes = [...notes, dataset.pastedWithoutPicture];
  state.notesAt = performance.now();
  editor.showMessage("paste", failure);
  state.say(notes.join("\n"));
}

// POST the HTML and return the JSON answer; a busy server is asked again. Failures are thrown with a message.
async function askForMarkdown(editor, html) {
  const { unreachable, permissionDenied, pasteUrl } = editor.root.dataset;
  const url = `${pasteUrl}?first_note=${nextNote(editor.textarea.value)}`;
  const headers = { "X-CSRFToken": getCsrfToken(editor.form), "Content-Type": "text/html" };
  for (let tries = 1; ; tries += 1) {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(url, { method: "POST", body: html, headers, signal }).catch(() => null);
    if (!response) throw new Error(unreachable);
    const retryAfter = readRetryAfter(response.status, response.headers.get("Retry-After"));
    if (retryAfter && tries < MAX_TRIES) {
      await new Promise((resolve) => setTimeout(resolve, 1000 * retryAfter));
      continue;
    }
    if (response.status === 403) throw new Error(permissionDenied);
    const answer = await response.json().catch(() => ({ error: unreachable }));
    if (answer.error || !response.ok) throw new Error(answer.error ?? unreachable);
    return answer;
  }
}

function nextNote(value) {
  return 1 + Math.max(0, ...[...value.matchAll(/\[\^(\d{1,6})\]/g)].map((match) => Number(match[1])));
}

// Insert Markdown; embedded pictures go through the queue of uploads, each to its place. Return how many are lost.
function insertConverted(editor, uploads, anchor, markdown, files) {
  const { textarea } = editor;
  const edit = insertMarkdown(markdown.trim())(textarea.value, anchor.start, anchor.end);
  const places = [];
  let { text } = edit;
  for (const [index, file] of files.entries()) {
    const found = findImage(text, `embedded:${index + 1}`);
    if (!found) continue;
    const offset = text.indexOf(found.markdown);
    text = text.slice(0, offset) + text.slice(offset + found.markdown.length);
    places.push({ file, offset, alt: found.alt, caption: found.caption });
  }
  insertLate(textarea, { ...anchor, text, from: edit.from - edit.text.length + text.length });
  const start = anchor.start;
  for (const { file, offset, ...description } of places) {
    if (file) uploads.startUpload(file, start + offset, start + offset, description);
  }
  return places.filter(({ file }) => !file).length;
}

// Whether nothing but plain text makes sense between `start` and `end`: in code, formulas, addresses and tags.
function isPlainPlace(value, start, end) {
  if (findRawBlock(value, start)) return true;
  const before = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
  const after = value.slice(end, value.indexOf("\n", end) < 0 ? value.length : value.indexOf("\n", end));
  const isInside = (sign) => countSigns(before, sign) % 2 === 1 && countSigns(after, sign) > 0;
  return isInside("`") || isInside("$") || /\]\([^()\s]*$/.test(before) || /<[A-Za-z][^<>]*$/.test(before);
}

function countSigns(text, sign) {
  return text.replace(/\\./g, "").split(sign).length - 1;
}
