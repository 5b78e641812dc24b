"""Complexity limits: what is refused, because the engine would end the process or not come back.

It descends the machine's stack with every level of a formula, and tries again
from each parenthesis that is never closed, which doubles the time.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from posts.rendering.formulas.tex import (
    MAX_FORMULA_CHARACTERS,
    TexError,
    TexGroup,
    TexNode,
    check_formula_depth,
    command_names,
)

MAX_UNCLOSED_PARENTHESES = 12

# Commands that take more than one argument; any other counts as taking one.
TWO_ARGUMENTS = command_names(
    "binom cfrac dbinom dfrac frac overset raisebox stackrel tbinom textcolor tfrac underset"
)
ARGUMENT_COUNTS = dict.fromkeys(TWO_ARGUMENTS, 2) | {r"\genfrac": 6, r"\mathchoice": 4}
# With an optional argument in brackets, whose end is not looked for here.
OPTIONAL_ARGUMENT = re.compile(r"\\(?:sqrt|x[a-zA-Z]+|cramped|color)")
UNKNOWN_ARGUMENTS = MAX_FORMULA_CHARACTERS
# What holds from here to the end of its group or cell.
SWITCH_COMMANDS = command_names(
    "Bbb bf bold cal color displaystyle frak it rm scriptscriptstyle scriptstyle sf textstyle tt"
)
CELL_ENDS = frozenset({"&", r"\\"})
SCRIPT_SIGNS = frozenset("^_")
PARENTHESIS = re.compile(
    r"(?P<opening>[(\[⟦⟨⟪⟮⌈⌊⎰⦃]|\\(?:\{|[bB]igg?l|l(?:angle|brace|brack|ceil|floor|group|moustache|paren|vert|Vert"
    r"|Angle|Brace|Brack|Paren|langle|lbracket|lcorner)|ulcorner))"
    r"|[)\]⟧⟩⟫⟯⌉⌋⎱⦄]|\\(?:\}|[bB]igg?r|r(?:angle|brace|brack|ceil|floor|group|moustache|paren|vert|Vert"
    r"|Angle|Brace|Brack|Paren|rangle|rbracket)|[lu]rcorner)"
)


def check_complexity(nodes: Sequence[TexNode]) -> None:
    """Raise TexError where `nodes` are nested too deep or leave too many parentheses open."""
    check_formula_depth(nesting_depth(nodes))
    if count_unclosed_parentheses(nodes) > MAX_UNCLOSED_PARENTHESES:
        raise TexError(f"More than {MAX_UNCLOSED_PARENTHESES} parentheses are never closed.")


def nesting_depth(nodes: Sequence[TexNode]) -> int:
    r"""Return how deep `nodes` may be nested, arguments without braces (`\hat\hat x`) counted in.

    Never less than it is: whatever looks like a command counts as taking an argument.
    """
    deepest = switches = 0
    waiting: list[int] = []
    for node, following in pairwise([*nodes, ""]):
        if isinstance(node, TexGroup):
            deepest = max(deepest, switches + len(waiting) + 1 + nesting_depth(node.nodes))
            consume_argument(waiting)
        elif node in CELL_ENDS:
            switches = 0
            waiting.clear()
        elif node in SWITCH_COMMANDS:
            switches += 1
        elif node in SCRIPT_SIGNS or (node[0] == "\\" and node[1].isalpha()):
            waiting.append(expected_arguments(node, following))
        else:
            for _ in range(min(count_arguments(node), sum(waiting))):
                consume_argument(waiting)
        deepest = max(deepest, switches + len(waiting))
    return deepest


def count_arguments(text: str) -> int:
    """Return how many arguments `text` is; a prime belongs to what is before it."""
    return 1 if text[0] == "\\" else len("".join(text.split()).replace("'", ""))


def expected_arguments(command: str, following: TexNode) -> int:
    """Return how many arguments `command` takes."""
    if isinstance(following, str) and following.lstrip()[:1] == "[" and OPTIONAL_ARGUMENT.fullmatch(command):
        return UNKNOWN_ARGUMENTS
    return ARGUMENT_COUNTS.get(command, 1)


def consume_argument(waiting: list[int]) -> None:
    """Give an argument to the innermost command that waits for one, which may be complete then itself."""
    while waiting:
        waiting[-1] -= 1
        if waiting[-1]:
            return
        waiting.pop()


def count_unclosed_parentheses(nodes: Sequence[TexNode]) -> int:
    """Return how many parentheses of `nodes` are never closed within their group, at whatever depth."""
    inner = opened = 0
    for node in nodes:
        if isinstance(node, TexGroup):
            inner += count_unclosed_parentheses(node.nodes)
            continue
        for match in PARENTHESIS.finditer(node):
            opened = opened + 1 if match["opening"] else max(0, opened - 1)
            check_formula_depth(opened)
    return inner + opened
