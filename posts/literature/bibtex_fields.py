"""Fields of BibTeX (btxdoc, 3) and BibLaTeX (its manual, 2) as the variables of CSL 1.0.2."""

import re
from collections.abc import Mapping
from typing import Any

from posts.literature.dates import MONTH_NUMBERS, parse_csl_date
from posts.literature.entry import CslItem
from posts.literature.identifiers import find_arxiv, find_doi, get_arxiv_month, is_arxiv_number
from posts.literature.languages import find_csl_language
from posts.literature.names import HAN_OTHERS, OTHERS, parse_bibtex_names
from posts.literature.tex_text import tex_to_text

BibtexFields = Mapping[str, str]

TYPES = {
    "article": "article-journal", "book": "book", "mvbook": "book", "booklet": "book", "collection": "book",
    "mvcollection": "book", "reference": "book", "mvreference": "book", "inbook": "chapter",
    "incollection": "chapter", "inreference": "entry", "suppbook": "chapter", "bookinbook": "chapter",
    "suppcollection": "chapter", "inproceedings": "paper-conference", "conference": "paper-conference",
    "proceedings": "book", "mvproceedings": "book", "phdthesis": "thesis", "mastersthesis": "thesis",
    "thesis": "thesis", "techreport": "report", "report": "report", "manual": "report", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "unpublished": "manuscript", "patent": "patent",
    "standard": "standard", "dataset": "dataset", "software": "software", "newspaper": "article-newspaper",
    "periodical": "periodical", "legislation": "legislation", "video": "motion_picture",
    "movie": "motion_picture", "audio": "song", "letter": "personal_communication",
}  # fmt: skip
GENRES = {"phdthesis": "phdthesis", "mastersthesis": "mastersthesis", "techreport": ""}
# The first of the fields that is filled; all of them plain text.
VARIABLES: dict[str, tuple[str, ...]] = {
    "title-short": ("shorttitle",),
    "collection-title": ("series",),
    "volume": ("volume",),
    "publisher": ("publisher", "school", "institution", "organization"),
    "publisher-place": ("address", "location"),
    "edition": ("edition",),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "chapter-number": ("chapter",),
    "number-of-pages": ("pagetotal",),
    "number-of-volumes": ("volumes",),
    "version": ("version",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "PMID": ("pmid",),
    "genre": ("type",),
    "note": ("note", "annote"),
}
VARIABLES_OF_NAMES = {
    "author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author",
    "director": "director", "holder": "author",
}  # fmt: skip
BIBTEX_ADDRESS = re.compile(r"(?:\\url\s*\{)?\s*(https?://[^\s{}\"<>\\]+)")
PERIODICALS = {"article-journal", "article-magazine", "article-newspaper", "article"}
# What an entry has from the one that it names by `crossref`, under the names it has them by there.
INHERITED = {"title": "booktitle", "shorttitle": ""}
NEVER_INHERITED = {"crossref", "xref", "key", "label", "doi", "url", "pages", "author", "abstract"}


def convert_fields(entry_type: str, fields: BibtexFields) -> CslItem:
    """Return an entry of BibTeX as CSL-JSON, without its id; what CSL has no place for is left out."""
    item: dict[str, Any] = {"type": find_csl_type(entry_type, fields)}
    if title := tex_to_text(fields.get("title", "")):
        subtitle = tex_to_text(fields.get("subtitle", ""))
        item["title"] = f"{title}: {subtitle}" if subtitle else title
    for field, variable in VARIABLES_OF_NAMES.items():
        if variable not in item and (names := parse_bibtex_names(fields.get(field, ""))):
            item[variable] = names
    for variable, names_of_fields in VARIABLES.items():
        text = next(filter(None, (tex_to_text(fields.get(name, "")) for name in names_of_fields)), "")
        if text:
            item[variable] = text
    set_genre(item, entry_type)
    set_container(item, fields)
    set_numbers(item, fields)
    set_csl_dates(item, fields)
    set_identifiers(item, fields)
    set_language(item, fields)
    return item


def set_language(item: CslItem, fields: BibtexFields) -> None:
    """Set the language, and in it the word for authors who are not named."""
    language = find_csl_language(tex_to_text(fields.get("langid") or fields.get("language", "")), item)
    if language:
        item["language"] = language
    if language.startswith("zh"):
        for variable in VARIABLES_OF_NAMES.values():
            if OTHERS in item.get(variable, ()):
                item[variable] = [HAN_OTHERS if name == OTHERS else name for name in item[variable]]


def find_csl_type(entry_type: str, fields: BibtexFields) -> str:
    if entry_type in TYPES:
        journal = fields.get("journal") or fields.get("journaltitle", "")
        is_preprint = entry_type == "article" and "arxiv" in journal.lower()
        return "article" if is_preprint else TYPES[entry_type]
    if has_arxiv(fields):
        return "article"
    return (
        "webpage"
        if fields.get("url") or BIBTEX_ADDRESS.search(fields.get("howpublished", ""))
        else "document"
    )


def has_arxiv(fields: BibtexFields) -> bool:
    prefix = fields.get("archiveprefix") or fields.get("eprinttype", "")
    return "arxiv" in prefix.lower() or is_arxiv_number(fields.get("eprint", ""))


def set_genre(item: CslItem, entry_type: str) -> None:
    if GENRES.get(entry_type) and "genre" not in item:
        item["genre"] = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis"}[entry_type]


def set_container(item: CslItem, fields: BibtexFields) -> None:
    """Set what the entry is part of: a journal, a book."""
    title = tex_to_text(fields.get("journaltitle") or fields.get("journal") or fields.get("booktitle", ""))
    subtitle = tex_to_text(fields.get("journalsubtitle") or fields.get("booksubtitle", ""))
    if title:
        item["container-title"] = f"{title}: {subtitle}" if subtitle else title


def set_numbers(item: CslItem, fields: BibtexFields) -> None:
    """Set issue or number, and the pages."""
    number = tex_to_text(fields.get("number", ""))
    issue = tex_to_text(fields.get("issue", "")) or (number if item["type"] in PERIODICALS else "")
    if issue:
        item["issue"] = issue
    elif number:
        item["collection-number" if "collection-title" in item else "number"] = number
    if pages := re.sub(r"\s*[-–—]+\s*", "-", tex_to_text(fields.get("pages", ""))):
        item["page"] = pages
    elif eid := tex_to_text(fields.get("eid", "")):
        item["page"] = eid


def set_csl_dates(item: CslItem, fields: BibtexFields) -> None:
    date = parse_csl_date(tex_to_text(fields.get("date") or fields.get("year", "")))
    month = MONTH_NUMBERS.get(tex_to_text(fields.get("month", "")).lower().rstrip("."))
    if date and month and "date-parts" in date and len(date["date-parts"][0]) == 1:
        day = tex_to_text(fields.get("day", ""))
        date["date-parts"][0] += [month, *([int(day)] if re.fullmatch(r"[0-9]{1,2}", day) else [])]
    if date:
        item["issued"] = date
    if accessed := parse_csl_date(tex_to_text(fields.get("urldate", ""))):
        item["accessed"] = accessed


def set_identifiers(item: CslItem, fields: BibtexFields) -> None:
    """Set DOI, arXiv number and address, wherever the author wrote them."""
    places = [fields.get(name, "").replace("\\_", "_") for name in ("doi", "url", "note", "howpublished")]
    if doi := next(filter(None, map(find_doi, places)), ""):
        item["DOI"] = doi
    eprint = fields.get("eprint", "").strip()
    number = re.sub(r"v\d+$", "", find_arxiv(f"arXiv:{eprint}") or eprint) if has_arxiv(fields) else ""
    written = (
        fields.get(name, "") for name in ("url", "journal", "journaltitle", "note", "howpublished", "doi")
    )
    if number := number or next(filter(None, map(find_arxiv, written)), ""):
        set_arxiv(item, number)
    address = BIBTEX_ADDRESS.search(fields.get("url", "").replace("\\", "")) or BIBTEX_ADDRESS.search(
        fields.get("howpublished", "")
    )
    if address:
        item["URL"] = address[1]
    elif number:
        item["URL"] = f"https://arxiv.org/abs/{number}"


def set_arxiv(item: CslItem, number: str) -> None:
    """Note that the entry is `number` at arXiv, and when it came there if nothing says it."""
    item.setdefault("archive", "arXiv")
    item.setdefault("archive_location", number)
    if item["type"] in {"article", "document", "webpage"}:
        item.setdefault("number", f"arXiv:{number}")
        if "issued" not in item and (month := get_arxiv_month(number)):
            item["issued"] = {"date-parts": [list(month)]}


def inherit_fields(fields: BibtexFields, others: Mapping[str, BibtexFields]) -> BibtexFields:
    """Return `fields` with those of the entry that it names by `crossref` behind them."""
    parent = others.get(fields.get("crossref", "").strip().lower()) if fields.get("crossref") else None
    if not parent or parent is fields:
        return fields
    inherited = {
        INHERITED.get(name, name): value for name, value in parent.items() if name not in NEVER_INHERITED
    }
    return {**{name: value for name, value in inherited.items() if name}, **fields}
