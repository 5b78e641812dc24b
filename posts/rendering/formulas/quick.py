"""Formulas that the engine takes as they are, known at a glance: most of those in a line of text."""

import re

from posts.rendering.formulas.limits import MAX_UNCLOSED
from posts.rendering.formulas.prepare import DEFINITIONS, DROPPED, REWRITES, WITHOUT_OPTION
from posts.rendering.formulas.tex import MAX_CHARACTERS, MAX_DEPTH, commands

PREPARED = DEFINITIONS | WITHOUT_OPTION | {*DROPPED, *REWRITES}
PREPARED |= commands("begin end eqref label left middle ref right tag")
COMMAND = re.compile(r"\\[A-Za-z]+")
# Neither rows nor cells, comments or text, and braces only in braces. Possessive, so that it is linear.
TEXT = r"[^\\{}&%$\x00-\x1f\x7f-\U0010ffff]++|\n|\\[A-Za-z]++|\\[,;:!|]"
PLAIN = re.compile(rf"(?:{TEXT}|\{{(?:{TEXT}|\{{(?:{TEXT})*+\}})*+\}})*+")


def is_plain(tex: str) -> bool:
    """Whether nothing in `tex` is refused, prepared or numbered, so that it need not be parsed."""
    return (
        len(tex) <= MAX_CHARACTERS
        and sum(map(tex.count, r"\{^_")) <= MAX_DEPTH
        and sum(map(tex.count, r"\([")) <= MAX_UNCLOSED
        and PLAIN.fullmatch(tex) is not None
        and PREPARED.isdisjoint(COMMAND.findall(tex))
    )
