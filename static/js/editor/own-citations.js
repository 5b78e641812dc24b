// What the bibliography of the post itself has to cite, as far as a look at its BibTeX tells.

const ENTRY = /@[a-z]+\s*[{(]\s*([^\s,{}()]{1,200})\s*,/gi;
const TITLE = /\btitle\s*=\s*[{"]([^\n]{1,300}?)[}"]*\s*,?\s*(?:\n|$)/i;
const NEVER_CITED = /^@(?:string|comment|preamble)/i;
const MAX_OFFERED = 4;

// Return the entries of `bibtex` with `query` in their key or title, as options of the list.
export function findOwnCitations(bibtex, query) {
  const typed = query.toLowerCase();
  return listEntries(bibtex)
    .filter(({ key, title }) => key.toLowerCase().includes(typed) || title.toLowerCase().includes(typed))
    .slice(0, MAX_OFFERED)
    .map(({ key, title }) => ({ label: title || key, kind: key, markdown: `@${key}` }));
}

function listEntries(bibtex) {
  const matches = [...bibtex.matchAll(ENTRY)].filter(([text]) => !NEVER_CITED.test(text));
  return matches.map((match, number) => {
    const text = bibtex.slice(match.index, matches[number + 1]?.index);
    return { key: match[1], title: (TITLE.exec(text)?.[1] ?? "").replace(/[{}]/g, "") };
  });
}
