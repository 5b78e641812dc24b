"""One record imported: converted, saved, and told of."""

from dataclasses import dataclass, field, replace

from django.utils import timezone

from posts.exchange.importing import persist
from posts.exchange.importing.comments import import_comments
from posts.exchange.importing.conversion import convert_record
from posts.exchange.importing.link_resolver import LinkResolver
from posts.exchange.importing.observer import ImportObserver
from posts.exchange.importing.publish_errors import FindErrors
from posts.exchange.importing.records.record import ImportFileError, PostRecord, SkipImport
from posts.exchange.importing.summary import ONCE_NOTES, ImportSummary
from posts.rendering import RenderError

UNNAMED_COUNT = "posts that name nobody, by {} therefore"


@dataclass(slots=True)
class RecordImporter:
    """Imports records for the posts that `links` knows; `author` is named where a record names nobody.

    `summary` and `observer` are told what became of each; `find_errors` may keep one from readers.
    `repeated` is told what would become of it if it were imported again.
    """

    links: LinkResolver
    author: str
    summary: ImportSummary
    observer: ImportObserver
    find_errors: FindErrors
    repeated: ImportSummary
    # By origin: records with the notes and counts that they had before they were saved.
    converted: dict[str, PostRecord] = field(default_factory=dict)

    def convert(self, record: PostRecord) -> None:
        """Convert one record. Raises whatever keeps it from being imported."""
        try:
            convert_record(record, self.links.site, self.links)
        finally:
            notes = [note for note in record.notes if note.kind not in ONCE_NOTES]
            self.converted[record.origin] = replace(record, notes=notes, counts=record.counts.copy())

    def import_record(self, record: PostRecord) -> None:
        """Convert and save one record."""
        try:
            self.convert(record)
        except Exception as error:  # noqa: BLE001  (one bad file never stops the rest)
            self.note_failure(record, error)
        else:
            self.save_record(record)

    def save_record(self, record: PostRecord) -> None:
        """Save one record that is converted."""
        try:
            if record.notebook:
                record.notebook.is_stored = not self.links.media.dry_run
            with self.observer.isolate_record(record):
                outcome = persist.persist_record(record, self.author, self.observer, self.find_errors)
                kept = self.import_comments(record)
        except Exception as error:  # noqa: BLE001  (as above)
            self.note_failure(record, error)
        else:
            self.note_outcome(record, outcome, kept)

    def finish_record(self, record: PostRecord, outcome: str) -> None:
        """Do what follows the saving of a record, and tell of its `outcome`."""
        try:
            kept = self.import_comments(record)
        except Exception as error:  # noqa: BLE001  (as above)
            self.note_failure(record, error)
        else:
            self.note_outcome(record, outcome, kept)

    def import_comments(self, record: PostRecord) -> int:
        return import_comments(record, self.links.site.get_comments_path(record.path))

    def note_outcome(self, record: PostRecord, outcome: str, kept_comments: int) -> None:
        self.summary.counts["comments kept"] += kept_comments
        self.summary.count_outcome(outcome)
        self.summary.counts[UNNAMED_COUNT.format(self.author)] += not record.authors
        self.summary.add_notes(record)
        self.repeated.count_outcome(persist.POST_UNCHANGED)
        self.repeated.counts[UNNAMED_COUNT.format(self.author)] += not record.authors
        self.note_repeated(record)
        self.observer.note_outcome(record, outcome, "")

    def note_repeated(self, record: PostRecord) -> None:
        """Tell what another import would note of `record`, unless it would have to look again."""
        self.repeated.add_notes(self.converted.pop(record.origin))
        has_end = record.expires_at is not None and record.expires_at > timezone.now()
        self.summary.is_repeatable &= not (record.notebook or has_end)

    def note_failure(self, record: PostRecord, error: Exception) -> None:
        """Tell that `record` is not imported because of `error`."""
        outcome = "skipped" if isinstance(error, SkipImport) else "failed"
        is_told = isinstance(error, SkipImport | ImportFileError | RenderError)
        reason = str(error) if is_told else f"{type(error).__name__}: {error}"
        for summary in (self.summary, self.repeated):
            summary.add_exclusion(outcome, record.path, reason)
        self.summary.add_notes(record)
        self.summary.is_repeatable &= isinstance(error, SkipImport | ImportFileError)
        self.note_repeated(record)
        self.observer.note_outcome(record, outcome, reason)
