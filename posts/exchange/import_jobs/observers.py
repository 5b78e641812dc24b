"""What follows an import for its job: in the dry run, and when it is done."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from posts.exchange.importing.digests import compute_post_digest
from posts.exchange.importing.importer import roll_back
from posts.exchange.importing.observer import ImportObserver
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.summary import ImportSummary
from posts.models import ImportJob, ImportJobItem, ImportOutcome, ImportRecord

MAX_STORED_LINES = 200  # of each kind of note
MAX_ITEM_NOTES = 20
# An item with one of these holds what the import did; a second run that finds nothing to do keeps it.
SAVED_OUTCOMES = (ImportOutcome.CREATED, ImportOutcome.UPDATED)
BATCH = 500


class PlanObserver(ImportObserver):
    """Finds what would become of each post. Each is saved in a transaction that is rolled back at once.

    So the database is not held for as long as the whole takes, and others go on saving.
    """

    takes_batches = False

    def __init__(self, job: ImportJob) -> None:
        self.job, self.editor, self.publishes_errors = job, job.created_by, False
        self.items: dict[str, ImportJobItem] = {}
        self.moved: dict[str, str] = {}  # old origins by new ones
        self.known: dict[int, str] = {}

    @contextmanager
    def isolate_preparation(self) -> Iterator[None]:
        self.known = dict(ImportRecord.objects.values_list("pk", "origin"))
        with roll_back():
            yield

    def note_prepared(self, records: Iterable[PostRecord]) -> None:
        now = ImportRecord.objects.values_list("pk", "origin")
        self.moved = {origin: self.known[key] for key, origin in now if self.known.get(key) != origin}

    @contextmanager
    def isolate_record(self, record: PostRecord) -> Iterator[None]:
        with roll_back():
            if old := self.moved.get(record.origin):
                ImportRecord.objects.filter(origin=old).update(origin=record.origin)
            yield

    def note_outcome(self, record: PostRecord, outcome: str, reason: str) -> None:
        notes = [f"{note.kind}: {note.text}" for note in record.notes[:MAX_ITEM_NOTES]]
        self.items[record.origin] = ImportJobItem(
            job=self.job,
            origin=record.origin[:500],
            title=record.title[:200],
            planned=outcome,
            message=reason,
            notes=notes,
            is_selected=outcome in SAVED_OUTCOMES,
        )

    def save_items(self) -> None:
        """Store the items, in the place of those of an earlier dry run, with the posts that are here."""
        posts = dict(ImportRecord.objects.exclude(post=None).values_list("origin", "post_id"))
        for origin, item in self.items.items():
            item.post_id = posts.get(self.moved.get(origin, origin))
        self.job.items.all().delete()
        # Of two paths that begin alike beyond what is stored, the first is listed.
        ImportJobItem.objects.bulk_create(self.items.values(), batch_size=BATCH, ignore_conflicts=True)


class RunObserver(ImportObserver):
    """Imports the posts that were chosen, and stores with each what undoing it needs."""

    takes_batches = False

    def __init__(self, job: ImportJob) -> None:
        self.job, self.editor, self.as_drafts = job, job.created_by, job.as_drafts
        self.publishes_errors = job.publishes_errors

    def select_records(self, records: list[PostRecord]) -> tuple[list[PostRecord], list[PostRecord]]:
        """Return the chosen records, and those whose posts are here from an earlier import."""
        chosen = set(self.job.items.filter(is_selected=True).values_list("origin", flat=True))
        slugs = dict(ImportRecord.objects.exclude(post=None).values_list("origin", "post__slug"))
        others = [record for record in records if record.origin not in chosen and record.origin in slugs]
        for record in others:
            record.slug = slugs[record.origin]
        return [record for record in records if record.origin in chosen], others

    def note_saved(self, record: PostRecord, post: Any, before: dict[str, str]) -> None:
        item, _ = self.job.items.get_or_create(
            origin=record.origin, defaults={"title": record.title[:200], "planned": ""}
        )
        if item.outcome not in SAVED_OUTCOMES:
            item.outcome = ImportOutcome.UPDATED if before else ImportOutcome.CREATED
            item.before = before
        item.post, item.post_digest, item.message = post, compute_post_digest(post), ""
        item.save()

    def note_outcome(self, record: PostRecord, outcome: str, reason: str) -> None:
        if outcome not in SAVED_OUTCOMES:
            items = self.job.items.filter(origin=record.origin).exclude(outcome__in=SAVED_OUTCOMES)
            items.update(outcome=outcome, message=reason)


def serialize_summary(summary: ImportSummary, site: SourceSite) -> dict[str, Any]:
    """Return `summary` as JSON: of long lists the beginning, and how long they are."""
    reasons = {
        kind: {"count": len(lines), "lines": lines[:MAX_STORED_LINES]}
        for kind, lines in summary.reasons.items()
    }
    counts = {kind: number for kind, number in summary.counts.items() if number}
    return {"format": site.name, "outcomes": dict(summary.outcomes), "reasons": reasons, "counts": counts}
