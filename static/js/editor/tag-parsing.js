// Tags as text, read and written as the server does (posts/models/tag_parsing.py).

const SEPARATORS = /[,，、;；\n\r\t]+/;

// Return the names in `text`, without duplicates; commas within quotation marks belong to a name.
export function parseTags(text) {
  const names = new Map();
  // Every second part is quoted.
  text.split(/"([^"]*)"/).forEach((part, index) => {
    for (const name of index % 2 ? [part] : part.split(SEPARATORS)) {
      const cleaned = cleanName(name);
      if (cleaned && !names.has(getKey(cleaned))) names.set(getKey(cleaned), cleaned);
    }
  });
  return [...names.values()];
}

export const joinTags = (names) => names.map((name) => (SEPARATORS.test(name) ? `"${name}"` : name)).join(", ");

export const getKey = (name) => name.toLowerCase();

// Whether what is being typed ends a tag: a separator stands outside of quotation marks.
export const endsTag = (text) => SEPARATORS.test(text.replace(/"[^"]*("|$)/g, ""));

const cleanName = (name) => name.normalize("NFKC").trim().replace(/^[＃"]+|"+$/g, "").split(/\s+/).filter(Boolean).join(" ");
