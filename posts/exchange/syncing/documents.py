"""Documents of posts as texts to compare: the front matter of exports, and fields that only the file has."""

import re
from typing import Any
from uuid import UUID

import yaml

from posts.exchange.exporting.document import FrontMatterDumper
from posts.exchange.importing.records.fields import FIELD_KEYS, OWN_KEYS, FrontMatterFields, normalize_keys
from posts.exchange.importing.records.front_matter import FrontMatter, split_front_matter
from posts.exchange.importing.records.record import ImportFileError
from posts.rendering.characters import normalize_text

# A save without a change raises it; the text is the same.
VERSION_LINE = re.compile(r"^version: \d+\n", re.MULTILINE)
DOCUMENT_HEAD = re.compile(r"\A---\n(?P<fields>.*?)^---\n", re.DOTALL | re.MULTILINE)
# What documents hold beside what is read: derived from it, for other tools.
WRITTEN_KEYS = frozenset({"disablenunjucks", "build"})
KNOWN_KEYS = frozenset({key for keys in FIELD_KEYS.values() for key in keys} | OWN_KEYS | WRITTEN_KEYS)


def read_head(text: str) -> FrontMatter:
    """Return fields and body of a file; no fields where they cannot be read, which its import tells."""
    try:
        return split_front_matter(text)
    except ImportFileError:
        return FrontMatter({}, text)


def find_uid(text: str) -> UUID | None:
    """Return which post a file says that it is."""
    return FrontMatterFields(read_head(text).fields).get_uid()


def find_extra_fields(text: str) -> dict[str, Any]:
    """Return the fields of a file that posts have no place for, under the keys as they are written."""
    fields = read_head(text).fields
    return {key: value for key, value in fields.items() if not normalize_keys({key: 0}).keys() & KNOWN_KEYS}


def add_extra_fields(document: str, extra: dict[str, Any]) -> str:
    """Return `document`, an export of a post, with the fields `extra` at the end of its front matter."""
    if not extra:
        return document
    dumped = yaml.dump(
        extra, Dumper=FrontMatterDumper, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return DOCUMENT_HEAD.sub(lambda head: f"---\n{head['fields']}{dumped}---\n", document, count=1)


def is_same_document(one: str, other: str) -> bool:
    """Whether two documents say the same: line ends and the number of the version aside."""
    return comparable(one) == comparable(other)


def comparable(text: str) -> str:
    text = normalize_text(text).strip("\n")
    head = DOCUMENT_HEAD.match(text)
    if head is None:
        return text
    return VERSION_LINE.sub("", text[: head.end()], count=1) + text[head.end() :]


def has_readable_head(text: str) -> bool:
    """Whether the front matter of a merged text is still one that can be read, and of a post."""
    try:
        return find_uid(text) is not None and bool(split_front_matter(text).fields.get("title"))
    except ImportFileError:
        return False
