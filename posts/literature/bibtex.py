"""BibTeX and BibLaTeX read into entries. Broken entries are reported, and those behind them read."""

import logging
import re
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

from posts.literature.bibtex_fields import convert_fields, inherit_fields
from posts.literature.entry import MAX_KEY_LENGTH, ParsedEntry, ParsedLiterature, ParseProblem

MAX_LITERATURE_ENTRIES = 50_000
# Of which the TeX is read; the BibTeX is kept whole.
MAX_FIELD_CHARACTERS = 20_000
BLOCK = re.compile(r"@\s*[A-Za-z]+\s*[({]")
VALID_KEY = re.compile(r"[^\s,{}()\"\\#%\[\]]+")

# It logs each broken entry of a text that somebody pasted; these are told to that person.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


def is_bibtex(text: str) -> bool:
    return BLOCK.search(text) is not None


def parse_bibtex(text: str) -> ParsedLiterature:
    """Return the entries of `text`. What is broken, or repeats a key, is among the problems."""
    if len(BLOCK.findall(text)) > MAX_LITERATURE_ENTRIES:
        return ParsedLiterature(problems=[ParseProblem("limit")])
    library = parse_string(text)
    found = ParsedLiterature()
    raw = {entry.key: read_fields(entry) for entry in library.entries}
    folded = {key.lower(): fields for key, fields in raw.items()}
    for entry in library.entries:
        line = None if entry.start_line is None else entry.start_line + 1
        key = entry.key.strip()
        if not is_valid_key(key):
            found.problems.append(ParseProblem("invalid-key", key[:80], line))
            continue
        fields = inherit_fields(raw[entry.key], folded)
        data = {"id": key, **convert_fields(entry.entry_type.strip().lower(), fields)}
        found.entries.append(ParsedEntry(key, data, (entry.raw or "").strip(), line))
    found.problems += list_failures(library.failed_blocks)
    found.problems.sort(key=lambda problem: problem.line or 0)
    return found


def is_valid_key(key: str) -> bool:
    return len(key) <= MAX_KEY_LENGTH and VALID_KEY.fullmatch(key) is not None


def read_fields(entry: Entry) -> dict[str, str]:
    """Return the fields of `entry` by their names in lower case, still TeX."""
    return {
        field.key.strip().lower(): str(field.value)[:MAX_FIELD_CHARACTERS].strip()
        for field in reversed(entry.fields)
    }


def list_failures(blocks: list[ParsingFailedBlock]) -> Iterator[ParseProblem]:
    for block in blocks:
        line = None if block.start_line is None else block.start_line + 1
        if isinstance(block, DuplicateBlockKeyBlock):
            yield ParseProblem("repeated", str(block.key)[:80], line)
        else:
            yield ParseProblem("broken", " ".join((block.raw or "")[:200].split())[:80], line)
