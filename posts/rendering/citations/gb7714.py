"""Entries after GB/T 7714-2015, in the order of citations or by author and year (section 8, annex A)."""

import re
from collections.abc import Sequence

from posts.rendering.citations.items import CslWork, PartialDate
from posts.rendering.citations.marked_text import end_with_stop, join_sentences, mark_address
from posts.rendering.citations.names import OTHERS_WORDS, join_gb_names

# The signs of annex B; of what is none of these, the sign of other documents.
TYPE_SIGNS = {
    "article": "EB",
    "article-journal": "J",
    "article-magazine": "J",
    "article-newspaper": "N",
    "book": "M",
    "chapter": "M",
    "classic": "M",
    "collection": "G",
    "dataset": "DS",
    "entry": "EB",
    "entry-dictionary": "M",
    "entry-encyclopedia": "M",
    "manuscript": "A",
    "map": "CM",
    "paper-conference": "C",
    "patent": "P",
    "periodical": "J",
    "post": "EB",
    "post-weblog": "EB",
    "preprint": "EB",
    "report": "R",
    "software": "CP",
    "standard": "S",
    "thesis": "D",
    "webpage": "EB",
}
SERIAL_TYPES = frozenset({"article-journal", "article-magazine", "article-newspaper"})
ANONYMOUS = {"zh": "佚名", "ja": "著者不明", "en": "Anon"}
UNDATED = {"zh": "无日期", "ja": "発行年不明", "en": "n.d."}
ORDINALS = {1: "st", 2: "nd", 3: "rd"}
DASHES = re.compile(r"\s*[–—−]\s*|--+")


def format_gb_numeric(item: CslWork, year_suffix: str) -> str:
    """Return the entry of `item`, for a list in the order of the citations."""
    authors = join_gb_names(item.authors or item.editors, item)
    return join_sentences(authors, *format_rest(item, get_issue_year(item)))


def format_gb_author_date(item: CslWork, year_suffix: str) -> str:
    """Return the entry of `item`, for a list by author and year."""
    authors = join_gb_names(item.authors or item.editors, item) or ANONYMOUS[item.language]
    year = (get_issue_year(item) or UNDATED[item.language]) + year_suffix
    return join_sentences(f"{authors}, {year}", *format_rest(item, ""))


def get_issue_year(item: CslWork) -> str:
    return str(item.issued.year) if item.issued else ""


def format_rest(item: CslWork, year: str) -> Sequence[str]:
    """Return what follows the authors; `year` is empty where it stands with them."""
    sign = TYPE_SIGNS.get(item.type, "Z")
    title = f"{name_title(item)}[{sign}{'/OL' if get_online_address(item) else ''}]"
    address = get_online_address(item)
    accessed = f"[{format_iso_date(item.accessed)}]" if item.accessed and address else ""
    if sign == "P":
        body: tuple[str, ...] = (title, format_iso_date(item.issued) + accessed)
    elif item.type == "article-newspaper" and item.issued:
        body = (title, format_newspaper(item) + accessed)
    elif item.type in SERIAL_TYPES:
        body = (title, format_serial(item, year) + accessed)
    elif item.container and sign in {"M", "C", "G"}:
        host = join_sentences(join_gb_names(item.editors, item) if item.authors else "", item.container)
        body = (f"{title}//{end_host(host, item, year)}{accessed}",)
    else:
        body = (title, *format_book(item, year, accessed))
    return (*body, mark_address(address), format_doi(item))


def name_title(item: CslWork) -> str:
    """Return the title, of a standard or a patent with its number."""
    is_numbered = item.number and item.type in {"patent", "standard"}
    return f"{item.title}: {item.number}" if is_numbered else item.title


def get_online_address(item: CslWork) -> str:
    if item.own_url:
        return item.own_url
    return f"https://arxiv.org/abs/{item.arxiv_number}" if item.arxiv_number and not item.doi else ""


def format_doi(item: CslWork) -> str:
    return f"DOI: {mark_address(item.doi_address, item.doi)}" if item.doi else ""


def format_newspaper(item: CslWork) -> str:
    """Return `Newspaper, day(page)`."""
    page = f"({item.page})" if item.page else ""
    return ", ".join(part for part in (item.container, format_iso_date(item.issued)) if part) + page


def format_serial(item: CslWork, year: str) -> str:
    """Return `Journal, year, volume(issue): pages`."""
    issue = f"({item.issue})" if item.issue else ""
    # Without a volume the issue follows the year or, where that stands elsewhere, the journal.
    parts = [item.container, year, item.volume]
    place = ", ".join(part for part in parts if part) + issue
    return add_pages(place, item)


def end_host(host: str, item: CslWork, year: str) -> str:
    """Return the `host` that an item is part of, with where it was published and the pages."""
    published = ", ".join(part for part in (format_publisher(item), year) if part)
    if not published:
        return add_pages(host, item)
    return f"{end_with_stop(host)} {add_pages(published, item)}"


def add_pages(text: str, item: CslWork) -> str:
    pages = DASHES.sub("-", item.page)
    return f"{text}: {pages}" if pages and text else text or pages


def format_publisher(item: CslWork) -> str:
    return ": ".join(part for part in (item.place, item.publisher) if part)


def format_book(item: CslWork, year: str, accessed: str) -> tuple[str, ...]:
    """Return edition, translators and publisher of an item that is part of none, and its dates online."""
    is_page = TYPE_SIGNS.get(item.type) == "EB"
    publisher = "" if is_page else format_publisher(item)
    translators = join_gb_names(item.translators, item)
    role = "译" if item.is_eastern else "trans"
    published = add_pages(", ".join(part for part in (publisher, year) if part and publisher), item)
    is_undated = not publisher and item.issued and (year or item.issued.month)
    update = f"({format_iso_date(item.issued)})" if is_undated and get_online_address(item) else ""
    if is_undated and not update and year:
        published = add_pages(year, item)
    return (
        format_gb_edition(item),
        f"{translators}, {role}" if translators else "",
        published + update + accessed,
    )


def format_gb_edition(item: CslWork) -> str:
    """Return `7版` or `4th ed.`; nothing of a first edition, and what is no number as it is."""
    if not item.edition.isdecimal():
        return item.edition
    number = int(item.edition)
    if number <= 1:
        return ""
    return f"{number}版" if item.is_eastern else f"{format_ordinal(number)} ed."


def format_ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `11th`."""
    is_teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if is_teen else ORDINALS.get(number % 10, 'th')}"


def format_iso_date(date: PartialDate | None) -> str:
    """Return `2006-12-13`, or as much of it as is known."""
    if date is None:
        return ""
    return "-".join([str(date.year), *(f"{part:02}" for part in (date.month, date.day) if part)])


def name_gb_author(item: CslWork) -> str:
    """Return by whom a text names `item`: the first author alone, with "et al." or its like (9.3)."""
    persons = item.authors or item.editors
    if not persons:
        return ANONYMOUS[item.language]
    first = persons[0]
    name = first.family + first.given if first.is_eastern else f"{first.particle} {first.family}".strip()
    return f"{name} {OTHERS_WORDS[item.language]}" if len(persons) > 1 else name
