"""Parsing of tags as people type them: `注意力，扩散 模型、"flash attention", C++`.

Commas, full-width commas, 、, ； and line breaks separate tags; spaces belong to a
tag, so that `flash attention` needs no quotes.
"""

import re
import unicodedata
from collections.abc import Iterable

from posts.indexing.tokens import fold_text

TAG_SEPARATORS = re.compile(r"[,，、;；\n\r\t]+")
QUOTED_TAG = re.compile(r'"([^"]*)"')


def parse_tags(text: str) -> list[str]:
    """Return the tag names in `text` in their order, without duplicates (case ignored)."""
    names: list[str] = []
    # Every second part is a quoted tag.
    for index, part in enumerate(QUOTED_TAG.split(text)):
        names += [part] if index % 2 else TAG_SEPARATORS.split(part)
    return remove_duplicates(map(clean_tag_name, names))


def remove_duplicates(names: Iterable[str]) -> list[str]:
    """Return `names` in their order, without empty ones; of those that differ only by case, the first."""
    unique: dict[str, str] = {}
    for name in filter(None, names):
        unique.setdefault(name.casefold(), name)
    return list(unique.values())


def clean_tag_name(name: str) -> str:
    """Return `name` in NFKC, without outer quotes and runs of spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).strip().lstrip("＃").strip('"').split())


def get_tag_key(name: str) -> str:
    """Return the key that all spellings of `name` share: case, width and traditional characters ignored."""
    return fold_text(clean_tag_name(name))


def join_tags(tags: Iterable[object]) -> str:
    """Return `tags` as the text that `parse_tags` reads back."""
    names = (str(tag) for tag in tags)
    return ", ".join(f'"{name}"' if TAG_SEPARATORS.search(name) else name for name in names)
