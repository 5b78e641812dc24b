"""The summary of an import: what became of each file, and what the site's owner should check."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from posts.exchange.importing.exports.converted import ConversionReport
from posts.exchange.importing.records.file_names import decode_file_name
from posts.exchange.importing.records.record import PostRecord

IMPORT_OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")
UNREAD_NOTE = "files not read"
SLUG_TAKEN_NOTE, MOVED_NOTE = "two posts with one slug", "file moved"
# Kinds of notes that an import of what is unchanged has not.
ONCE_NOTES = frozenset({SLUG_TAKEN_NOTE, MOVED_NOTE})
NOTES_SHOWN = 10  # notes of one kind, unless all are asked for


class ImportSummary:
    """Outcomes, notes and counts of one import.

    `outcomes`: number of files by outcome. `reasons`: lines for people, by kind
    of note. `counts`: other numbers, by what they count. Paths are shown
    relative to `root`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.outcomes: Counter[str] = Counter()
        self.reasons: dict[str, list[str]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.images_without_variants = 0
        # What another import would say if nothing changed; None where it has to look again: where
        # something failed that need not fail again, or the clock decides.
        self.repeated: ImportSummary | None = None
        self.is_repeatable = True
        # Names of the files in media that the posts show.
        self.media: list[str] = []

    def copy(self) -> "ImportSummary":
        """Return a summary that says the same."""
        return self.from_json(self.root, self.as_json())

    def as_json(self) -> dict[str, Any]:
        """Return outcomes, notes and counts, fit for JSON."""
        counts = {kind: number for kind, number in self.counts.items() if number}
        return {"outcomes": dict(self.outcomes), "reasons": dict(self.reasons), "counts": counts}

    @classmethod
    def from_json(cls, root: Path, values: Mapping[str, Any]) -> "ImportSummary":
        """Return the summary of which `as_json` returned `values`."""
        summary = cls(root)
        summary.outcomes.update(values["outcomes"])
        summary.counts.update(values["counts"])
        summary.reasons.update({kind: list(lines) for kind, lines in values["reasons"].items()})
        return summary

    def count_outcome(self, outcome: str) -> None:
        """Count one file with an outcome of IMPORT_OUTCOMES."""
        self.outcomes[outcome] += 1

    def add_exclusion(self, outcome: str, path: Path, reason: str, line: int | None = None) -> None:
        """Count a file that was skipped or failed, with its reason."""
        self.count_outcome(outcome)
        self.reasons[outcome].append(f"{self.format_place(path, line)}: {reason}")

    def add_unread_file(self, path: Path, reason: str) -> None:
        """Name a file that may have been a post, and was not read."""
        self.reasons[UNREAD_NOTE].append(f"{self.format_place(path, None)}: {reason}")

    def add_notes(self, record: PostRecord) -> None:
        """Add the notes and counts of `record`."""
        for note in record.notes:
            self.reasons[note.kind].append(f"{self.format_place(record.path, note.line)}: {note.text}")
        self.counts += record.counts

    def add_report(self, report: ConversionReport) -> None:
        """Add what the conversion of another tool's export says beside its posts."""
        for outcome, items in (("failed", report.failures), ("skipped", report.skipped)):
            for name, reason in items:
                self.add_exclusion(outcome, Path(name), reason)
        for kind, text in report.notes:
            self.reasons[kind].append(text)
        self.counts += report.counts

    def format_place(self, path: Path, line: int | None) -> str:
        """Return `path` for people, followed by `line` where it is known."""
        name = decode_file_name(path.relative_to(self.root) if path.is_relative_to(self.root) else path)
        return f"{name}:{line}" if line else name

    @property
    def failed_count(self) -> int:
        return self.outcomes["failed"]

    def format_lines(self, *, everything: bool = False) -> Iterator[str]:
        """Yield the summary line by line: outcomes, reasons and notes, counts, and what is left to do."""
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
    """Return a sort key for kinds of notes: failures first, then skipped files."""
    return {"failed": 2, "skipped": 1}.get(kind, 0)
