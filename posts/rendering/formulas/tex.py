"""TeX as a tree of groups."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MAX_CHARACTERS = 10_000
# The deepest formula among 44,000 real ones has 7 levels.
MAX_DEPTH = 60

TOKEN = re.compile(
    r"\\begin\s*\{(?P<begin>[^{}]*)\}|\\end\s*\{(?P<end>[^{}]*)\}"
    r"|(?P<left>\\left(?![A-Za-z])\s*(?:\\[A-Za-z]+|\\?.))|(?P<right>\\right(?![A-Za-z])\s*(?:\\[A-Za-z]+|\\?.))"
    r"|(?P<comment>%.*\n?)|\\[A-Za-z]+\*?|\\(?:.|\n)|[{}&^_$]|[^\\%{}&^_$]+"
)


def commands(names: str) -> frozenset[str]:
    """Return the commands of these names, which are written with spaces between them."""
    return frozenset(rf"\{name}" for name in names.split())


class TexError(ValueError):
    """A formula that cannot be typeset; the message says why."""


@dataclass(eq=False, slots=True)
class Group:
    r"""What stands between `{` and `}`, `\left(` and `\right)`, `\begin{x}` and `\end{x}`."""

    opening: str
    closing: str
    nodes: "list[Node]" = field(default_factory=list)

    @property
    def environment(self) -> str:
        """The name of the environment this is, or ""."""
        return self.opening[7:-1] if self.opening.startswith(r"\begin") else ""


Node = str | Group


def environment(name: str, nodes: "list[Node]") -> Group:
    return Group(rf"\begin{{{name}}}", rf"\end{{{name}}}", nodes)


def braces(nodes: "list[Node]") -> Group:
    return Group("{", "}", nodes)


def parse(tex: str) -> list[Node]:
    """Return `tex` as a tree without comments; raise TexError where groups do not match or go too deep."""
    if len(tex) > MAX_CHARACTERS:
        raise TexError(f"The formula has {len(tex):,} characters; {MAX_CHARACTERS:,} are allowed.")
    stack = [Group("", "")]
    for match in TOKEN.finditer(tex):
        take_token(stack, match)
        check_depth(len(stack))
    if len(stack) > 1:
        raise TexError(f"“{stack[-1].opening}” is never closed.")
    return stack[0].nodes


def check_depth(levels: int) -> None:
    if levels > MAX_DEPTH:
        raise TexError(f"The formula is nested more than {MAX_DEPTH} levels deep.")


def take_token(stack: list[Group], match: re.Match[str]) -> None:
    """Add a token to the innermost group, or begin or end one."""
    if opened := open_group(match):
        stack[-1].nodes.append(opened)
        stack.append(opened)
    elif match[0] == "}" or match["end"] is not None or match["right"]:
        close_group(stack, match)
    elif not match["comment"]:
        stack[-1].nodes.append(match[0])


def open_group(match: re.Match[str]) -> Group | None:
    """Return the group that a token begins, if it begins one."""
    if match[0] == "{":
        return braces([])
    if match["begin"] is not None:
        return environment(match["begin"], [])
    return Group(match["left"], r"\right") if match["left"] else None


def close_group(stack: list[Group], match: re.Match[str]) -> None:
    group = stack[-1]
    closing = rf"\end{{{match['end']}}}" if match["end"] is not None else match[0]
    fits = closing.startswith(r"\right") if group.closing == r"\right" else closing == group.closing
    if not fits or len(stack) == 1:
        raise TexError(
            f"“{closing}” closes nothing." if len(stack) == 1 else f"“{group.opening}” ends at “{closing}”."
        )
    stack.pop().closing = closing


def to_tex(nodes: Sequence[Node]) -> str:
    return "".join(pieces(nodes))


def pieces(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield node.opening
            yield from pieces(node.nodes)
            yield node.closing
