"""The works that a post cites: their numbers, the letters behind their years, and the order of the list."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from posts.rendering.citations.items import CslWork, read_csl_item
from posts.rendering.citations.styles import CITATION_STYLES, DEFAULT_CITATION_STYLE, CitationRules

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Entry:
    """A work of the list: its first `key`, its `number` from 1, and the letters behind its year."""

    key: str
    item: CslWork
    number: int
    year_suffix: str = ""


@dataclass(slots=True)
class Bibliography:
    """The cited works of a post, by each key that is used for them."""

    style: CitationRules
    entries: list[Entry] = field(default_factory=list)
    by_key: dict[str, Entry] = field(default_factory=dict)

    def format_entry(self, entry: Entry) -> str:
        """Return the entry as text with marks."""
        return self.style.format_entry(entry.item, entry.year_suffix)

    def sort_entries(self) -> list[Entry]:
        """Return the entries in the order of the list."""
        if self.style.is_numeric:
            return self.entries
        return sorted(self.entries, key=self.make_sort_key)

    def make_sort_key(self, entry: Entry) -> tuple[bool, bytes, int, str]:
        """Return by what the list is sorted: Chinese works first, by the sounds of the authors' names.

        GB 18030 has the frequent characters in the order of Pinyin.
        """
        item = entry.item
        persons = item.authors or item.editors
        names = " ".join(f"{person.family} {person.given}" for person in persons)
        words = fold_letters(names or self.style.name_author(item, "&")).encode("gb18030", errors="replace")
        return not item.is_eastern, words, item.issued.year if item.issued else 0, entry.year_suffix


def fold_letters(text: str) -> str:
    """Return `text` without accents, quotation marks and the difference of capitals."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in parts if not unicodedata.combining(sign) and sign not in "“”")


def build_bibliography(
    keys: Iterable[str], literature: Mapping[str, Mapping[str, Any]], style_name: str
) -> Bibliography:
    """Return the works of `keys`, in the order of the citations; two keys of one work are one entry."""
    style = CITATION_STYLES.get(style_name, CITATION_STYLES[DEFAULT_CITATION_STYLE])
    bibliography = Bibliography(style)
    by_data: dict[str, Entry] = {}
    for key in dict.fromkeys(keys):
        if not isinstance(data := literature.get(key), Mapping):
            continue
        # Only the id may differ: a work has the old key too.
        identity = repr(sorted((each for each in data.items() if each[0] != "id"), key=repr))
        if identity not in by_data:
            entry = by_data[identity] = Entry(key, read_csl_item(data), len(by_data) + 1)
            bibliography.entries.append(entry)
        bibliography.by_key[key] = by_data[identity]
    if not style.is_numeric:
        add_year_suffixes(bibliography)
    return bibliography


def add_year_suffixes(bibliography: Bibliography) -> None:
    """Tell works of one author and year apart by letters, in the order of their titles."""
    groups: dict[tuple[str, int], list[Entry]] = {}
    for entry in bibliography.entries:
        year = entry.item.issued.year if entry.item.issued else 0
        groups.setdefault((bibliography.style.name_author(entry.item, "&"), year), []).append(entry)
    for group in groups.values():
        if len(group) > 1:
            for place, entry in enumerate(sorted(group, key=lambda each: each.item.title.casefold())):
                entry.year_suffix = letters_of(place)


def letters_of(place: int) -> str:
    """Return "a" for 0, "z" for 25, "aa" for 26."""
    before, last = divmod(place, len(LETTERS))
    return (letters_of(before - 1) if before else "") + LETTERS[last]


def find_ranges(numbers: Iterable[int]) -> Sequence[tuple[int, int]]:
    """Return `numbers`, sorted, as ranges of those that follow on one another."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges
