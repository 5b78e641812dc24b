"""CSL-JSON as other programs write it (Zotero, Pandoc, Crossref): what its schema does not know goes."""

import json
import re
from collections.abc import Mapping
from typing import Any

from posts.literature.bibtex import MAX_LITERATURE_ENTRIES, is_valid_key
from posts.literature.dates import parse_csl_date
from posts.literature.entry import MAX_KEY_LENGTH, CslItem, ParsedEntry, ParsedLiterature, ParseProblem
from posts.literature.identifiers import find_doi
from posts.literature.languages import find_csl_language
from posts.literature.names import MAX_NAMES
from posts.literature.variables import CSL_TYPES, DATE_VARIABLES, NAME_PARTS, NAME_VARIABLES, TEXT_VARIABLES

MAX_TEXT_CHARACTERS = 20_000
MARKUP_TAG = re.compile(r"</?(?:i|b|sub|sup|em|strong|span|sc)\b[^<>]{0,200}>", re.IGNORECASE)
# What JSON can escape, and no database or page can hold: NUL, and halves of characters.
UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")
NOT_IN_KEYS = re.compile(r"[\s,{}()\"\\#%\[\]]+")


def is_csl_json(text: str) -> bool:
    return text.lstrip()[:1] in {"[", "{"}


def parse_csl_json(text: str) -> ParsedLiterature:
    """Return the items of a JSON text: a list, one item, or a mapping with `items` or `references`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return ParsedLiterature(problems=[ParseProblem("broken", "JSON", getattr(error, "lineno", None))])
    return read_csl_items(document)


def read_csl_items(document: Any) -> ParsedLiterature:
    """Return the items of parsed JSON or YAML."""
    if isinstance(document, dict):
        nested = next((document[name] for name in ("items", "references") if name in document), None)
        document = nested if isinstance(nested, list) else [document]
    found, seen = ParsedLiterature(), set()
    if not isinstance(document, list) or len(document) > MAX_LITERATURE_ENTRIES:
        return ParsedLiterature(problems=[ParseProblem("limit" if isinstance(document, list) else "format")])
    for item in document:
        entry = parse_csl_item(item)
        if entry is None:
            found.problems.append(ParseProblem("invalid", UNSTORABLE.sub("", str(item)[:80])))
        elif entry.key in seen:
            found.problems.append(ParseProblem("repeated", entry.key))
        else:
            seen.add(entry.key)
            found.entries.append(entry)
    return found


def parse_csl_item(item: Any) -> ParsedEntry | None:
    """Return the entry of one item; None for what is none."""
    if not isinstance(item, dict):
        return None
    key = find_item_key(item)
    data = clean_item(item)
    return ParsedEntry(key, {"id": key, **data}) if key and ("title" in data or len(data) > 1) else None


def find_item_key(item: Mapping[str, Any]) -> str:
    """Return by what `item` is cited: Zotero's id is an address, and its key another field."""
    typed = next(
        (UNSTORABLE.sub("", str(item[name])).strip() for name in ("citation-key", "id") if item.get(name)), ""
    )
    if "/" in typed and typed.startswith("http"):
        typed = typed.rstrip("/").rpartition("/")[2]
    key = NOT_IN_KEYS.sub("-", typed).strip("-")[:MAX_KEY_LENGTH]
    return key if is_valid_key(key) else ""


def clean_item(item: Mapping[str, Any]) -> CslItem:
    """Return what CSL knows of `item`, in the forms that its schema has, without the id."""
    kind = item.get("type")
    data: CslItem = {"type": kind if kind in CSL_TYPES else "document"}
    for name, value in item.items():
        cleaned = clean_variable(name, value)
        if cleaned:
            data[name] = cleaned
    if doi := find_doi(data.get("DOI", "")):
        data["DOI"] = doi
    if "language" not in data and (language := find_csl_language("", data)):
        data["language"] = language
    return data


def clean_variable(name: Any, value: Any) -> Any:
    if name in TEXT_VARIABLES:
        return clean_csl_text(value[0] if isinstance(value, list) and value else value)
    if name in NAME_VARIABLES:
        names = map(clean_name, value[:MAX_NAMES]) if isinstance(value, list) else ()
        return [cleaned for cleaned in names if cleaned]
    return clean_date(value) if name in DATE_VARIABLES else None


def clean_csl_text(value: Any) -> str:
    """Return a text or a number as text, without the tags that CSL-JSON has for emphasis."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return " ".join(MARKUP_TAG.sub("", UNSTORABLE.sub("", str(value)[:MAX_TEXT_CHARACTERS])).split())


def clean_name(name: Any) -> dict[str, str]:
    if isinstance(name, str):
        return {"literal": clean_csl_text(name)} if name.strip() else {}
    if not isinstance(name, dict):
        return {}
    return {part: text for part in NAME_PARTS if (text := clean_csl_text(name.get(part)))}


def clean_date(value: Any) -> dict[str, Any] | None:
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return parse_csl_date(clean_csl_text(value))
    if not isinstance(value, dict):
        return None
    ends = value.get("date-parts")
    if isinstance(ends, list):
        parts = [clean_parts(end) for end in ends[:2]]
        return {"date-parts": parts} if parts and all(parts) else None
    return parse_csl_date(clean_csl_text(value.get("raw") or value.get("literal") or ""))


def clean_parts(end: Any) -> list[int]:
    if not isinstance(end, list):
        return []
    numbers = [int(part) for part in end[:3] if re.fullmatch(r"-?[0-9]{1,4}", str(part))]
    return numbers if len(numbers) == len(end[:3]) else []
