// Images in Markdown: `![alternative text](url "caption")`.

// Characters that Markdown, formulas or our own marks would interpret in an alternative text. A bracket with a
// backslash would open a formula, so brackets become character references.
const SPECIAL_CHARACTERS = /[\\`*<$~^|&]|==|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;
const ESCAPED = /\\(==|[!-/:-@[-`{-~])/g;

export function formatImage({ url, alt, caption }) {
  return `![${escapeAlt(alt)}](${url}${caption ? ` "${escapeCaption(caption)}"` : ""})`;
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
