// How wide text is where every letter has one column: East Asian letters and emoji have two (Unicode, UAX 11).

const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Emoji}\ufe0f)/u;
const WITHOUT_WIDTH = /^[\p{M}\p{Cf}\p{Cc}]+$/u;
const segmenter = new Intl.Segmenter();

// Return the number of columns that `text` takes.
export function measureText(text) {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : WITHOUT_WIDTH.test(segment) ? 0 : 1;
  return width;
}
