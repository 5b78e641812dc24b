"""What an import did, and what its owner should know."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from posts.exchange.importing.records.file_names import decode_file_name
from posts.exchange.importing.records.record import PostRecord

OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")
SHOWN = 10  # notes of one kind, unless all are asked for


class Report:
    """Counts, reasons and notes of one import; places are named relative to `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.outcomes: Counter[str] = Counter()
        self.reasons: dict[str, list[str]] = defaultdict(list)
        self.tallies: Counter[str] = Counter()
        self.in_one_size = 0

    def count(self, outcome: str) -> None:
        self.outcomes[outcome] += 1

    def leave_out(self, outcome: str, path: Path, reason: str, line: int | None = None) -> None:
        """Count a file that was skipped or failed, with its reason."""
        self.count(outcome)
        self.reasons[outcome].append(f"{self.place(path, line)}: {reason}")

    def add_notes(self, record: PostRecord) -> None:
        for note in record.notes:
            self.reasons[note.kind].append(f"{self.place(record.path, note.line)}: {note.text}")
        self.tallies += record.counts

    def place(self, path: Path, line: int | None) -> str:
        name = decode_file_name(path.relative_to(self.root) if path.is_relative_to(self.root) else path)
        return f"{name}:{line}" if line else name

    @property
    def failed(self) -> int:
        return self.outcomes["failed"]

    def lines(self, *, everything: bool = False) -> Iterator[str]:
        """Yield the summary, line by line: counts, reasons and notes, tallies, and what is left to do."""
        for outcome in OUTCOMES:
            yield f"{outcome:<10}{self.outcomes[outcome]:>6,}"
        for kind, places in sorted(self.reasons.items(), key=lambda item: (-rank(item[0]), item[0])):
            yield ""
            yield f"{kind} ({len(places):,})"
            shown = places if everything or kind == "failed" else places[:SHOWN]
            yield from (f"  {place}" for place in shown)
            if len(shown) < len(places):
                yield f"  … and {len(places) - len(shown):,} more (--verbosity 2 shows all)"
        yield ""
        yield from (f"{kind}: {number:,}" for kind, number in sorted(self.tallies.items()) if number)
        if self.in_one_size:
            yield ""
            yield f"pictures in one size only so far: {self.in_one_size:,}"
            yield "Run manage.py make_variants, which makes the smaller ones that readers are sent."


def rank(kind: str) -> int:
    """Return how much a kind of note matters: failures first, then what was skipped."""
    return {"failed": 2, "skipped": 1}.get(kind, 0)
