"""Slugs for titles and names in any script; Chinese is written in pinyin."""

import re
import unicodedata
from collections.abc import Callable

from pypinyin import lazy_pinyin

MAX_SLUG_LENGTH = 100

# Names that differ only by such a sign (C, C++, C#) must not share a slug.
SIGN_WORDS = {"+": " plus ", "#": " sharp ", "&": " and ", ".": " dot ", "@": " at "}
SIGN_IN_NAME = re.compile(r"(?<=\w)[+#]+|(?<!\w)\.(?=\w)|&|@")


def slugify(text: str) -> str:
    """Return a lower-case ASCII slug of `text`, or "" where nothing in it can be written in ASCII."""
    text = unicodedata.normalize("NFKC", text)
    text = SIGN_IN_NAME.sub(lambda match: "".join(SIGN_WORDS[sign] for sign in match[0]), text)
    text = " ".join(lazy_pinyin(text, errors="default"))
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"['’]", "", text)
    return truncate_slug(re.sub(r"[^a-z0-9]+", "-", text).strip("-"))


def sanitize_slug(typed: str) -> str:
    """Return a slug as somebody typed it without what a URL cannot hold; "" where nothing is left.

    Unlike `slugify` it keeps letters of any script, and capitals.
    """
    text = re.sub(r"[^\w-]+|-{2,}", "-", unicodedata.normalize("NFKC", typed)).strip("-")
    return text if any(map(str.isalnum, text)) else ""


def truncate_slug(slug: str, length: int = MAX_SLUG_LENGTH) -> str:
    """Cut `slug` to at most `length` characters, at a hyphen where there is one."""
    if len(slug) <= length:
        return slug
    head, hyphen, _ = slug[: length + 1].rpartition("-")
    return head if hyphen else slug[:length]


def make_unique_slug(base: str, is_taken: Callable[[str], bool]) -> str:
    """Return `base`, or `base` with the first number from 2 that makes it a slug not taken."""
    slug, number = base, 1
    while is_taken(slug):
        number += 1
        slug = f"{truncate_slug(base, MAX_SLUG_LENGTH - len(str(number)) - 1)}-{number}"
    return slug
