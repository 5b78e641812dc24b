"""The literature that the front matter of a post names: files of BibTeX or CSL-JSON, or items in it."""

import codecs
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from posts.exchange.importing.records.encodings import decode_text_file
from posts.exchange.importing.records.fields import FrontMatterFields, iter_texts
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.records.regular_files import read_regular_file
from posts.exchange.importing.sites.base import SourceSite
from posts.literature import ParsedLiterature, find_citation_keys, parse_literature
from posts.models.cited_literature import MAX_BIBLIOGRAPHY_CHARACTERS
from posts.rendering.characters import normalize_text

MAX_BIBLIOGRAPHY_FILE_BYTES = 40 * 1024 * 1024
# Of a longer file, which several posts share, a post has what it cites.
MAX_WHOLE_CHARACTERS = 20_000
BIBLIOGRAPHY_NOTE = "bibliography not read"


def read_bibliography(record: PostRecord, fields: FrontMatterFields, site: SourceSite) -> str:
    """Return the bibliography of a post as the model has it; a note says what could not be read."""
    own = fields.raw.get("bibtex")
    if site.is_own_export and isinstance(own, str):
        return normalize_text(own)
    items = fields.raw.get("references")
    texts = list(iter_bibliography_files(record, fields, site))
    if not texts and isinstance(items, list) and items:
        texts = [json.dumps(items, ensure_ascii=False, indent=1, default=str)]
    if len(texts) == 1 and len(texts[0]) <= MAX_WHOLE_CHARACTERS:
        return normalize_text(texts[0]).strip()
    return select_cited_entries(texts, record)


def iter_bibliography_files(record: PostRecord, fields: FrontMatterFields, site: SourceSite) -> Iterator[str]:
    for name in iter_texts(fields.raw.get("bibliography")):
        path = site.find_file([record.path.parent / name, site.root / name.lstrip("/")])
        text = read_literature_file(path) if path else None
        if text is None:
            record.add_note(BIBLIOGRAPHY_NOTE, name, record.find_line(name))
        else:
            yield text


def read_literature_file(path: Path) -> str | None:
    """Return the text of a file; None for one that is too big, or no text."""
    try:
        if path.stat().st_size > MAX_BIBLIOGRAPHY_FILE_BYTES:
            return None
        data = read_regular_file(path, MAX_BIBLIOGRAPHY_FILE_BYTES).removeprefix(codecs.BOM_UTF8)
        return decode_text_file(data)[0]
    except (OSError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=2)
def parse_shared_file(text: str) -> ParsedLiterature:
    """Return what is in a file that one post after the other names."""
    return parse_literature(text)


def select_cited_entries(texts: list[str], record: PostRecord) -> str:
    """Return those entries of `texts` that the post cites: their BibTeX as it was given, else CSL-JSON."""
    cited = find_citation_keys(record.source, record.summary)
    entries = {
        entry.key: entry for text in texts for entry in parse_shared_file(text).entries if entry.key in cited
    }
    has_bibtex = all(entry.bibtex for entry in entries.values())
    text = (
        "\n\n".join(entry.bibtex for entry in entries.values())
        if has_bibtex
        else json.dumps([entry.data for entry in entries.values()], ensure_ascii=False, indent=1)
    )
    if len(text) > MAX_BIBLIOGRAPHY_CHARACTERS:
        record.add_note(BIBLIOGRAPHY_NOTE, "it is too long")
        return ""
    return normalize_text(text)
