"""The query language of the search box: words, "phrases", formulas, -exclusions and field:filters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from posts.indexing.tokens import tokenize_text
from posts.rendering.characters import normalize_text

MAX_QUERY_LENGTH = 500  # characters
MAX_TERMS, MAX_TERM_TOKENS = 12, 60  # of a query, of a term; further ones are ignored

QUERY_FIELDS = {
    "tag": "tag", "标签": "tag", "標籤": "tag",
    "category": "category", "分类": "category", "分類": "category",
    "author": "author", "作者": "author",
    "year": "year", "年份": "year",
}  # fmt: skip
QUOTE_FORMS = str.maketrans("“”„＂", '""""')
# A formula with its delimiters, as a page copies it. `$5` alone is a price, not a formula.
FORMULA_IN_QUERY = r"(?:\$\$|\$(?! )|\\[(\[])(?P<formula>[^$]+?)(?:\$\$|(?<! )\$|\\[)\]])"
QUERY_PART = re.compile(
    rf"(?P<minus>[-－](?=[^\s]))?(?:(?P<field>{'|'.join(QUERY_FIELDS)})[:：](?=\S))?"
    rf'(?:"(?P<phrase>[^"]*)"?|{FORMULA_IN_QUERY}|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
# Signs that only TeX uses. A part of a formula may end inside a word: `x_i` occurs in `\max_is`.
TEX_SIGN = re.compile(r"[\\_^{}]")


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Tokens that must occur in sequence; with `is_formula` the first and the last may be parts of words."""

    tokens: tuple[str, ...]
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """A field (`tag`, `category`, `author` or `year`) and the value that the reader typed."""

    field: str
    value: str
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The terms that every result contains, those that none contains, and filters by field."""

    terms: tuple[SearchTerm, ...] = ()
    excluded: tuple[SearchTerm, ...] = ()
    filters: tuple[SearchFilter, ...] = ()

    def __bool__(self) -> bool:
        """Whether the query finds anything: exclusions alone do not."""
        return bool(self.terms) or any(not filter_.is_excluded for filter_ in self.filters)


def parse_query(text: str) -> SearchQuery:
    """Return the query that `text` stands for. Any text is valid: what is no operator is a word to find."""
    terms: list[SearchTerm] = []
    excluded: list[SearchTerm] = []
    filters: list[SearchFilter] = []
    for match in QUERY_PART.finditer(normalize_text(text[:MAX_QUERY_LENGTH]).translate(QUOTE_FORMS)):
        value = next(match[name] for name in ("phrase", "formula", "word") if match[name] is not None)
        if match["field"] and is_field_value(QUERY_FIELDS[match["field"].lower()], value):
            filters.append(SearchFilter(QUERY_FIELDS[match["field"].lower()], value, bool(match["minus"])))
        elif term := parse_term(f"{match['field']}:{value}" if match["field"] else value):
            (excluded if match["minus"] else terms).append(term)
    return SearchQuery(unique_terms(terms), unique_terms(excluded), tuple(filters[:MAX_TERMS]))


def is_field_value(field: str, value: str) -> bool:
    """Whether a post can have `value` in `field`. Years are limited to those that every database supports."""
    return bool(value.strip()) and (field != "year" or bool(re.fullmatch(r"[12][0-9]{3}", value)))


def parse_term(text: str) -> SearchTerm | None:
    tokens = tokenize_text(text)[:MAX_TERM_TOKENS]
    return SearchTerm(tuple(tokens), bool(TEX_SIGN.search(text))) if tokens else None


def unique_terms(terms: Iterable[SearchTerm]) -> tuple[SearchTerm, ...]:
    return tuple(dict.fromkeys(terms))[:MAX_TERMS]
