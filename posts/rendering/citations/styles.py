"""The styles of citations and of lists of literature."""

from collections.abc import Callable
from dataclasses import dataclass

from posts.rendering.citations.apa import format_apa_entry, name_apa_author
from posts.rendering.citations.gb7714 import format_gb_author_date, format_gb_numeric, name_gb_author
from posts.rendering.citations.ieee import format_ieee_entry
from posts.rendering.citations.items import CslWork


@dataclass(frozen=True, slots=True)
class CitationRules:
    """A style: how an entry of the list is written, and how the text leads to it.

    `format_entry` gets an item and what follows its year ("a", "b"); `name_author` an item and what stands
    between two authors. `is_raised` says whether numbers, or the pages behind the year, are superscripts;
    `bracket_each` that each number has brackets of its own.
    """

    format_entry: Callable[[CslWork, str], str]
    name_author: Callable[[CslWork, str], str]
    is_numeric: bool
    is_raised: bool = False
    bracket_each: bool = False


def name_gb_author_in_text(item: CslWork, conjunction: str) -> str:
    return name_gb_author(item)


CITATION_STYLES = {
    "gb7714-numeric": CitationRules(
        format_gb_numeric, name_gb_author_in_text, is_numeric=True, is_raised=True
    ),
    "gb7714-author-date": CitationRules(
        format_gb_author_date, name_gb_author_in_text, is_numeric=False, is_raised=True
    ),
    "apa": CitationRules(format_apa_entry, name_apa_author, is_numeric=False),
    "ieee": CitationRules(format_ieee_entry, name_apa_author, is_numeric=True, bracket_each=True),
}
DEFAULT_CITATION_STYLE = "gb7714-numeric"
