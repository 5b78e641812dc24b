"""Entries after the Publication Manual of the American Psychological Association (7th edition, chapter 9).

Chinese entries follow the practice of Chinese journals that use it: names in a row, without `&`.
"""

import re

from posts.rendering.citations.gb7714 import DASHES, UNDATED, format_ordinal
from posts.rendering.citations.items import PREPRINT_TYPES, CslWork, PartialDate
from posts.rendering.citations.marked_text import join_sentences, mark_address, mark_italic
from posts.rendering.citations.names import OTHERS_WORDS, join_apa_names_of

APA_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
WEB_TYPES = frozenset({"article-newspaper", "article-magazine", "entry", "post", "post-weblog", "webpage"})
PERIODICAL_TYPES = frozenset({"article-journal", "article-magazine", "article-newspaper", "post-weblog"})
PART_TYPES = frozenset({"chapter", "entry-dictionary", "entry-encyclopedia", "paper-conference"})
PATENT_WORD = re.compile("patent|专利|特許", re.IGNORECASE)
IN_WORDS = {"zh": "见", "ja": "In", "en": "In"}
DEGREES = (
    (re.compile(r"master|m\.?sc?\b|m\.a\.|硕士|修士", re.IGNORECASE), "Master’s thesis", "硕士学位论文"),
    (re.compile(r"ph\.?d|doct|博士", re.IGNORECASE), "Doctoral dissertation", "博士学位论文"),
)


def format_apa_entry(item: CslWork, year_suffix: str) -> str:
    """Return the entry of `item`; `year_suffix` is "a" where another of the same author has the same year."""
    date = f"({format_apa_date(item, year_suffix)})"
    title, *source = format_apa_work(item)
    authors = list_apa_authors(item)
    sentences = (authors, date, title) if authors else (title, date)
    # An address takes no full stop.
    return f"{join_sentences(*sentences, *source)} {format_apa_link(item)}".strip()


def list_apa_authors(item: CslWork) -> str:
    if item.authors:
        return join_apa_names_of(item.authors, item)
    if item.editors and not is_part(item):
        return f"{join_apa_names_of(item.editors, item)} {format_editor_role(item)}"
    return ""


def format_editor_role(item: CslWork) -> str:
    if item.is_eastern:
        return "(编)" if item.language == "zh" else "(編)"
    return "(Eds.)" if len(item.editors) > 1 else "(Ed.)"


def format_apa_date(item: CslWork, year_suffix: str) -> str:
    """Return the year, of what appears day by day with month and day."""
    issued = item.issued
    if issued is None:
        return f"{UNDATED[item.language]}{'-' if year_suffix else ''}{year_suffix}"
    year = f"{issued.year}{year_suffix}"
    if item.type not in WEB_TYPES or not issued.month:
        return year
    if item.is_eastern:
        return f"{year}年{format_eastern_day(issued)}"
    return f"{year}, {APA_MONTHS[issued.month - 1]}{f' {issued.day}' if issued.day else ''}"


def format_eastern_day(date: PartialDate) -> str:
    """Return `12月19日`, without what is not known."""
    month = f"{date.month}月" if date.month else ""
    return f"{month}{date.day}日" if date.day else month


def is_part(item: CslWork) -> bool:
    """Whether `item` is part of a book or of proceedings."""
    return bool(item.type in PART_TYPES and item.container)


def format_apa_work(item: CslWork) -> list[str]:
    """Return title and source as sentences."""
    if item.type in PERIODICAL_TYPES and item.container:
        return [item.title, format_apa_serial(item)]
    if is_part(item):
        return [item.title, format_apa_host(item), item.publisher]
    details = f"{mark_italic(item.title)}{format_apa_details(item)}"
    return [details, format_apa_publisher(item)]


def format_apa_serial(item: CslWork) -> str:
    """Return `Journal, volume(issue), pages`."""
    issue = f"({item.issue})" if item.issue else ""
    parts = [mark_italic(item.container), f"{mark_italic(item.volume)}{issue}", format_apa_pages(item.page)]
    return ", ".join(part for part in parts if part)


def format_apa_pages(pages: str) -> str:
    return DASHES.sub("–", pages.replace("-", "–"))


def format_apa_host(item: CslWork) -> str:
    """Return `In A. Editor (Ed.), Book (pp. 1–2)`."""
    editors = join_apa_names_of(item.editors, item, by_given=True) if item.authors else ""
    before = f"{editors} {format_editor_role(item)}, " if editors else ""
    pages = format_apa_pages(item.page)
    edition = format_apa_edition(item)
    label = "pp." if re.search(r"[–,]", pages) else "p."
    details = ", ".join(part for part in (edition, f"{label} {pages}" if pages else "") if part)
    tail = f" ({details})" if details else ""
    return f"{IN_WORDS[item.language]} {before}{mark_italic(item.container)}{tail}"


def format_apa_edition(item: CslWork) -> str:
    if not item.edition.isdecimal():
        return item.edition
    number = int(item.edition)
    if number <= 1:
        return ""
    return f"第{number}版" if item.is_eastern else f"{format_ordinal(number)} ed."


def format_apa_details(item: CslWork) -> str:
    """Return what stands behind a title in parentheses, and the kind of a thesis in brackets."""
    translators = join_apa_names_of(item.translators, item, by_given=True)
    role = "译" if item.is_eastern else "Trans."
    volume = f"Vol. {item.volume}" if item.volume and not item.is_eastern else item.volume
    details = [
        f"{translators}, {role}" if translators else "",
        format_apa_edition(item),
        volume,
        format_apa_number(item),
    ]
    text = ", ".join(part for part in details if part)
    thesis = f" [{name_thesis(item)}]" if item.type == "thesis" else ""
    return f"{f' ({text})' if text else ''}{thesis}"


def format_apa_number(item: CslWork) -> str:
    """Return the number of a patent, standard, report or preprint."""
    if item.type in PREPRINT_TYPES and item.arxiv_number:
        return f"arXiv:{item.arxiv_number}"
    if item.type == "patent" and item.number and not PATENT_WORD.search(item.number):
        return f"专利号 {item.number}" if item.is_eastern else f"Patent No. {item.number}"
    if item.type == "report" and item.number[:1].isdigit():
        return f"Report No. {item.number}"
    return item.number if item.type in {"article", "patent", "preprint", "report", "standard"} else ""


def find_degree(item: CslWork) -> tuple[str, str]:
    """Return what a thesis is called, in English and in Chinese."""
    found = ((english, chinese) for pattern, english, chinese in DEGREES if pattern.search(item.genre))
    return next(found, ("Thesis", "学位论文"))


def name_thesis(item: CslWork) -> str:
    """Return the kind of a thesis; of one that a library keeps with the university."""
    english, chinese = find_degree(item)
    if item.is_eastern:
        return chinese
    if format_apa_link(item):
        return ", ".join(part for part in (english, item.publisher) if part)
    return f"Unpublished {english[0].lower()}{english[1:]}"


def format_apa_publisher(item: CslWork) -> str:
    """Return by whom a work was published: nothing where that is its author."""
    if item.type == "thesis" and format_apa_link(item) and not item.is_eastern:
        publisher = item.archive
    elif item.type in WEB_TYPES:
        publisher = item.container or item.publisher
    elif item.type in PREPRINT_TYPES and item.arxiv_number:
        publisher = "arXiv"
    else:
        publisher = item.publisher or item.authority
    return "" if publisher in {person.family for person in item.authors} else publisher


def format_apa_link(item: CslWork) -> str:
    """Return the address, with the day of the visit where the work itself has no date; it takes no stop."""
    url = item.doi_address or item.own_url
    if not url:
        return f"https://arxiv.org/abs/{item.arxiv_number}" if item.arxiv_number else ""
    link = mark_address(url)
    if item.issued or not item.accessed:
        return link
    day = item.accessed
    if item.is_eastern:
        return f"{day.year}年{format_eastern_day(day)}取自 {link}"
    month = f"{APA_MONTHS[day.month - 1]} {day.day or ''}".strip() if day.month else ""
    return f"Retrieved {', '.join(part for part in (month, str(day.year)) if part)}, from {link}"


def name_apa_author(item: CslWork, conjunction: str) -> str:
    """Return by whom a text names `item`: one or two authors, of more the first; else the title (8.17).

    `conjunction` stands between two: "&" in parentheses, "and" in a sentence.
    """
    persons = item.authors or (() if is_part(item) else item.editors)
    if not persons:
        return f"“{item.short_title or item.title}”"
    names = [
        person.family + person.given if person.is_eastern else f"{person.particle} {person.family}".strip()
        for person in persons
    ]
    if len(names) > 2 or persons[-1].is_others:
        return f"{names[0]} {OTHERS_WORDS[item.language]}"
    if item.is_eastern:
        return ", ".join(names)
    return f" {conjunction} ".join(names)
