"""The library filled from BibTeX, CSL-JSON, or lines with a DOI or an arXiv number."""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from posts.exchange.importing.records.encodings import decode_text_file
from posts.literature import ParsedEntry, ParseProblem, parse_literature
from posts.models import LiteratureAlias, LiteratureEntry
from posts.models.literature_entry import QUERIED_KEYS
from posts.revisions.dependent_renders import queue_citing_posts

MAX_LITERATURE_BYTES = 40 * 1024 * 1024
LOOSE_PREFIXES = ("doi-", "arxiv-")  # of keys that nobody chose


@dataclass(slots=True)
class LiteratureImport:
    """What became of a text: the keys of its entries.

    `merged` has pairs: a key, and that of the same work. `skipped` would be updates, which nobody asked for.
    """

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)
    problems: list[ParseProblem] = field(default_factory=list)


def decode_literature(data: bytes) -> str:
    """Return the text of an uploaded file: UTF-8, UTF-16, GB 18030, Big5 or Windows-1252.

    Raises UnicodeDecodeError where no encoding fits, or for a file that is no text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    if b"\0" in data[:10_000]:
        raise UnicodeDecodeError("utf-8", data[:1], 0, 1, "no text")
    return decode_text_file(data.removeprefix(codecs.BOM_UTF8))[0]


class KnownWorks:
    """The entries that parsed ones may be the same as: by key, alias, DOI and arXiv number."""

    def __init__(self, parsed: Sequence[LiteratureEntry]) -> None:
        self.by_key: dict[str, LiteratureEntry] = {}
        self.by_identifier: dict[str, LiteratureEntry] = {}
        self.aliases: dict[str, str] = {}
        entries, aliases = LiteratureEntry.objects, LiteratureAlias.objects
        for keys in iter_slices([entry.key for entry in parsed]):
            self.by_key |= {entry.key: entry for entry in entries.filter(key__in=keys)}
            self.aliases |= aliases.filter(key__in=keys).values_list("key", "entry__key")
        for column in ("doi", "arxiv"):
            values = sorted({getattr(entry, column) for entry in parsed} - {""})
            for part in iter_slices(values):
                for entry in entries.filter(**{f"{column}__in": part}).order_by("pk"):
                    self.add_identifiers(entry)

    def add_identifiers(self, entry: LiteratureEntry) -> None:
        for identifier in filter(None, (entry.doi, entry.arxiv)):
            self.by_identifier.setdefault(identifier, entry)

    def find_same_work(self, entry: LiteratureEntry) -> LiteratureEntry | None:
        """Return the entry with the DOI or arXiv number of `entry`, if their titles do not differ."""
        found = (self.by_identifier.get(identifier) for identifier in (entry.doi, entry.arxiv) if identifier)
        return next((other for other in found if other and has_same_title(entry, other)), None)


def has_same_title(one: LiteratureEntry, other: LiteratureEntry) -> bool:
    titles = {entry.fingerprint.partition("|")[0] for entry in (one, other)} - {""}
    return len(titles) < 2


def iter_slices(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), QUERIED_KEYS):
        yield values[start : start + QUERIED_KEYS]


def build_literature_entry(parsed: ParsedEntry) -> LiteratureEntry:
    entry = LiteratureEntry(key=parsed.key, data=parsed.data, bibtex=parsed.bibtex)
    entry.fill_from_data()
    return entry


def import_literature(text: str, *, updates_entries: bool = True) -> LiteratureImport:
    """Put what `text` holds into the library, and have the posts that cite it rendered again.

    An entry is known by its key: it is updated where its BibTeX changed. One with another key and the DOI or
    arXiv number of an entry is that entry; its key becomes a further one of it.
    """
    parsed = parse_literature(text)
    # Outside of the transaction: nobody else can write within, and reading a large file takes long.
    entries = [build_literature_entry(entry) for entry in parsed.entries]
    return store_literature(entries, LiteratureImport(problems=parsed.problems), updates_entries)


@transaction.atomic
def store_literature(
    entries: list[LiteratureEntry],
    report: LiteratureImport,
    updates_entries: bool,  # noqa: FBT001
) -> LiteratureImport:
    """Add `entries` to the library, or update it by them, and return `report` with what became of each."""
    known = KnownWorks(entries)
    created: list[LiteratureEntry] = []
    updated: list[LiteratureEntry] = []
    for entry in entries:
        if stored := known.by_key.get(entry.key):
            if is_same_entry(stored, entry):
                report.unchanged.append(entry.key)
            elif not updates_entries:
                report.skipped.append(entry.key)
            else:
                stored.data, stored.bibtex = entry.data, entry.bibtex or stored.bibtex
                updated.append(stored)
        elif entry.key in known.aliases:
            report.unchanged.append(entry.key)
        elif same := known.find_same_work(entry):
            report.merged.append((entry.key, same.key))
        else:
            created.append(entry)
            known.add_identifiers(entry)
    save_entries(created, updated, report)
    return report


def is_same_entry(stored: LiteratureEntry, entry: LiteratureEntry) -> bool:
    """Whether nothing new is said: the same BibTeX, whatever was edited here since; or the same data."""
    if entry.bibtex and stored.bibtex:
        return bool(entry.bibtex == stored.bibtex)
    return bool(entry.data == stored.data) or is_loose(entry)


def is_loose(entry: LiteratureEntry) -> bool:
    return not entry.bibtex and entry.key.startswith(LOOSE_PREFIXES)


def save_entries(
    created: list[LiteratureEntry], updated: list[LiteratureEntry], report: LiteratureImport
) -> None:
    for entry in updated:
        entry.updated_at = timezone.now()
        entry.fill_from_data()
    columns = ("data", "bibtex", "title", "authors", "year", "doi", "arxiv", "fingerprint", "updated_at")
    LiteratureEntry.objects.bulk_create(created, batch_size=QUERIED_KEYS)
    LiteratureEntry.objects.bulk_update(updated, columns, batch_size=QUERIED_KEYS // 5)
    add_aliases(report.merged)
    report.created = [entry.key for entry in created]
    report.updated = [entry.key for entry in updated]
    queue_citing_posts([*report.created, *report.updated, *(key for key, _same in report.merged)])


def add_aliases(merged: Iterable[tuple[str, str]]) -> None:
    """Let keys that somebody chose lead to the entries of the same works."""
    chosen = {key: same for key, same in merged if not key.startswith(LOOSE_PREFIXES)}
    entries: dict[str, int] = {}
    for keys in iter_slices(sorted(set(chosen.values()))):
        entries |= LiteratureEntry.objects.filter(key__in=keys).values_list("key", "pk")
    LiteratureAlias.objects.bulk_create(
        (LiteratureAlias(key=key, entry_id=entries[same]) for key, same in chosen.items()),
        batch_size=QUERIED_KEYS,
    )
