"""One record imported: converted, saved, and told of."""

from dataclasses import dataclass

from posts.exchange.importing import persist
from posts.exchange.importing.comments import import_comments
from posts.exchange.importing.conversion import convert_record
from posts.exchange.importing.link_resolver import LinkResolver
from posts.exchange.importing.observer import ImportObserver
from posts.exchange.importing.publish_errors import FindErrors
from posts.exchange.importing.records.record import ImportFileError, PostRecord, SkipImport
from posts.exchange.importing.summary import ImportSummary
from posts.rendering import RenderError


@dataclass(frozen=True, slots=True)
class RecordImporter:
    """Imports records for the posts that `links` knows; `author` is named where a record names nobody.

    `summary` and `observer` are told what became of each; `find_errors` may keep one from readers.
    """

    links: LinkResolver
    author: str
    summary: ImportSummary
    observer: ImportObserver
    find_errors: FindErrors

    def import_record(self, record: PostRecord) -> None:
        """Convert and save one record."""
        try:
            convert_record(record, self.links.site, self.links)
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
        self.summary.counts[f"posts that name nobody, by {self.author} therefore"] += not record.authors
        self.summary.add_notes(record)
        self.observer.note_outcome(record, outcome, "")

    def note_failure(self, record: PostRecord, error: Exception) -> None:
        """Tell that `record` is not imported because of `error`."""
        outcome = "skipped" if isinstance(error, SkipImport) else "failed"
        is_told = isinstance(error, SkipImport | ImportFileError | RenderError)
        reason = str(error) if is_told else f"{type(error).__name__}: {error}"
        self.summary.add_exclusion(outcome, record.path, reason)
        self.summary.add_notes(record)
        self.observer.note_outcome(record, outcome, reason)
