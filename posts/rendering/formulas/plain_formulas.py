"""Plain formulas: those that the engine takes as they are, as most inline formulas."""

import re

from posts.rendering.formulas.complexity import MAX_UNCLOSED_PARENTHESES
from posts.rendering.formulas.packages import PACKAGE_COMMANDS
from posts.rendering.formulas.preparation import (
    COMMAND_REWRITES,
    DROPPED_COMMANDS,
    OPTION_DROPPED_COMMANDS,
    REFUSED_COMMANDS,
)
from posts.rendering.formulas.tex import MAX_FORMULA_CHARACTERS, MAX_FORMULA_DEPTH, command_names

PREPARED_COMMANDS = REFUSED_COMMANDS | OPTION_DROPPED_COMMANDS | {*DROPPED_COMMANDS, *COMMAND_REWRITES}
PREPARED_COMMANDS |= PACKAGE_COMMANDS.keys() | command_names(
    "above begin end eqref label left middle ref right tag"
)
COMMAND_PATTERN = re.compile(r"\\[A-Za-z]+")
# Neither rows nor cells, comments or text, and braces only in braces. Possessive, so that it is linear.
PLAIN_TEX = r"[^\\{}&%$\x00-\x1f\x7f-\U0010ffff]++|\n|\\[A-Za-z]++|\\[,;:!|]"
PLAIN_FORMULA = re.compile(rf"(?:{PLAIN_TEX}|\{{(?:{PLAIN_TEX}|\{{(?:{PLAIN_TEX})*+\}})*+\}})*+")


def is_plain_formula(tex: str) -> bool:
    """Whether nothing in `tex` is refused, prepared or numbered, so that it need not be parsed."""
    return (
        len(tex) <= MAX_FORMULA_CHARACTERS
        and sum(map(tex.count, r"\{^_")) <= MAX_FORMULA_DEPTH
        and sum(map(tex.count, r"\([")) <= MAX_UNCLOSED_PARENTHESES
        and PLAIN_FORMULA.fullmatch(tex) is not None
        and PREPARED_COMMANDS.isdisjoint(COMMAND_PATTERN.findall(tex))
    )
