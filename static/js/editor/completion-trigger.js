// Where completion begins: behind `[[`, behind `[@`, and behind `/` at the beginning of a line; also as Chinese input methods write
// the same keys. And the edits that put in what was chosen.

import { CONTAINER_MARKERS, findRawBlock } from "./raw-blocks.js";
import { CURSOR_MARK } from "./snippets.js";
import { expandToLines } from "./text-editing.js";

const LINK = /(?:\[\[|【【)([^[\]【】|]{0,60})$/;
// What is typed of a key of literature: in brackets, or two letters of it in the text.
const CITATION = /(?:([[【])|([[【][^[\]【】]{0,200}[\s;；-]))@([\p{L}\p{N}_:.+/-]{0,60})$/u;
const TEXT_CITATION = /(?<![A-Za-z0-9_.+/@^])@([\p{L}\p{N}_][\p{L}\p{N}_:.+/-]{1,60})$/u;
const BLOCK = /^[/、]([^\s/、]{0,30})$/;

// Return what is being completed at `position` as { kind, start, query }; null where nothing is.
export function findTrigger(value, position) {
  const line = expandToLines(value, position, position);
  const before = value.slice(line.start, position);
  const found = matchBlock(before) ?? matchLink(before) ?? matchCitation(before);
  return found && !findRawBlock(value, position) ? { ...found, start: line.start + found.start } : null;
}

function matchBlock(before) {
  const prefix = CONTAINER_MARKERS.exec(before)[0].length;
  const match = BLOCK.exec(before.slice(prefix));
  return match && { kind: "block", start: prefix, query: match[1] };
}

function matchLink(before) {
  const match = LINK.exec(before);
  const isInCode = match && before.slice(0, match.index).split("`").length % 2 === 0;
  return match && !isInCode ? { kind: "link", start: match.index, query: match[1] } : null;
}

function matchCitation(before) {
  const match = CITATION.exec(before) ?? TEXT_CITATION.exec(before);
  if (!match || before.slice(0, match.index).split("`").length % 2 === 0) return null;
  const query = match.at(-1);
  const [, bracket] = match.length > 2 ? match : [];
  const start = bracket ? match.index : before.length - query.length - 1;
  return { kind: "citation", start, query, opening: bracket ? "[" : "" };
}

// Return the edit that puts the key in place of what was typed, with the bracket that closes it.
export function insertCitation(value, trigger, position, markdown) {
  const rest = value.slice(position);
  const isClosed = /^[^[\]【】\n]{0,200}[\]】]/.test(rest);
  const closing = trigger.opening && !isClosed ? "]" : "";
  const end = position + (trigger.opening && rest.startsWith("】") ? 1 : 0);
  const text = `${trigger.opening}${markdown}${closing || (end > position ? "]" : "")}`;
  return { start: trigger.start, end, text, from: trigger.start + trigger.opening.length + markdown.length };
}

// Return the edit that puts Markdown in place of what was typed, up to brackets that close it.
export function insertCompletion(value, trigger, position, markdown) {
  const closing = trigger.kind === "link" && /^(?:\]\]|】】)/.test(value.slice(position)) ? 2 : 0;
  const from = trigger.start + markdown.length;
  return { start: trigger.start, end: position + closing, text: markdown, from };
}

// Return the edit that puts a snippet in place of what was typed, in the list or quote at the cursor.
export function insertSnippet(value, trigger, position, { text, isBlock }) {
  const line = expandToLines(value, position, position);
  const prefix = value.slice(line.start, trigger.start);
  const next = `\n${prefix.replace(/[^>\s]/g, " ")}`;
  const above = value.slice(0, line.start).split("\n").at(-2) ?? "";
  const isItem = /[^>\s]/.test(prefix);
  // A block stands apart from the paragraph above it.
  const gap = isBlock && !isItem && above.replace(/[>\s]/g, "") ? next : "";
  const written = gap + text.replaceAll("\n", next).replace(/[ \t]+(?=\n)/g, "");
  const cursor = written.indexOf(CURSOR_MARK);
  return { start: trigger.start, end: position, text: written.replace(CURSOR_MARK, ""), from: trigger.start + cursor };
}
