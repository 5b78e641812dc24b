// HTML of the clipboard, before the server turns it into Markdown: whether it says more than its plain text, and
// which pictures are embedded in it. A page that DOMParser makes runs nothing and loads nothing.

const STRUCTURE = [
  "a[href], b, strong, i, em, s, del, strike, u, mark, sup, sub, kbd, code, pre, h1, h2, h3, h4, h5, h6, ul, ol, dl",
  "table, blockquote, details, hr, img, video, math, script[type^='math/'], .katex, mjx-container, math-renderer",
  "p + p, div[class*='markdown'], [role=heading], [style*='mso-list'], section p, [data-tex], [data-latex]",
].join(", ");
const STYLED = /font-weight:\s*(?:bold|[6-9]00)|font-style:\s*italic|line-through|vertical-align:\s*su[pb]/;
const PICTURE = /^data:(image\/[a-z.+-]+)(;base64)?,(.*)$/is;
const MAX_PICTURES = 100;

// Return { html, files } for HTML that is worth converting, else null. Embedded pictures are taken out of the HTML: the
// address of each is `embedded:` and its number, from 1; its file is null where it cannot be read.
export function prepareClipboardHtml(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!hasStructure(page) || isTextFile(page) || isLineOfCode(page)) return null;
  const files = [];
  for (const image of page.querySelectorAll("img[src^='data:' i]")) {
    files.push(files.length < MAX_PICTURES ? decodePicture(image.getAttribute("src"), files.length + 1) : null);
    image.setAttribute("src", `embedded:${files.length}`);
  }
  return { html: files.length ? page.documentElement.outerHTML : html, files };
}

function hasStructure(page) {
  if (page.body.querySelector(STRUCTURE)) return true;
  return [...page.body.querySelectorAll("[style]")].some((element) => STYLED.test(element.getAttribute("style")));
}

// A browser that shows a text file puts it into one bare `pre`.
function isTextFile({ body }) {
  const [only, ...others] = body.children;
  return only?.localName === "pre" && !others.length && !only.className && !only.children.length;
}

// Editors of code copy a box that keeps white space; a piece of a line is pasted as it is.
function isLineOfCode({ body }) {
  const [only, ...others] = body.children;
  const isCode = only && !others.length && (only.localName === "pre" || /white-space:\s*pre/.test(only.getAttribute("style")));
  return isCode && only.querySelectorAll("div, br").length < 2 && !only.textContent.trim().includes("\n");
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
