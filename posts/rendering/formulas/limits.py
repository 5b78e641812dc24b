"""What is refused, because the engine would take the process down or not come back.

It descends the machine's stack with every level of a formula, and tries again
from each parenthesis that is never closed, which doubles the time.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from posts.rendering.formulas.tex import MAX_CHARACTERS, Group, Node, TexError, check_depth, commands

MAX_UNCLOSED = 12

# Commands that take more than one argument; any other is held to take one.
TWO_ARGUMENTS = commands(
    "binom cfrac dbinom dfrac frac overset raisebox stackrel tbinom textcolor tfrac underset"
)
ARGUMENTS = dict.fromkeys(TWO_ARGUMENTS, 2) | {r"\genfrac": 6, r"\mathchoice": 4}
# With an optional argument in brackets, whose end is not looked for here.
OPTIONAL = re.compile(r"\\(?:sqrt|x[a-zA-Z]+|cramped|color)")
UNKNOWN = MAX_CHARACTERS
# What holds from here to the end of its group or cell.
SWITCHES = commands(
    "Bbb bf bold cal color displaystyle frak it rm scriptscriptstyle scriptstyle sf textstyle tt"
)
CELL_ENDS = frozenset({"&", r"\\"})
SCRIPTS = frozenset("^_")
PARENTHESIS = re.compile(
    r"(?P<opening>[(\[⟦⟨⟪⟮⌈⌊⎰⦃]|\\(?:\{|[bB]igg?l|l(?:angle|brace|brack|ceil|floor|group|moustache|paren|vert|Vert"
    r"|Angle|Brace|Brack|Paren|langle|lbracket|lcorner)|ulcorner))"
    r"|[)\]⟧⟩⟫⟯⌉⌋⎱⦄]|\\(?:\}|[bB]igg?r|r(?:angle|brace|brack|ceil|floor|group|moustache|paren|vert|Vert"
    r"|Angle|Brace|Brack|Paren|rangle|rbracket)|[lu]rcorner)"
)


def check(nodes: Sequence[Node]) -> None:
    """Raise TexError where `nodes` are nested too deep or leave too many parentheses open."""
    check_depth(depth(nodes))
    if unclosed(nodes) > MAX_UNCLOSED:
        raise TexError(f"More than {MAX_UNCLOSED} parentheses are never closed.")


def depth(nodes: Sequence[Node]) -> int:
    r"""Return how deep `nodes` may be nested, arguments without braces (`\hat\hat x`) counted in.

    Never less than it is: whatever looks like a command is held to take an argument.
    """
    deepest = switches = 0
    waiting: list[int] = []
    for node, following in pairwise([*nodes, ""]):
        if isinstance(node, Group):
            deepest = max(deepest, switches + len(waiting) + 1 + depth(node.nodes))
            take_argument(waiting)
        elif node in CELL_ENDS:
            switches = 0
            waiting.clear()
        elif node in SWITCHES:
            switches += 1
        elif node in SCRIPTS or (node[0] == "\\" and node[1].isalpha()):
            waiting.append(arguments_of(node, following))
        else:
            for _ in range(min(atoms(node), sum(waiting))):
                take_argument(waiting)
        deepest = max(deepest, switches + len(waiting))
    return deepest


def atoms(text: str) -> int:
    """Return how many arguments `text` is; a prime belongs to what is before it."""
    return 1 if text[0] == "\\" else len("".join(text.split()).replace("'", ""))


def arguments_of(command: str, following: Node) -> int:
    """Return how many arguments `command` waits for."""
    if isinstance(following, str) and following.lstrip()[:1] == "[" and OPTIONAL.fullmatch(command):
        return UNKNOWN
    return ARGUMENTS.get(command, 1)


def take_argument(waiting: list[int]) -> None:
    """Give a finished atom to the innermost waiting command, which may finish in turn."""
    while waiting:
        waiting[-1] -= 1
        if waiting[-1]:
            return
        waiting.pop()


def unclosed(nodes: Sequence[Node]) -> int:
    """Return how many parentheses of `nodes` are never closed within their group, at whatever depth."""
    inner = opened = 0
    for node in nodes:
        if isinstance(node, Group):
            inner += unclosed(node.nodes)
            continue
        for match in PARENTHESIS.finditer(node):
            opened = opened + 1 if match["opening"] else max(0, opened - 1)
            check_depth(opened)
    return inner + opened
