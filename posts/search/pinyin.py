"""How a title sounds, for those who type pinyin: `kuosan` is 扩散."""

import re

from pypinyin import lazy_pinyin

from posts.rendering.text import HAN
from posts.search.tokens import normal

HAN_RUN = re.compile(f"[{HAN}]+")
LONGEST = 8  # syllables
# No syllable has more than six letters: what is longer than this sounds like no title.
SPELLING = re.compile(r"[a-z']{2,64}")


def spellings(title: str) -> str:
    """Return the pinyin of `title` from each of its Han characters on, without tones, parted by spaces."""
    runs = (lazy_pinyin(run, errors="ignore") for run in HAN_RUN.findall(normal(title)))
    return " ".join("".join(run[start : start + LONGEST]) for run in runs for start in range(len(run)))


def as_spelling(text: str) -> str:
    """Return `text` as one spelling, such as `kuosan` for `kuo san`; "" where it is no pinyin."""
    spelled = "".join(normal(text).split()).replace("ü", "v")
    return spelled.replace("'", "") if SPELLING.fullmatch(spelled) else ""
