"""Empty lines of imported texts: where something went, they are joined; several of the author's stay."""

import re

from posts.exchange.markdown.masking import Mask

BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


def has_blank_runs(text: str) -> bool:
    """Whether several empty lines follow each other in `text`, outside of blocks of code.

    Lines of blanks at its end count: they are the author's, too.
    """
    inner = text.strip("\n") + "\n"
    return bool(BLANK_LINES.search(inner) and BLANK_LINES.search(Mask().hide_fences(inner)))


def normalize_blank_lines(text: str, *, keeps_runs: bool = False) -> str:
    """Return `text` with no empty lines around, and, unless `keeps_runs`, at most one between blocks.

    Blanks at the end of the last line stay, as they do at that of any other.
    """
    joined = text if keeps_runs else BLANK_LINES.sub("\n\n", text)
    return joined.strip("\n") + "\n"
