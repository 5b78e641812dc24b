// What the text itself has to refer to: labels of theorems, figures, equations …, and headings.

const LABEL = /\{#([\p{L}\p{N}_][\p{L}\p{N}_:.-]{0,100})|\\label\{([^{}\n]{1,100})\}|%%\| *label: *([\w:.-]{1,100})/gu;
const HEADING = /^#{1,6}[ \t]+(.{1,200}?)[ \t]*(?:\{[^{}]*\})?[ \t]*#*$/gmu;
const UNNAMEABLE = /[[\]|#$]/;
// Of the keys that `@` refers to, as `KEY_PREFIXES` has them.
const PREFIXED = /^(?:alg|asm|cnj|cor|def|eq|exm|exr|fig|lem|lst|prf|prp|rem|sec|sol|tbl|thm)[-:]/i;
const MAX_OFFERED = 6;

// Return the labels and headings of `text` with `query` in them, as options behind `[[#`.
export function findOwnTargets(text, query) {
  const headings = Array.from(text.matchAll(HEADING), ([, heading]) => heading).filter((name) => !UNNAMEABLE.test(name));
  return choose([...listLabels(text), ...headings], query).map((name) => ({ label: name, markdown: `[[#${name}]]` }));
}

// Return the labels of `text` with `query` in them, as options behind `@`.
export function findOwnLabels(text, query) {
  const labels = listLabels(text).filter((label) => PREFIXED.test(label));
  return choose(labels, query).map((label) => ({ label, markdown: `@${label}` }));
}

function listLabels(text) {
  return Array.from(text.matchAll(LABEL), ([, ...names]) => names.find(Boolean));
}

function choose(names, query) {
  const typed = query.toLowerCase();
  const found = new Set(names.filter((name) => name.toLowerCase().includes(typed)));
  return [...found].slice(0, MAX_OFFERED);
}
