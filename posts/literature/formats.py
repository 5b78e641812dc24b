"""Whatever is uploaded or pasted: BibTeX, CSL-JSON, or lines with a DOI or an arXiv number."""

from posts.literature.bibtex import is_bibtex, parse_bibtex
from posts.literature.csl_json import is_csl_json, parse_csl_json
from posts.literature.entry import ParsedLiterature, ParseProblem
from posts.literature.loose_text import parse_loose_text

MAX_LITERATURE_CHARACTERS = 40_000_000


def parse_literature(text: str) -> ParsedLiterature:
    """Return what `text` holds, in whichever of the formats it is; never raises for its content."""
    if len(text) > MAX_LITERATURE_CHARACTERS:
        return ParsedLiterature(problems=[ParseProblem("limit")])
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if is_csl_json(text):
        return parse_csl_json(text)
    return parse_bibtex(text) if is_bibtex(text) else parse_loose_text(text)
