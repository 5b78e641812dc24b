// HTML of the clipboard, before the server turns it into Markdown: whether it says more than its plain text, and
// which pictures are embedded in it. It is only searched: to parse it here, even apart from the page, would apply its
// styles, which the policy refuses.

import { listRtfPictures } from "./rtf-pictures.js";

const NAMES = [
  "b|strong|i|em|s|del|strike|u|mark|sup|sub|kbd|code|pre|h[1-6]|ul|ol|dl|table|blockquote|details|hr|img|video|math",
  "mjx-container|math-renderer|section|aside",
].join("|");
const STRUCTURE = new RegExp(
  [
    String.raw`<(?:${NAMES})(?=[\s>/])|<a\s[^<>]*href|<script\s[^<>]*math/|<p[\s>][^]*<p[\s>]`,
    String.raw`\sclass=["'][^"']*(?:katex|MathJax|markdown)|\sdata-(?:tex|latex)=|\srole=["']heading|mso-list`,
    String.raw`font-weight:\s*(?:bold|[6-9]00)|font-style:\s*italic|line-through|vertical-align:\s*su[pb]`,
  ].join("|"),
  "i",
);
const ATTRIBUTE = String.raw`\s+[^\s=<>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?`;
const EMBEDDED = new RegExp(String.raw`(<img(?:${ATTRIBUTE})*?\s+src\s*=\s*)(["'])(data:[^"']*)\2`, "gi");
const LOCAL = new RegExp(String.raw`(<img(?:${ATTRIBUTE})*?\s+src\s*=\s*)(["'])file:[^"']*\2`, "gi");
const PICTURE = /^data:(image\/[a-z.+-]+)(;base64)?,(.*)$/is;
const MAX_PICTURES = 100;
// A browser that shows a text file puts it into one bare `pre`.
const TEXT_FILE = /^\s*<pre(?:\s+style=(?:"[^"]*"|'[^']*'))?>[^<]*<\/pre>\s*$/i;
// Editors of code copy a box that keeps white space.
const CODE_BOX = /^\s*(?:<pre[\s>]|<div\s[^<>]*white-space:\s*pre)/i;
const LINE_END = /<br|<div[\s>]|<\/p>|\n/gi;

// Return { html, files } for HTML that is worth converting, else null. Embedded pictures are taken out of the HTML: the
// address of each is `embedded:` and its number, from 1; its file is null where it cannot be read. Those that are files of
// the program that they come from are taken from its RTF.
export function prepareClipboardHtml(html, rtf = "") {
  const body = html.replace(/<!--[^]*?-->|<\/?(?:html|head|body|meta)\b[^<>]*>/gi, "");
  if (!STRUCTURE.test(body) || TEXT_FILE.test(body) || isLineOfCode(body)) return null;
  const files = [];
  const withoutFiles = html.replace(EMBEDDED, (_, before, quote, address) => {
    files.push(files.length < MAX_PICTURES ? decodePicture(address, files.length + 1) : null);
    return `${before}${quote}embedded:${files.length}${quote}`;
  });
  return { html: takeFromRtf(withoutFiles, rtf, files), files };
}

// Have the pictures that are local files read from the RTF, where it has as many of them. Comments for old browsers name
// them a second time.
function takeFromRtf(html, rtf, files) {
  const visible = html.replace(/<!--[^]*?-->/g, (comment) => (comment.includes("<img") ? "" : comment));
  const pictures = visible.match(LOCAL) ? listRtfPictures(rtf) : [];
  const count = visible.match(LOCAL)?.length ?? 0;
  if (pictures.length !== count || files.length + count > MAX_PICTURES) return html;
  return visible.replace(LOCAL, (_, before, quote) => `${before}${quote}embedded:${files.push(pictures.shift())}${quote}`);
}

// Whether this is a piece of a line, which is pasted as it is.
function isLineOfCode(body) {
  const content = body.trim().replace(/^<(?:pre|div)[^<>]*>/i, "");
  return CODE_BOX.test(body) && (content.match(LINE_END) ?? []).length < 2;
}

function decodePicture(address, number) {
  const [, type, isBase64, content] = PICTURE.exec(address) ?? [];
  try {
    const text = isBase64 ? atob(content.replace(/\s/g, "")) : decodeURIComponent(content);
    const bytes = isBase64 ? Uint8Array.from(text, (char) => char.charCodeAt(0)) : text;
    return new File([bytes], `image-${number}.${type.split("/")[1].split("+")[0]}`, { type });
  } catch {
    return null;
  }
}
