"""Merge markers: the lines in a text around what two authors changed in different ways.

They look like those of git, but each names its author and ends with the time, to the minute: so the markers
that a post about git shows are told apart.
"""

import re
from collections.abc import Sequence
from datetime import datetime

OPENING_MARKER, MIDDLE_MARKER, CLOSING_MARKER = "<" * 7, "=" * 7, ">" * 7
MARKER_LINE = re.compile(r"^(?:<{7}|>{7}) \S.* \d{4}-\d\d-\d\d \d\d:\d\d$", re.MULTILINE)


def marker_label(author: str, moment: datetime) -> str:
    """Return what stands behind a marker: who, and when."""
    return f"{' '.join(author.split())} {moment:%Y-%m-%d %H:%M}"


def format_conflict(one: Sequence[str], other: Sequence[str], labels: tuple[str, str]) -> list[str]:
    """Return the lines of both authors between markers; `labels` are theirs, from `marker_label`."""
    return [f"{OPENING_MARKER} {labels[0]}", *one, MIDDLE_MARKER, *other, f"{CLOSING_MARKER} {labels[1]}"]


def has_merge_markers(text: str) -> bool:
    """Whether there is a conflict left in `text` that somebody has to resolve."""
    return bool(MARKER_LINE.search(text))


def find_merge_markers(text: str) -> list[int]:
    """Return the lines, from 1, of merge markers: the first of each conflict, or what is left of it."""
    found: list[int] = []
    if OPENING_MARKER not in text and CLOSING_MARKER not in text:
        return found
    is_open = False
    for match in MARKER_LINE.finditer(text):
        is_opening = match[0].startswith(OPENING_MARKER)
        if is_opening or not is_open:
            found.append(text.count("\n", 0, match.start()) + 1)
        is_open = is_opening
    return found
