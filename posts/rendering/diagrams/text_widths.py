"""How wide text is, without a font: the reader's is not known, and a post is drawn alike everywhere.

Latin letters are as wide as in Helvetica, to which the fonts of systems come close; Han characters are
squares.
"""

import re
import unicodedata
from functools import lru_cache

# In thousandths of the size, of the characters from the space to the tilde (Adobe's metrics of Helvetica).
LATIN_WIDTHS = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *((556,) * 10),
    *(278, 278, 584, 584, 584, 556, 1015),
    *(667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833),
    *(722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611),
    *(278, 278, 278, 469, 556, 333),
    *(556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833),
    *(556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500),
    *(334, 260, 334, 584),
)
OTHER_WIDTH = 620
# Some fonts of systems are that much wider, and so are bold letters.
FONT_MARGIN, BOLD_MARGIN = 1.05, 1.07
# A Han character breaks anywhere, other text between words.
BREAKABLE_PIECE = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+")
LABEL_LINE_BREAK = re.compile(r"\n|<br\s*/?>")


def measure_text(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of `text` in letters of `size`, in the same unit."""
    return measure_em(text) * size / 1000 * (BOLD_MARGIN if bold else 1)


@lru_cache(maxsize=4096)
def measure_em(text: str) -> float:
    """Return the width of `text` in thousandths of the size of its letters."""
    return sum(map(measure_character, text))


def measure_character(character: str) -> float:
    position = ord(character) - 32
    if 0 <= position < len(LATIN_WIDTHS):
        return LATIN_WIDTHS[position] * FONT_MARGIN
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn"}:
        return 0
    # What is wide in East Asia is a square; pictures such as emojis are wider than the letters beside them.
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1300 if position > 0xFFFF else 1000
    return OTHER_WIDTH * FONT_MARGIN


def wrap_text(text: str, limit: float | None, size: float, *, bold: bool = False) -> list[str]:
    """Return the lines of `text`, broken where they would be wider than `limit`."""
    lines: list[str] = []
    for paragraph in LABEL_LINE_BREAK.split(text):
        line = ""
        width = 0.0
        for piece in BREAKABLE_PIECE.findall(paragraph) if limit else [paragraph]:
            added = measure_text(piece.rstrip(), size, bold=bold)
            if line and limit and width + added > limit:
                lines.append(line.rstrip())
                line, width = "", 0.0
            line += piece
            width += measure_text(piece, size, bold=bold)
        lines.append(line.rstrip())
    return lines
