"""Counting: by post, by section, or on from the posts before it in a series."""

from collections.abc import Mapping
from typing import Any


class ThingCounters:
    """Counts things by kind, as `numbering` of a render says: `by` and `start`."""

    def __init__(self, numbering: Mapping[str, Any] = {}) -> None:
        self.by_section = numbering.get("by") == "section"
        start = numbering.get("start") or {}
        self.counts: dict[str, int] = {} if self.by_section else dict(start)
        self.section = 0

    def enter_section(self, section: int) -> None:
        """Go on to the part of the post with this number."""
        if self.by_section and section != self.section:
            self.section = section
            self.counts.clear()

    def is_plain(self, kind: str) -> bool:
        """Whether things of a kind are counted from 1 through the whole post."""
        return not self.by_section and not self.counts.get(kind)

    def count_next(self, kind: str) -> str:
        """Return the number of the next thing of a kind: "3", or "2.3" in the second section."""
        number = self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{self.section}.{number}" if self.section else str(number)

    def note_typed(self, kind: str, number: str) -> None:
        """Go on from a number that an author typed."""
        last = number.rpartition(".")[2]
        if last.isdecimal() and len(last) < 7:
            self.counts[kind] = max(self.counts.get(kind, 0), int(last))
