"""Records saved in batches: new posts together, rendered by all cores meanwhile; all others one by one.

What is stored is the same as if each were saved before the next one is read: a batch ends before a record
that has to do with one in it, and a batch that cannot be saved is saved one by one.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from posts import rendering
from posts.exchange.importing.batch_conflicts import RecordNames
from posts.exchange.importing.batch_writing import PreparedPost, write_new_posts
from posts.exchange.importing.digests import compute_record_digest
from posts.exchange.importing.known_names import KnownNames
from posts.exchange.importing.persist import POST_CREATED, find_taken_feed_ids, make_post
from posts.exchange.importing.record_import import RecordImporter
from posts.exchange.importing.records.record import PostRecord
from posts.models import ImportRecord, Post
from posts.monitoring.metrics import time_render
from posts.rendering import RenderResult
from posts.rendering.characters import normalize_text
from posts.rendering.worker import WORKER_COUNT

MAX_BATCH_RECORDS = 100
MAX_BATCH_CHARACTERS = 5_000_000


@dataclass(slots=True)
class WaitingRecord:
    """A converted record that waits for its batch; an `error` keeps it from being saved."""

    record: PostRecord
    error: Exception | None = None
    digest: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    rendering: Future[RenderResult] | None = None


class BatchImporter:
    """Converts records and saves them as posts, many in one transaction. Use it as a context manager."""

    def __init__(self, importer: RecordImporter, records: Iterable[PostRecord]) -> None:
        """`records`: all that will be given to `add`."""
        self.importer = importer
        origins = [record.origin for record in records]
        known = ImportRecord.objects.filter(origin__in=origins).values_list("origin", flat=True)
        self.known_origins = set(known)
        self.waiting: list[WaitingRecord] = []
        self.names = RecordNames()
        self.known_names = KnownNames()
        self.pool = ThreadPoolExecutor(WORKER_COUNT)

    def __enter__(self) -> "BatchImporter":
        return self

    def __exit__(self, error_type: type[BaseException] | None, *rest: object) -> None:
        try:
            if error_type is None:
                self.flush()
        finally:
            self.pool.shutdown(cancel_futures=True)

    def add(self, record: PostRecord) -> None:
        """Import `record` now, or with the next batch."""
        if not self.can_wait(record):
            self.flush()
            self.importer.import_record(record)
            return
        waiting = WaitingRecord(record)
        try:
            self.importer.convert(record)
            names = RecordNames.of_record(record)
        except Exception as error:  # noqa: BLE001  (one bad file never stops the rest)
            waiting.error = error
            self.waiting.append(waiting)
            return
        if names.is_alone or self.names.meets(names):
            self.flush()
        self.waiting.append(waiting)
        self.names.add(names)
        self.start_rendering(waiting)
        if names.is_alone or self.is_full():
            self.flush()

    def can_wait(self, record: PostRecord) -> bool:
        """Whether `record` becomes a new post of which nothing is special."""
        is_special = record.is_own_export or record.is_page or record.notebook or record.uid
        return not is_special and record.origin not in self.known_origins

    def is_full(self) -> bool:
        characters = sum(len(waiting.record.source) for waiting in self.waiting)
        return len(self.waiting) >= MAX_BATCH_RECORDS or characters > MAX_BATCH_CHARACTERS

    def start_rendering(self, waiting: WaitingRecord) -> None:
        """Have a record be rendered while others are converted."""
        record = waiting.record
        try:
            waiting.digest = compute_record_digest(record)
            draft = Post(
                title=normalize_text(record.title),
                source=normalize_text(record.source),
                summary=normalize_text(record.summary),
                bibliography=normalize_text(record.bibliography),
                language=record.language,
                published_at=record.published_at,
            )
            waiting.inputs = draft.get_render_inputs()
            waiting.rendering = self.pool.submit(render_timed, waiting.inputs)
        except Exception as error:  # noqa: BLE001  (as above)
            waiting.error = error

    def flush(self) -> None:
        """Save what is waiting, and tell what became of each."""
        waiting, self.waiting, self.names = self.waiting, [], RecordNames()
        new = [item for item in waiting if self.take_result(item)]
        are_saved = len(new) > 1 and self.write(new)
        for item in waiting:
            if item.error is not None:
                self.importer.note_failure(item.record, item.error)
            elif are_saved:
                self.importer.finish_record(item.record, POST_CREATED)
            else:
                self.importer.save_record(item.record)

    def take_result(self, item: WaitingRecord) -> bool:
        """Wait for the render of `item`; return whether it can be saved."""
        try:
            if item.rendering is not None:
                item.rendering.result()
        except Exception as error:  # noqa: BLE001  (as above)
            item.error = error
        return item.error is None

    def write(self, items: list[WaitingRecord]) -> bool:
        """Save `items` together; return whether they are saved. Else they are as they were."""
        kept = [(list(item.record.notes), item.record.counts.copy()) for item in items]
        importer = self.importer
        try:
            new = prepare_posts(items)
            write_new_posts(new, importer.author, self.known_names, importer.observer, importer.find_errors)
        except Exception:  # noqa: BLE001  (saved one by one, each says what is wrong with it)
            self.known_names = KnownNames()
            for item, (notes, counts) in zip(items, kept, strict=True):
                item.record.notes, item.record.counts = notes, counts
            return False
        return True


def render_timed(inputs: dict[str, Any]) -> RenderResult:
    with time_render():
        return rendering.render(**inputs)


def prepare_posts(items: Sequence[WaitingRecord]) -> list[PreparedPost]:
    """Return what is to be saved of `items`, which are rendered."""
    taken = find_taken_feed_ids(item.record for item in items)
    return [
        PreparedPost(
            item.record, item.digest, make_post(item.record, taken), item.inputs, item.rendering.result()
        )
        for item in items
        if item.rendering
    ]
