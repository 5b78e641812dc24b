// Pictures of a word processor: its HTML names files of its own, which no page may read; the RTF that comes with it holds
// them (Rich Text Format 1.9.1, "Pictures"), as hexadecimal digits.

const TYPES = { png: "image/png", jpeg: "image/jpeg" };
const INNER_GROUP = /\{[^{}]*\}/g;
const CONTROL_WORD = /\\[a-z]+-?\d* ?|\\\*/gi;

// Return the pictures of `rtf` in their order, as files; formats that no browser shows are left out.
export function listRtfPictures(rtf) {
  const files = [];
  for (let start = rtf.indexOf("{\\pict"); start >= 0; start = rtf.indexOf("{\\pict", start + 1)) {
    // The same picture again, for old programs.
    if (rtf.slice(0, start).endsWith("{\\nonshppict")) continue;
    const file = readPicture(rtf.slice(start + 1, findGroupEnd(rtf, start)), files.length + 1);
    if (file) files.push(file);
  }
  return files;
}

function findGroupEnd(rtf, start) {
  const brace = /[{}]/g;
  brace.lastIndex = start;
  let depth = 0;
  for (let found = brace.exec(rtf); found; found = brace.exec(rtf)) {
    depth += found[0] === "{" ? 1 : -1;
    if (depth === 0) return found.index;
  }
  return rtf.length;
}

function readPicture(group, number) {
  const kind = /\\(png|jpeg)blip/.exec(group)?.[1];
  if (!kind) return null;
  let content = group;
  while (INNER_GROUP.test(content)) content = content.replace(INNER_GROUP, " ");
  const digits = content.replace(CONTROL_WORD, "").replace(/[^0-9a-f]/gi, "");
  const bytes = Uint8Array.from({ length: digits.length >> 1 }, (_, index) => parseInt(digits.slice(2 * index, 2 * index + 2), 16));
  return new File([bytes], `image-${number}.${kind}`, { type: TYPES[kind] });
}
