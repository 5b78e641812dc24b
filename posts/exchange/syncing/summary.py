"""What a sync did, and what is left to people."""

from collections import Counter
from collections.abc import Iterator
from enum import Enum


class SyncOutcome(Enum):
    """What became of a post or a file. The values are shown; those of ATTENTION want to be looked at."""

    FILE_WRITTEN = "files written"
    POST_CREATED = "posts created"
    POST_UPDATED = "posts updated"
    MERGED = "merged"
    RENAMED = "files renamed"
    POST_TRASHED = "posts moved to the trash"
    FILE_REMOVED = "files put aside"
    COMMITTED = "files committed"
    NOTE = "notes"
    CONFLICT = "conflicts: merge them in the editor"
    FILE_GONE = "deleted in the folder: --delete moves the post to the trash"
    POST_GONE = "in the trash or deleted here: --delete puts the file aside"
    LEFT = "left as they are"


ATTENTION = (SyncOutcome.CONFLICT, SyncOutcome.FILE_GONE, SyncOutcome.POST_GONE, SyncOutcome.LEFT)


class SyncSummary:
    """Outcomes with the paths that they concern, each once."""

    def __init__(self) -> None:
        self.lines: dict[SyncOutcome, dict[str, str]] = {outcome: {} for outcome in SyncOutcome}
        # Effects on either side, of which a second run has none.
        self.effects = 0

    def add(self, outcome: SyncOutcome, path: str, detail: str = "", *, is_effect: bool = False) -> None:
        self.lines[outcome][path] = detail
        self.effects += is_effect

    def begin_pass(self) -> None:
        """Forget what is found anew in each pass."""
        for outcome in ATTENTION:
            self.lines[outcome].clear()

    @property
    def counts(self) -> Counter[SyncOutcome]:
        return Counter({outcome: len(paths) for outcome, paths in self.lines.items() if paths})

    @property
    def needs_attention(self) -> bool:
        return any(self.lines[outcome] for outcome in ATTENTION)

    def format_lines(self) -> Iterator[str]:
        if not self.counts:
            yield "Both are the same."
        for outcome, paths in self.lines.items():
            if paths:
                yield f"{outcome.value} ({len(paths):,})"
                yield from (f"  {path}{detail and f': {detail}'}" for path, detail in sorted(paths.items()))
