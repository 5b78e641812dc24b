"""What lists show of an entry of literature, and by what two entries are known to be the same work."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from posts.literature.dates import get_year
from posts.literature.identifiers import find_arxiv, normalize_doi
from posts.literature.names import HAN_OTHERS, OTHERS, format_name

MAX_SHOWN_NAMES = 3
NOT_LETTERS = re.compile(r"[\W_]+")


def format_authors(data: Mapping[str, Any]) -> str:
    """Return the first authors, or editors, of an entry: "Jörg Müller, Li Hua, …"."""
    names = data.get("author") or data.get("editor") or []
    shown = [format_name(name) for name in names[:MAX_SHOWN_NAMES] if name not in (OTHERS, HAN_OTHERS)]
    is_cut = len(shown) < len(names)
    return ", ".join([*filter(None, shown), *(["…"] if is_cut else [])])


def get_first_family(data: Mapping[str, Any]) -> str:
    names = data.get("author") or data.get("editor") or [{}]
    first = names[0]
    return str(first.get("family") or first.get("literal", ""))


def compute_fingerprint(data: Mapping[str, Any]) -> str:
    """Return what is the same for two entries of one work: title, year, first author; "" without a title.

    Case, accents, punctuation and full width say nothing.
    """
    title = fold_for_identity(str(data.get("title", "")))
    if not title:
        return ""
    author = fold_for_identity(get_first_family(data))
    return f"{title[:150]}|{get_year(data.get('issued')) or ''}|{author[:40]}"


def fold_for_identity(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return NOT_LETTERS.sub("", "".join(sign for sign in decomposed if not unicodedata.combining(sign)))


def get_doi(data: Mapping[str, Any]) -> str:
    """Return the DOI of an entry in lower case; that of arXiv is no DOI of the work."""
    return normalize_doi(str(data.get("DOI", "")))


def get_arxiv(data: Mapping[str, Any]) -> str:
    if data.get("archive") == "arXiv" and data.get("archive_location"):
        return str(data["archive_location"]).lower()
    texts = (str(data.get(name, "")) for name in ("URL", "DOI", "number", "container-title", "note"))
    return next(filter(None, map(find_arxiv, texts)), "").lower()
