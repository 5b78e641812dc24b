"""Names of tags, categories and pages that match what somebody types, in part or by their pinyin."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from posts.indexing.pinyin import parse_pinyin, title_to_pinyin
from posts.indexing.tokens import fold_text

Named = TypeVar("Named")


@lru_cache(maxsize=16_384)
def spell_name(name: str) -> tuple[str, tuple[str, ...]]:
    """Return `name` folded, and its pinyin from each Chinese character on."""
    return fold_text(name), tuple(title_to_pinyin(name).split())


def rank_name(typed: str, name: str) -> int:
    """Return how `name` matches `typed`: 3 begins with it, 2 contains it, 1 sounds like it, 0 not at all."""
    text, spelling = fold_text(typed).strip(), parse_pinyin(typed)
    folded, sounds = spell_name(name)
    if not text:
        return 0
    if folded.startswith(text):
        return 3
    if text in folded:
        return 2
    return int(bool(spelling) and any(sound.startswith(spelling) for sound in sounds))


def find_named(
    typed: str, things: Iterable[Named], count: int, get_name: Callable[[Named], Any] = str
) -> list[Named]:
    """Return up to `count` of `things` whose names match `typed`, the best first, else in their order."""
    ranked = [(rank_name(typed, str(get_name(thing))), thing) for thing in things]
    matches = sorted((pair for pair in ranked if pair[0]), key=lambda pair: -pair[0])
    return [thing for _rank, thing in matches[:count]]
