"""What a reader types into the search box, read into what is looked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from posts.rendering.text import normalise
from posts.search.tokens import tokens

MAX_LENGTH = 500  # characters of a query
MAX_TERMS, MAX_TOKENS = 12, 60  # of a query, of a term; the rest is passed over

FIELDS = {
    "tag": "tag", "标签": "tag", "標籤": "tag",
    "category": "category", "分类": "category", "分類": "category",
    "author": "author", "作者": "author",
    "year": "year", "年份": "year",
}  # fmt: skip
QUOTES = str.maketrans("“”„＂", '""""')
# A formula with its marks, as a page gives it to be copied. After `$5` a price goes on, no formula.
FORMULA = r"(?:\$\$|\$(?! )|\\[(\[])(?P<formula>[^$]+?)(?:\$\$|(?<! )\$|\\[)\]])"
PART = re.compile(
    rf"(?P<minus>[-－](?=[^\s]))?(?:(?P<field>{'|'.join(FIELDS)})[:：](?=\S))?"
    rf'(?:"(?P<phrase>[^"]*)"?|{FORMULA}|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
# What only TeX is written with. A piece of a formula may end inside a word: `x_i` stands in `\max_is`.
TEX = re.compile(r"[\\_^{}]")


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that must stand one behind the other; `is_formula` lets the outer ones be parts of words."""

    tokens: tuple[str, ...]
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A field (`tag`, `category`, `author`, `year`) and what a reader wrote of it."""

    field: str
    value: str
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What every result holds, what none does, and among which posts is looked."""

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked for; leaving out alone is no question."""
        return bool(self.terms) or any(not one.is_excluded for one in self.filters)


def parse_query(text: str) -> Query:
    """Return the query that `text` means. Any text is one: what is no operator is looked for."""
    terms: list[Term] = []
    excluded: list[Term] = []
    filters: list[Filter] = []
    for match in PART.finditer(normalise(text[:MAX_LENGTH]).translate(QUOTES)):
        value = next(match[name] for name in ("phrase", "formula", "word") if match[name] is not None)
        if match["field"] and is_value(FIELDS[match["field"].lower()], value):
            filters.append(Filter(FIELDS[match["field"].lower()], value, bool(match["minus"])))
        elif term := read_term(f"{match['field']}:{value}" if match["field"] else value):
            (excluded if match["minus"] else terms).append(term)
    return Query(unique(terms), unique(excluded), tuple(filters[:MAX_TERMS]))


def is_value(field: str, value: str) -> bool:
    """Whether a post can have `value` in `field`. Years are those that every database knows."""
    return bool(value.strip()) and (field != "year" or bool(re.fullmatch(r"[12][0-9]{3}", value)))


def read_term(text: str) -> Term | None:
    found = tokens(text)[:MAX_TOKENS]
    return Term(tuple(found), bool(TEX.search(text))) if found else None


def unique(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(terms))[:MAX_TERMS]
