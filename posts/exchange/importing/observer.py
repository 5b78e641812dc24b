"""`ImportObserver`: what may follow an import, choose its posts and decide how they come in."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from posts.exchange.importing.records.record import PostRecord


class ImportObserver:
    """Takes every post as its file says, and keeps nothing; the base of those that do otherwise."""

    # Whom revisions name; None without anybody.
    editor: Any = None
    # Whether new posts become drafts, and known ones keep their state, whatever their files say.
    as_drafts = False
    # Whether posts that the checks would hold back are published all the same, and only noted.
    publishes_errors = True
    # Whether new posts may be saved together. Not where `isolate_record` surrounds each.
    takes_batches = True

    def select_records(self, records: list[PostRecord]) -> tuple[list[PostRecord], list[PostRecord]]:
        """Return the records that are imported, and the others, which links may lead to."""
        return records, []

    def isolate_preparation(self) -> AbstractContextManager[Any]:
        """Return what surrounds the work before and after all records."""
        return nullcontext()

    def isolate_record(self, record: PostRecord) -> AbstractContextManager[Any]:
        """Return what surrounds the saving of `record`."""
        return nullcontext()

    def note_prepared(self, records: Iterable[PostRecord]) -> None:
        """Is called when it is known which `records` are imported, within `isolate_preparation`."""

    def note_saved(self, record: PostRecord, post: Any, before: dict[str, str]) -> None:
        """Is called in the transaction that saved `post`.

        `before` is what `persist.describe_before` returned; empty for a new post.
        """

    def note_outcome(self, record: PostRecord, outcome: str, reason: str) -> None:
        """Is called after `record`, outside of any isolation, with its outcome and reason, "" without one."""
