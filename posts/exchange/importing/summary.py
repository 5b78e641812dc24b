"""What an import did, and what its owner should know."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from posts.exchange.importing.records.file_names import decode_file_name
from posts.exchange.importing.records.record import PostRecord

IMPORT_OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")
NOTES_SHOWN = 10  # notes of one kind, unless all are asked for


class ImportSummary:
    """Counts, reasons and notes of one import; places are named relative to `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.outcomes: Counter[str] = Counter()
        self.reasons: dict[str, list[str]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.images_without_variants = 0

    def count_outcome(self, outcome: str) -> None:
        self.outcomes[outcome] += 1

    def add_exclusion(self, outcome: str, path: Path, reason: str, line: int | None = None) -> None:
        """Count a file that was skipped or failed, with its reason."""
        self.count_outcome(outcome)
        self.reasons[outcome].append(f"{self.format_place(path, line)}: {reason}")

    def add_notes(self, record: PostRecord) -> None:
        for note in record.notes:
            self.reasons[note.kind].append(f"{self.format_place(record.path, note.line)}: {note.text}")
        self.counts += record.counts

    def format_place(self, path: Path, line: int | None) -> str:
        name = decode_file_name(path.relative_to(self.root) if path.is_relative_to(self.root) else path)
        return f"{name}:{line}" if line else name

    @property
    def failed_count(self) -> int:
        return self.outcomes["failed"]

    def format_lines(self, *, everything: bool = False) -> Iterator[str]:
        """Yield the summary, line by line: counts, reasons and notes, tallies, and what is left to do."""
        for outcome in IMPORT_OUTCOMES:
            yield f"{outcome:<10}{self.outcomes[outcome]:>6,}"
        for kind, places in sorted(
            self.reasons.items(), key=lambda item: (-rank_note_kind(item[0]), item[0])
        ):
            yield ""
            yield f"{kind} ({len(places):,})"
            shown = places if everything or kind == "failed" else places[:NOTES_SHOWN]
            yield from (f"  {place}" for place in shown)
            if len(shown) < len(places):
                yield f"  … and {len(places) - len(shown):,} more (--verbosity 2 shows all)"
        yield ""
        yield from (f"{kind}: {number:,}" for kind, number in sorted(self.counts.items()) if number)
        if self.images_without_variants:
            yield ""
            yield f"pictures in one size only so far: {self.images_without_variants:,}"
            yield "Run manage.py make_variants, which makes the smaller ones that readers are sent."


def rank_note_kind(kind: str) -> int:
    """Return how much a kind of note matters: failures first, then what was skipped."""
    return {"failed": 2, "skipped": 1}.get(kind, 0)
