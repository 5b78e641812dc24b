"""Slugs for titles and names in any script; Chinese is written in pinyin."""

import re
import unicodedata
from collections.abc import Callable

from posts.indexing.pinyin import spell_han
from posts.rendering.title import format_plain_title

MAX_SLUG_LENGTH = 100

# Names that differ only by such a sign (C, C++, C#) must not share a slug.
SIGN_WORDS = {"+": " plus ", "#": " sharp ", "&": " and ", ".": " dot ", "@": " at "}
SIGN_IN_NAME = re.compile(r"(?<=\w)[+#]+|(?<!\w)\.(?=\w)|&|@")
# In the form in which accents are characters of their own (NFKD).
GREEK_LETTERS = re.compile(r"(?:[\u0370-\u03ff][\u0300-\u036f]*)+")


def slugify(text: str) -> str:
    """Return a lower-case ASCII slug of `text`, or "" where nothing in it can be written in ASCII.

    Formulas are written as in plain text, and their Greek letters by name.
    """
    text = unicodedata.normalize("NFKC", format_plain_title(text))
    text = SIGN_IN_NAME.sub(lambda match: "".join(SIGN_WORDS[sign] for sign in match[0]), text)
    text = GREEK_LETTERS.sub(spell_greek_letters, unicodedata.normalize("NFKD", text))
    text = " ".join(spell_han(text))
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"['’]", "", text)
    return truncate_slug(re.sub(r"[^a-z0-9]+", "-", text).strip("-"))


def spell_greek_letters(match: re.Match[str]) -> str:
    """Return the names of one or two letters, which are symbols; of more, which are a word, nothing."""
    letters = [letter for letter in match[0] if letter.isalpha()]
    if len(letters) > 2:
        return " "
    # "GREEK SMALL LETTER FINAL SIGMA"
    return " ".join(["", *(unicodedata.name(letter, "").rpartition(" ")[2] for letter in letters), ""])


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
