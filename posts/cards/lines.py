"""Break a title into lines, as a typesetter of Chinese would (W3C, Chinese Text Layout Requirements, 3.1).

No closing mark begins a line and no opening mark ends one; a Latin word is torn
only where it is longer than a line; lines end between phrases where they can,
and are about equally long.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

# How strongly two characters belong together, from 0 (strangers) to 1 (always side by side).
Bond = Callable[[str, str], float]

OPENING = frozenset("（《〈「『【〔［｛“‘([{<#$¥￥")
CLOSING = frozenset("、。，．：；！？…—～·・）》〉」』】〕］｝”’%‰℃,.:;!?)]}>々ーっッゃャゅュょョ")
STOPS = frozenset("：；。！？…—")
STOPS_BEFORE_SPACE = STOPS | frozenset(":;!?|–-·")
LATIN_STOPS = frozenset(":;!?")
PHRASE_ENDS = frozenset("、》」』）的")
PAUSES = frozenset("，")
# Han that leans on what stands before it, that leans on what follows, and that begins something new.
TRAILING = frozenset("的地得了着过吗呢吧们之")
PREFIXES = frozenset("之第在从把被")
LEADING = frozenset("与和及或而但在")
HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
KATAKANA = re.compile(r"[\u30a1-\u30fc]")

# What a break costs, on the scale on which a line that is a tenth of the width
# longer or shorter than the mean costs 0.01. Each LINE costs about as much as a
# break at a full stop spares, so that none is made for that alone.
AFTER_STOP, AFTER_PAUSE, BETWEEN_PHRASES, BETWEEN_HAN, IN_WORD, LEANING = -0.14, -0.1, 0.0, 0.02, 0.12, 0.2
IN_BRACKETS, LINE = 0.1, 0.15
# A torn word costs more than anything that is not one.
TORN = 10.0


class Setting(NamedTuple):
    """Lines, and what they cost: the less, the better they look."""

    lines: list[str]
    cost: float


def no_bond(left: str, right: str) -> float:
    return 0.0


def bonds_in(text: str) -> Bond:
    """Return the bonds that `text` shows: between characters it always uses together, it is 1."""

    def bond(left: str, right: str) -> float:
        together = text.count(left + right)
        return together / min(text.count(left), text.count(right)) if together > 1 else 0.0

    return bond


def is_han(character: str) -> bool:
    """Return whether `character` is set in a square: Han, kana and full-width marks."""
    return HAN.match(character) is not None


def break_cost(text: str, place: int, bond: Bond) -> float:
    """Return what it costs to end a line before `text[place]`."""
    before, after = text[place - 1], text[place]
    if after.isspace() or after in CLOSING or before in OPENING:
        return TORN
    enclosed = IN_BRACKETS * is_in_brackets(text[:place])
    if before.isspace():
        return enclosed + (AFTER_STOP if text[place - 2] in STOPS_BEFORE_SPACE else BETWEEN_PHRASES)
    if before in STOPS or (before in LATIN_STOPS and is_han(text[place - 2])):
        return enclosed + AFTER_STOP
    if not is_han(before) and not is_han(after):
        return IN_WORD if before in "-/" and after.isalnum() else TORN
    return enclosed + cost_by_words(before, after, bond)


def is_in_brackets(text: str) -> bool:
    """Return whether a bracket is left open at the end of `text`."""
    return sum(text.count(mark) for mark in "（《「『【〔［") > sum(
        text.count(mark) for mark in "）》」』】〕］"
    )


def cost_by_words(before: str, after: str, bond: Bond) -> float:
    """Return the cost of a break between two characters, of which one at least is Han, outside of words."""
    if before in PAUSES:
        return AFTER_PAUSE
    if after in TRAILING:
        return LEANING
    if before in PHRASE_ENDS or after in OPENING:
        return BETWEEN_PHRASES
    if after in LEADING:
        return IN_WORD * bond(before, after)
    if before.isdigit() or before in PREFIXES or (KATAKANA.match(before) and KATAKANA.match(after)):
        return IN_WORD
    return BETWEEN_HAN + IN_WORD * bond(before, after)


def break_costs(text: str, bond: Bond = no_bond) -> list[float]:
    """Return what it costs to break `text` at each place, from before the first character on."""
    return [0.0, *(break_cost(text, place, bond) for place in range(1, len(text))), 0.0]


def set_lines(
    text: str, widths: Sequence[float], costs: Sequence[float], room: float, count: int
) -> Setting | None:
    """Break `text` into `count` lines no wider than `room`; None where it cannot be done.

    `widths` are those of its characters, in the unit of `room`, `costs` those of `break_costs`.
    """
    edges = list(accumulate(widths, initial=0.0))
    if edges[-1] > count * room:
        return None
    # By number of characters, the best way to set these: its cost and where its lines begin and end.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for _ in range(count):
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, breaks) in best.items():
            for end in ends(edges, start, room):
                uneven = (edges[end] - edges[start] - edges[-1] / count) / room
                way = (cost + costs[end] + uneven**2 + LINE, (*breaks, end))
                longer[end] = min(way, longer.get(end, way))
        best = longer
    if len(text) not in best:
        return None
    cost, breaks = best[len(text)]
    return Setting([text[start:end].strip(" |") for start, end in pairwise(breaks)], cost)


def ends(edges: Sequence[float], start: int, room: float) -> range:
    """Return where a line may end that begins at `start` and is no wider than `room`."""
    return range(start + 1, bisect_right(edges, edges[start] + room))
