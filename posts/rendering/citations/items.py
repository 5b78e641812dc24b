"""Items of literature, read from CSL-JSON as it comes: whatever is no text, name or date counts as missing.

CSL-JSON: https://docs.citationstyles.org/en/stable/specification.html, appendix III to V.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from posts.rendering.characters import HAN_CHARACTER
from posts.rendering.citations.marked_text import mark_rich_text

MAX_VALUE_LENGTH = 2_000
MAX_PERSONS = 200
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f]+")
KANA_LETTER = re.compile("[\u3041-\u30ff]")
# Of scripts that put the family name first, without a space.
EASTERN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)(?=10\.)", re.IGNORECASE)
ARXIV_SOURCE = re.compile(
    r"(?:arxiv[:.]\s*|arxiv\.org/(?:abs|pdf)/)(?P<number>[a-z.-]+/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?",
    re.IGNORECASE,
)
OTHERS_NAMES = frozenset({"et al", "others", "等", "他", "ほか"})
EDITION = re.compile(r"第?\s*(?P<number>\d{1,4})\s*(?:st|nd|rd|th)?\s*(?:ed(?:ition)?\.?|版)?", re.IGNORECASE)
EDITION_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905
RAW_DATE = re.compile(r"(?P<year>-?\d{3,4})(?:[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?)?")
VAGUE_TYPES = frozenset({"article", "document", "webpage"})
PREPRINT_TYPES = frozenset({"article", "preprint"})


@dataclass(frozen=True, slots=True)
class Person:
    """An author, editor or translator; an institution has a `family` only, as its whole name."""

    family: str
    given: str = ""
    suffix: str = ""
    particle: str = ""
    # Others, whose names nobody wrote down: "and others" of BibTeX.
    is_others: bool = False

    @property
    def is_eastern(self) -> bool:
        """Whether the family name comes first, without a space."""
        return bool(self.given and EASTERN.search(self.family) and EASTERN.search(self.given))

    @property
    def is_institution(self) -> bool:
        return not self.given


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which month and day may be missing, and are 0 then."""

    year: int
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class CslWork:
    """A work that can be cited; `language` is "zh", "ja" or "en", and "" is what CSL-JSON does not have."""

    type: str
    language: str
    title: str
    short_title: str
    authors: tuple[Person, ...]
    editors: tuple[Person, ...]
    translators: tuple[Person, ...]
    container: str
    publisher: str
    place: str
    event_place: str
    issued: PartialDate | None
    accessed: PartialDate | None
    volume: str
    issue: str
    page: str
    number: str
    edition: str
    genre: str
    archive: str
    authority: str
    doi: str
    url: str

    @property
    def is_eastern(self) -> bool:
        """Whether the entry is written with the words of Chinese or Japanese."""
        return self.language in {"zh", "ja"}

    @property
    def arxiv_number(self) -> str:
        """The number at arXiv; "" where there is none."""
        sources = [self.number, self.url, self.doi]
        if self.archive.lower() == "arxiv":
            sources.append(f"arXiv:{self.number}")
        return next((match["number"] for each in sources if (match := ARXIV_SOURCE.search(each))), "")

    @property
    def doi_address(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def own_url(self) -> str:
        """The address, unless it is only that of the DOI."""
        return "" if self.doi and DOI_PREFIX.sub("", self.url).lower() == self.doi.lower() else self.url


def read_csl_item(data: Mapping[str, Any]) -> CslWork:
    """Return the item that CSL-JSON `data` describes."""
    title, authors = read_csl_text(data, "title"), read_persons(data, "author")
    values = {field: read_csl_text(data, name) for field, name in CSL_TEXT_FIELDS.items()}
    # Of a paper whose proceedings have no title of their own.
    values["container"] = values["container"] or read_csl_text(data, "event-title")
    return CslWork(
        type=choose_type(data, values),
        language=find_item_language(data, title, authors),
        title=title,
        authors=authors,
        editors=read_persons(data, "editor") or read_persons(data, "container-author"),
        translators=read_persons(data, "translator"),
        issued=read_csl_date(data, "issued"),
        accessed=read_csl_date(data, "accessed"),
        edition=read_edition(values.pop("edition")),
        doi=DOI_PREFIX.sub("", values.pop("doi")).strip(),
        **values,
    )


CSL_TEXT_FIELDS = {
    "short_title": "title-short",
    "container": "container-title",
    "publisher": "publisher",
    "place": "publisher-place",
    "event_place": "event-place",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "number": "number",
    "edition": "edition",
    "genre": "genre",
    "archive": "archive",
    "authority": "authority",
    "doi": "DOI",
    "url": "URL",
}


def read_csl_text(data: Mapping[str, Any], name: str) -> str:
    """Return the text of a field on one line; "" where it holds none."""
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return mark_rich_text(CONTROL_CHARACTERS.sub(" ", value[:MAX_VALUE_LENGTH]).strip())


def read_persons(data: Mapping[str, Any], name: str) -> tuple[Person, ...]:
    """Return the persons of a field, without those that have no name."""
    values = data.get(name)
    if not isinstance(values, list):
        return ()
    read = (read_person(value) for value in values[:MAX_PERSONS] if isinstance(value, Mapping))
    persons = [person for person in read if person.family]
    if len(persons) > 1 and not persons[-1].given and persons[-1].family.lower().rstrip(".") in OTHERS_NAMES:
        persons[-1] = Person("", is_others=True)
    return tuple(persons)


def read_person(value: Mapping[str, Any]) -> Person:
    """Return one person; a lone given name is the whole name."""
    family, given = read_csl_text(value, "family"), read_csl_text(value, "given")
    if not family:
        return Person(read_csl_text(value, "literal") or given)
    particles = [read_csl_text(value, "dropping-particle"), read_csl_text(value, "non-dropping-particle")]
    return Person(family, given, read_csl_text(value, "suffix"), " ".join(filter(None, particles)))


def read_csl_date(data: Mapping[str, Any], name: str) -> PartialDate | None:
    """Return the date of a field, of a range its begin; None where it has no year."""
    value = data.get(name)
    if not isinstance(value, Mapping):
        return None
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [read_csl_number(part) for part in parts[0][:3]] + [0, 0, 0]
    else:
        match = RAW_DATE.search(read_csl_text(value, "raw") or read_csl_text(value, "literal"))
        numbers = [int(match[part] or 0) for part in ("year", "month", "day")] if match else [0]
    if not numbers[0]:
        return None
    year, month, day = numbers[:3]
    # Seasons have higher numbers.
    month = month if 1 <= month <= 12 else 0
    return PartialDate(year, month, day if month and 1 <= day <= 31 else 0)


def read_csl_number(value: object) -> int:
    """Return a number of at most five digits, also where it is written as text; 0 for anything else."""
    match = re.fullmatch(r"-?\d{1,5}", str(value).strip())
    return int(match[0]) if match else 0


def read_edition(typed: str) -> str:
    """Return the number of an edition, written as `2nd`, `Second edition` or `第2版`; else what was typed."""
    word = typed.lower().removesuffix(" edition").strip()
    if word in EDITION_WORDS:
        return str(EDITION_WORDS.index(word) + 1)
    match = EDITION.fullmatch(typed)
    return str(int(match["number"])) if match else typed


def choose_type(data: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """Return the type, or for none what the fields tell of it."""
    typed = read_csl_text(data, "type")
    if typed and typed not in VAGUE_TYPES:
        return typed
    if any(ARXIV_SOURCE.search(values[name]) for name in ("number", "url", "doi")):
        return "article"
    if values["container"] and not typed:
        return "article-journal"
    if typed and not values["url"]:
        return typed
    return "webpage" if values["url"] and not values["publisher"] else "book"


def find_item_language(data: Mapping[str, Any], title: str, authors: tuple[Person, ...]) -> str:
    """Return in which language the words of an entry are: the item's own, or that of its title."""
    typed = read_csl_text(data, "language").lower()
    for language, names in (("zh", ("zh", "chi")), ("ja", ("ja", "jp")), ("en", ("en",))):
        if typed.startswith(names):
            return language
    text = title or "".join(person.family for person in authors[:1])
    if KANA_LETTER.search(text):
        return "ja"
    return "zh" if not typed and HAN_CHARACTER.search(text) else "en"
