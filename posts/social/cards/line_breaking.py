"""Line breaking of Chinese and Latin titles (W3C, Requirements for Chinese Text Layout, 3.1).

No closing mark starts a line and no opening mark ends one; a Latin word is broken only
where it is longer than a line; lines end between phrases where possible, and are about
equally long.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

# How strongly two adjacent characters belong together, from 0 (not at all) to 1 (always adjacent).
Cohesion = Callable[[str, str], float]

OPENING_MARKS = frozenset("（《〈「『【〔［｛“‘([{<#$¥￥")
CLOSING_MARKS = frozenset("、。，．：；！？…—～·・）》〉」』】〕］｝”’%‰℃,.:;!?)]}>々ーっッゃャゅュょョ")
STOP_MARKS = frozenset("：；。！？…—")
STOPS_BEFORE_SPACE = STOP_MARKS | frozenset(":;!?|–-·")
LATIN_STOPS = frozenset(":;!?")
PHRASE_ENDS = frozenset("、》」』）的")
PAUSES = frozenset("，")
# Han that belongs to the character before it, that belongs to the one after it, and that starts a phrase.
TRAILING = frozenset("的地得了着过吗呢吧们之")
HAN_PREFIXES = frozenset("之第在从把被")
CONNECTIVES = frozenset("与和及或而但在")
SQUARE_CHARACTER = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
KATAKANA = re.compile(r"[\u30a1-\u30fc]")

# Costs of a break. On this scale a line that is longer or shorter than the mean by a tenth
# of the width costs 0.01. Each line costs about as much as a break at a full stop saves,
# so that no line is added for that alone.
AFTER_STOP, AFTER_PAUSE, BETWEEN_PHRASES, BETWEEN_HAN, IN_WORD, WITH_PARTICLE = (
    -0.14,
    -0.1,
    0.0,
    0.02,
    0.12,
    0.2,
)
IN_BRACKETS, LINE_COST = 0.1, 0.15
# A broken word costs more than anything else.
TORN_WORD = 10.0


class BrokenLines(NamedTuple):
    """Lines, and their cost: the lower, the better they look."""

    lines: list[str]
    cost: float


def no_cohesion(left: str, right: str) -> float:
    return 0.0


def measure_cohesion(text: str) -> Cohesion:
    """Measure the cohesion of characters in `text`: 1 for a pair that it always uses together."""

    def get_cohesion(left: str, right: str) -> float:
        together = text.count(left + right)
        return together / min(text.count(left), text.count(right)) if together > 1 else 0.0

    return get_cohesion


def is_square(character: str) -> bool:
    """Return whether `character` is as wide as high: Han, kana and full-width marks."""
    return SQUARE_CHARACTER.match(character) is not None


def get_break_cost(text: str, index: int, cohesion: Cohesion) -> float:
    """Return the cost of ending a line before `text[index]`."""
    before, after = text[index - 1], text[index]
    if after.isspace() or after in CLOSING_MARKS or before in OPENING_MARKS:
        return TORN_WORD
    enclosed = IN_BRACKETS * is_in_brackets(text[:index])
    if before.isspace():
        return enclosed + (AFTER_STOP if text[index - 2] in STOPS_BEFORE_SPACE else BETWEEN_PHRASES)
    if before in STOP_MARKS or (before in LATIN_STOPS and is_square(text[index - 2])):
        return enclosed + AFTER_STOP
    if not is_square(before) and not is_square(after):
        return IN_WORD if before in "-/" and after.isalnum() else TORN_WORD
    return enclosed + get_word_break_cost(before, after, cohesion)


def is_in_brackets(text: str) -> bool:
    """Return whether a bracket is open at the end of `text`."""
    return sum(text.count(mark) for mark in "（《「『【〔［") > sum(
        text.count(mark) for mark in "）》」』】〕］"
    )


def get_word_break_cost(before: str, after: str, cohesion: Cohesion) -> float:
    """Return the cost of a break between two characters of which at least one is Han."""
    if before in PAUSES:
        return AFTER_PAUSE
    if after in TRAILING:
        return WITH_PARTICLE
    if before in PHRASE_ENDS or after in OPENING_MARKS:
        return BETWEEN_PHRASES
    if after in CONNECTIVES:
        return IN_WORD * cohesion(before, after)
    if before.isdigit() or before in HAN_PREFIXES or (KATAKANA.match(before) and KATAKANA.match(after)):
        return IN_WORD
    return BETWEEN_HAN + IN_WORD * cohesion(before, after)


def get_break_costs(text: str, cohesion: Cohesion = no_cohesion) -> list[float]:
    """Return the cost of a break before each character of `text`, and at its end."""
    return [0.0, *(get_break_cost(text, index, cohesion) for index in range(1, len(text))), 0.0]


def break_lines(
    text: str, widths: Sequence[float], costs: Sequence[float], max_width: float, count: int
) -> BrokenLines | None:
    """Break `text` into `count` lines no wider than `max_width`; None where that is impossible.

    `widths` are those of its characters, in the unit of `max_width`, `costs` those of `get_break_costs`.
    """
    edges = list(accumulate(widths, initial=0.0))
    if edges[-1] > count * max_width:
        return None
    # By number of characters, the best way to break these: its cost and the positions of its breaks.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for _ in range(count):
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, breaks) in best.items():
            for end in find_line_ends(edges, start, max_width):
                uneven = (edges[end] - edges[start] - edges[-1] / count) / max_width
                way = (cost + costs[end] + uneven**2 + LINE_COST, (*breaks, end))
                longer[end] = min(way, longer.get(end, way))
        best = longer
    if len(text) not in best:
        return None
    cost, breaks = best[len(text)]
    return BrokenLines([text[start:end].strip(" |") for start, end in pairwise(breaks)], cost)


def find_line_ends(edges: Sequence[float], start: int, max_width: float) -> range:
    """Return where a line may end that starts at `start` and is no wider than `max_width`."""
    return range(start + 1, bisect_right(edges, edges[start] + max_width))
