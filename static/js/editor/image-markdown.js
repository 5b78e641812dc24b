// Images in Markdown: `![alternative text](url "caption"){width=342 align=right}`.

// Characters that Markdown, formulas or our own marks would interpret in an alternative text. A bracket with a
// backslash would open a formula, so brackets become character references.
const SPECIAL_CHARACTERS = /[\\`*<$~^|&]|==|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;
const ESCAPED = /\\(==|[!-/:-@[-`{-~])/g;

const IMAGE = new RegExp(
  String.raw`!\[(?<alt>(?:\\.|[^\]\\\n])*)\]` +
    String.raw`\((?<url><[^<>\n]*>|(?:[^\s()<>]|\([^\s()<>]*\))+)(?: +"(?<caption>(?:\\.|[^"\\\n])*)")?(?: +=(?<size>[\d%]*x[\d%]*))? *\)` +
    String.raw`(?:\{:?(?<attributes>[^{}\n]*)\})?`,
  "g",
);

export function formatImage({ url, alt, caption, attributes = {} }) {
  const pairs = Object.entries(attributes).filter(([, value]) => value !== "");
  const list = pairs.map(([name, value]) => (value === null ? name : `${name}=${value}`)).join(" ");
  return `![${escapeAlt(alt)}](${url}${caption ? ` "${escapeCaption(caption)}"` : ""})${list && `{${list}}`}`;
}

// Return the image in whose Markdown the selection is, with its range and its attributes by name; or null. A class or
// an id is an attribute whose value is null.
export function findImageAt(text, start, end) {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", start);
  const line = text.slice(lineStart, next < 0 ? text.length : next);
  for (const { 0: markdown, index, groups } of line.matchAll(IMAGE)) {
    const found = { start: lineStart + index, end: lineStart + index + markdown.length };
    if (start < found.start || end > found.end) continue;
    const { url, alt, caption = "", size, attributes = "" } = groups;
    const parsed = { url, alt: unescapeAlt(alt), caption: unescapeCaption(caption), attributes: parseAttributes(attributes, size) };
    return { ...found, ...parsed, markdown };
  }
  return null;
}

function parseAttributes(list, size = "x") {
  const [width, height] = size.split("x");
  const typed = list.split(/\s+/).filter(Boolean);
  const pairs = typed.map((part) => (part.includes("=") ? [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1).replace(/["']/g, "")] : [part, null]));
  return { width, height, ...Object.fromEntries(pairs) };
}

// Return the first image with `url` in `text`: its Markdown, alternative text and caption; or null.
export function findImage(text, url) {
  const escapedUrl = url.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(String.raw`!\[((?:\\.|[^\]\\])*)\]\(${escapedUrl}(?:\s+"((?:\\.|[^"\\])*)")?\s*\)`);
  const found = pattern.exec(text);
  return found && { markdown: found[0], alt: unescapeAlt(found[1]), caption: unescapeCaption(found[2] ?? "") };
}

function escapeAlt(text) {
  const escaped = collapseWhitespace(text).replace(SPECIAL_CHARACTERS, "\\$&");
  return escaped.replaceAll("[", "&#91;").replaceAll("]", "&#93;");
}

function unescapeAlt(text) {
  return text.replaceAll("&#91;", "[").replaceAll("&#93;", "]").replace(ESCAPED, "$1");
}

// Captions may contain formulas and code: only what would end the caption or begin a display formula is escaped.
function escapeCaption(text) {
  const within = collapseWhitespace(text).replaceAll("$$", "$").replace(/\\([[\]])/g, (_, bracket) => (bracket === "[" ? "\\(" : "\\)"));
  const quoted = within.replace(/(?<!\\)((?:\\\\)*)"/g, '$1\\"');
  return /(?<!\\)(?:\\\\)*\\$/.test(quoted) ? `${quoted}\\` : quoted;
}

function unescapeCaption(text) {
  return text.replaceAll('\\"', '"');
}

function collapseWhitespace(text) {
  return text.replace(/\s+/g, " ").trim();
}
