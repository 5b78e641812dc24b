"""Entries after the IEEE Reference Guide (2023)."""

from posts.rendering.citations.apa import PATENT_WORD, find_degree, format_apa_pages
from posts.rendering.citations.gb7714 import format_ordinal
from posts.rendering.citations.items import PREPRINT_TYPES, CslWork, PartialDate
from posts.rendering.citations.marked_text import end_with_stop, mark_address, mark_italic
from posts.rendering.citations.names import join_ieee_names, mark_editors

MONTH_ABBREVIATIONS = "Jan. Feb. Mar. Apr. May Jun. Jul. Aug. Sep. Oct. Nov. Dec.".split()  # noqa: SIM905
IEEE_BOOK_TYPES = frozenset(
    {"book", "classic", "collection", "entry-dictionary", "entry-encyclopedia", "map"}
)
IEEE_PAGE_TYPES = frozenset({"dataset", "entry", "post", "post-weblog", "software", "webpage"})
IEEE_DEGREES = {"Master’s thesis": "M.S. thesis", "Doctoral dissertation": "Ph.D. dissertation"}


def format_ieee_entry(item: CslWork, year_suffix: str) -> str:
    """Return the entry of `item`."""
    if item.type in IEEE_PAGE_TYPES:
        return format_ieee_page(item)
    if item.type == "chapter" and item.container:
        parts = [name_ieee_authors(item), f"{quote_title(item.title)} {format_ieee_chapter(item)}"]
    elif item.type in IEEE_BOOK_TYPES or not item.title:
        parts = [name_ieee_authors(item), format_ieee_book(item, item.title)]
    elif item.type == "standard":
        parts = format_ieee_standard(item)
    else:
        parts = [name_ieee_authors(item), f"{quote_title(item.title)} {format_ieee_source(item)}"]
    doi = f"doi: {mark_address(item.doi_address, item.doi)}" if item.doi and not item.arxiv_number else ""
    entry = end_with_stop(", ".join(part.rstrip(",") for part in [*parts, doi] if part))
    return f"{entry} {format_ieee_link(item)}".strip()


def name_ieee_authors(item: CslWork) -> str:
    if item.authors or not item.editors:
        return join_ieee_names(item.authors, item)
    return mark_editors(item, join_ieee_names, "Ed.")


def quote_title(title: str) -> str:
    """Return `title` in quotation marks, with a comma unless it ends a sentence."""
    return f"“{title}”" if title.endswith(("?", "!", "？", "！")) else f"“{title},”"


def format_ieee_edition(item: CslWork) -> str:
    if not item.edition.isdecimal():
        return item.edition
    number = int(item.edition)
    if number <= 1:
        return ""
    return f"第{number}版" if item.is_eastern else f"{format_ordinal(number)} ed."


def format_ieee_book(item: CslWork, title: str) -> str:
    """Return `Title, 2nd ed. City: Publisher, year`."""
    role = "译" if item.is_eastern else "Trans."
    translators = f"{join_ieee_names(item.translators, item)}, {role}" if item.translators else ""
    volume = f"vol. {item.volume}" if item.volume else ""
    head = ", ".join(
        part for part in (mark_italic(title), translators, volume, format_ieee_edition(item)) if part
    )
    return join_published(head, item)


def join_published(head: str, item: CslWork) -> str:
    """Return `head`, where and by whom the book was published, and the year."""
    publisher = ": ".join(part for part in (item.place, item.publisher) if part)
    year = str(item.issued.year) if item.issued else ""
    published = ", ".join(part for part in (publisher, year) if part)
    if not publisher:
        return ", ".join(part for part in (head, published) if part)
    # `译.` and `编.`, like `Ed.`, end what stands before the place.
    return f"{end_with_stop(head)} {published}".strip()


def format_ieee_chapter(item: CslWork) -> str:
    """Return `in Book, A. Editor, Ed. City: Publisher, year, pp. 1–2`."""
    editors = mark_editors(item, join_ieee_names, "Ed.") if item.editors and item.authors else ""
    parts = (mark_italic(item.container), format_ieee_edition(item), editors)
    book = join_published(", ".join(part for part in parts if part), item)
    return f"in {', '.join(part for part in (book, format_ieee_pages(item)) if part)}"


def format_ieee_pages(item: CslWork) -> str:
    pages = format_apa_pages(item.page)
    if not pages:
        return ""
    return f"pp. {pages}" if "–" in pages or "," in pages else f"p. {pages}"


def format_ieee_date(date: PartialDate | None, *, with_day: bool = False) -> str:
    """Return `Jul. 2006` or `Jul. 16, 2006`."""
    if date is None:
        return ""
    month = MONTH_ABBREVIATIONS[date.month - 1] if date.month else ""
    if with_day and date.day:
        return f"{month} {date.day}, {date.year}"
    return f"{month} {date.year}".strip()


def format_ieee_source(item: CslWork) -> str:
    """Return what follows the title of an article, a paper, a thesis, a patent, a report or a preprint."""
    date = format_ieee_date(item.issued)
    match item.type:
        case "thesis":
            parts = [name_ieee_thesis(item), item.publisher, item.place, get_ieee_year(item)]
        case "patent":
            parts = [name_ieee_patent(item), format_ieee_date(item.issued, with_day=True)]
        case "paper-conference":
            container = f"in {mark_italic(item.container)}" if item.container else ""
            parts = [container, item.event_place, date, format_ieee_pages(item)]
        case "report":
            parts = [item.publisher, item.place, item.genre, item.number, date]
        case _ if item.type in PREPRINT_TYPES and item.arxiv_number:
            parts = [get_ieee_year(item), mark_italic(f"arXiv:{item.arxiv_number}")]
        case _:
            volume = f"vol. {item.volume}" if item.volume else ""
            issue = f"no. {item.issue}" if item.issue else ""
            source = mark_italic(item.container) or item.publisher
            is_daily = item.type in {"article-magazine", "article-newspaper"}
            date = format_ieee_date(item.issued, with_day=is_daily)
            parts = [source, volume, issue, format_ieee_pages(item), date]
    return ", ".join(part for part in parts if part)


def get_ieee_year(item: CslWork) -> str:
    return str(item.issued.year) if item.issued else ""


def name_ieee_thesis(item: CslWork) -> str:
    english, chinese = find_degree(item)
    return chinese if item.is_eastern else IEEE_DEGREES.get(english, english)


def name_ieee_patent(item: CslWork) -> str:
    if not item.number or PATENT_WORD.search(item.number):
        return item.number
    return f"专利 {item.number}" if item.is_eastern else f"Patent {item.number}"


def format_ieee_standard(item: CslWork) -> list[str]:
    """Return title, number and issuer of a standard, which has no author."""
    issuer = join_ieee_names(item.authors, item) or item.publisher
    return [mark_italic(item.title), item.number, issuer, item.place, get_ieee_year(item)]


def format_ieee_page(item: CslWork) -> str:
    """Return the entry of a page of the web, of data or of a program."""
    authors, site = name_ieee_authors(item), item.container or item.publisher
    title = f"“{end_with_stop(item.title)}”" if item.title else ""
    sentences = [end_with_stop(authors), title, "" if site == authors else end_with_stop(site)]
    if not item.accessed and item.issued:
        sentences.append(end_with_stop(format_ieee_date(item.issued, with_day=True)))
    sentences.append(format_ieee_link(item))
    return " ".join(part for part in sentences if part)


def format_ieee_link(item: CslWork) -> str:
    """Return when an address was visited, and the address, which takes no full stop."""
    url = item.own_url or (item.doi_address if item.type in IEEE_PAGE_TYPES else "")
    if not url or (item.doi and item.type not in IEEE_PAGE_TYPES):
        return ""
    if item.arxiv_number and item.type in PREPRINT_TYPES:
        return ""
    accessed = f"Accessed: {format_ieee_date(item.accessed, with_day=True)}." if item.accessed else ""
    return f"{accessed} [Online]. Available: {mark_address(url)}".strip()
