"""How a title sounds, for those who type pinyin: `kuosan` is 扩散."""

import re

from pypinyin import lazy_pinyin

from posts.rendering.text import HAN
from posts.search.tokens import fold_text

HAN_SEQUENCE = re.compile(f"[{HAN}]+")
MAX_SYLLABLES = 8  # syllables
# No syllable has more than six letters: what is longer than this sounds like no title.
PINYIN_SPELLING = re.compile(r"[a-z']{2,64}")


def title_to_pinyin(title: str) -> str:
    """Return the pinyin of `title` from each of its Han characters on, without tones, parted by spaces."""
    runs = (lazy_pinyin(run, errors="ignore") for run in HAN_SEQUENCE.findall(fold_text(title)))
    return " ".join("".join(run[start : start + MAX_SYLLABLES]) for run in runs for start in range(len(run)))


def parse_pinyin(text: str) -> str:
    """Return `text` as one spelling, such as `kuosan` for `kuo san`; "" where it is no pinyin."""
    spelled = "".join(fold_text(text).split()).replace("ü", "v")
    return spelled.replace("'", "") if PINYIN_SPELLING.fullmatch(spelled) else ""
