"""The lines that stand in a text where two who wrote in it did not agree.

They look as programmers know them, but each names who and ends with when, to
the minute: a post about git may show such marks, and is not meant.
"""

import re
from collections.abc import Sequence
from datetime import datetime

OPENING, MIDDLE, CLOSING = "<" * 7, "=" * 7, ">" * 7
MARK = re.compile(r"^(?:<{7}|>{7}) \S.* \d{4}-\d\d-\d\d \d\d:\d\d$", re.MULTILINE)


def label(who: str, moment: datetime) -> str:
    """Return what stands behind a mark."""
    return f"{' '.join(who.split())} {moment:%Y-%m-%d %H:%M}"


def mark_conflict(one: Sequence[str], other: Sequence[str], labels: tuple[str, str]) -> list[str]:
    """Return the lines of both, each below or above the mark that says whose they are."""
    return [f"{OPENING} {labels[0]}", *one, MIDDLE, *other, f"{CLOSING} {labels[1]}"]


def has_conflict_marks(text: str) -> bool:
    """Whether there is still a place in `text` that somebody has to decide about."""
    return bool(MARK.search(text))


def conflict_lines(text: str) -> list[int]:
    """Return the lines, counted from 1, of such marks: the first of each place, or what is left of it."""
    found: list[int] = []
    is_open = False
    for match in MARK.finditer(text):
        is_opening = match[0].startswith(OPENING)
        if is_opening or not is_open:
            found.append(text.count("\n", 0, match.start()) + 1)
        is_open = is_opening
    return found
