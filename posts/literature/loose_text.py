"""DOI, arXiv numbers and addresses pasted alone or in a sentence: each line that has one is an entry to be
completed by hand. Nothing is fetched."""

import re

from posts.literature.bibtex_fields import set_arxiv
from posts.literature.dates import YEAR_IN_TEXT
from posts.literature.entry import CslItem, ParsedEntry, ParsedLiterature, ParseProblem
from posts.literature.identifiers import ARXIV, DOI, find_arxiv, find_doi
from posts.literature.languages import find_csl_language

MAX_LOOSE_LINES = 1_000
MAX_LINE_CHARACTERS = 2_000
LOOSE_ADDRESS = re.compile(r"https?://\S+")
# What is left of a line that was nothing but its number.
LEFTOVER = re.compile(
    r"(?:\b(?:doi|arxiv|https?|dx|org|abs|pdf|available|at|preprint)\b|\[[\w.-]+\]|[^\w]|_)+", re.IGNORECASE
)


def parse_loose_text(text: str) -> ParsedLiterature:
    """Return an entry for each line of `text` with a DOI or an arXiv number; the others are problems."""
    found = ParsedLiterature()
    seen: set[str] = set()
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines[:MAX_LOOSE_LINES]:
        entry = parse_line(line[:MAX_LINE_CHARACTERS], number)
        if entry is None:
            found.problems.append(ParseProblem("format", line[:80], number))
        elif entry.key not in seen:
            seen.add(entry.key)
            found.entries.append(entry)
    if len(lines) > MAX_LOOSE_LINES:
        found.problems.append(ParseProblem("limit"))
    return found


def parse_line(line: str, number: int) -> ParsedEntry | None:
    arxiv, doi = find_arxiv(line), find_doi(line)
    if not (arxiv or doi):
        return None
    item: CslItem = {"type": "article" if arxiv else "article-journal"}
    rest = LOOSE_ADDRESS.sub(" ", DOI.sub(" ", ARXIV.sub(" ", line)))
    title = "" if LEFTOVER.fullmatch(rest) else " ".join(rest.split()).strip(" .,;:[]()")
    if title:
        item["title"] = title
    if years := YEAR_IN_TEXT.findall(rest):
        item["issued"] = {"date-parts": [[int(years[-1])]]}
    if doi:
        item["DOI"] = doi
        item["URL"] = f"https://doi.org/{doi}"
    if arxiv:
        item["URL"] = f"https://arxiv.org/abs/{arxiv}"
        set_arxiv(item, arxiv)
    if language := find_csl_language("", item):
        item["language"] = language
    key = f"arxiv-{arxiv}" if arxiv else f"doi-{doi}"
    key = re.sub(r"[^\w.:-]+", "-", key.lower()).strip("-.")
    return ParsedEntry(key, {"id": key, **item}, line=number)
