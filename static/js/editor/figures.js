// Pictures as they stand in the text: `![alternative text](address "caption")`.

// What Markdown, formulas and our own marks would read in an alternative text. A bracket with a
// backslash would open a formula, so brackets are spelt out.
const SIGNS = /[\\`*<$~^|&]|==|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;
const ESCAPED = /\\(==|[!-/:-@[-`{-~])/g;

export function figure({ url, alt, caption }) {
  return `![${escapeAlt(alt)}](${url}${caption ? ` "${escapeCaption(caption)}"` : ""})`;
}

// The first picture at `url` in `text`, as it is written, with its alternative text and caption; or null.
export function find(text, url) {
  const address = url.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const written = new RegExp(String.raw`!\[((?:\\.|[^\]\\])*)\]\(${address}(?:\s+"((?:\\.|[^"\\])*)")?\s*\)`);
  const found = written.exec(text);
  return found && { markdown: found[0], alt: readAlt(found[1]), caption: readCaption(found[2] ?? "") };
}

function escapeAlt(text) {
  const signs = flat(text).replace(SIGNS, "\\$&");
  return signs.replaceAll("[", "&#91;").replaceAll("]", "&#93;");
}

function readAlt(text) {
  return text.replaceAll("&#91;", "[").replaceAll("&#93;", "]").replace(ESCAPED, "$1");
}

// Formulas and code are read in a caption: only what would end it, or set a formula apart, is changed.
function escapeCaption(text) {
  const within = flat(text).replaceAll("$$", "$").replace(/\\([[\]])/g, (_, sign) => (sign === "[" ? "\\(" : "\\)"));
  const quoted = within.replace(/(?<!\\)((?:\\\\)*)"/g, '$1\\"');
  return /(?<!\\)(?:\\\\)*\\$/.test(quoted) ? `${quoted}\\` : quoted;
}

function readCaption(text) {
  return text.replaceAll('\\"', '"');
}

function flat(text) {
  return text.replace(/\s+/g, " ").trim();
}
