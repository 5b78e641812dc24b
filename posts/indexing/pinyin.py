"""Titles in pinyin, for readers who type it: `kuosan` finds 扩散."""

import re

from posts.indexing.tokens import fold_text
from posts.rendering.characters import HAN_RANGES

HAN_SEQUENCE = re.compile(f"[{HAN_RANGES}]+")
MAX_SYLLABLES = 8  # of one spelling
# No syllable has more than six letters: a longer text cannot match a title.
PINYIN_SPELLING = re.compile(r"[a-z']{2,64}")


def spell_han(text: str, errors: str = "default") -> list[str]:
    """Return the syllables of the Han characters in `text`, without tones, by pypinyin's dictionary.

    What is no Han character stays as it is, or is left out with `errors` "ignore".
    """
    if not HAN_SEQUENCE.search(text):
        return [text] if text and errors == "default" else []
    # Its dictionaries take 56 MB, which only processes need in which somebody writes.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return lazy_pinyin(text, errors=errors)


def title_to_pinyin(title: str) -> str:
    """Return the pinyin of `title` from each of its Han characters on, without tones, separated by spaces."""
    sequences = HAN_SEQUENCE.findall(fold_text(title))
    runs = (spell_han(sequence, errors="ignore") for sequence in sequences)
    return " ".join("".join(run[start : start + MAX_SYLLABLES]) for run in runs for start in range(len(run)))


def parse_pinyin(text: str) -> str:
    """Return `text` as one spelling, such as `kuosan` for `kuo san`; "" if it is not pinyin."""
    spelling = "".join(fold_text(text).split()).replace("ü", "v")
    return spelling.replace("'", "") if PINYIN_SPELLING.fullmatch(spelling) else ""
