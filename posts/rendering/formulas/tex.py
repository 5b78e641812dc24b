"""TeX, parsed into a tree of groups."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MAX_FORMULA_CHARACTERS = 10_000
# The deepest formula among 44,000 real ones has 7 levels.
MAX_FORMULA_DEPTH = 60

TEX_TOKEN = re.compile(
    r"\\begin\s*\{(?P<begin>[^{}]*)\}|\\end\s*\{(?P<end>[^{}]*)\}"
    r"|(?P<left>\\left(?![A-Za-z])\s*(?:\\[A-Za-z]+|\\?.))|(?P<right>\\right(?![A-Za-z])\s*(?:\\[A-Za-z]+|\\?.))"
    r"|(?P<comment>%.*\n?)|\\[A-Za-z]+\*?|\\(?:.|\n)|[{}&^_$]|[^\\%{}&^_$]+"
)


def command_names(names: str) -> frozenset[str]:
    """Return the commands of these names, given with spaces between them."""
    return frozenset(rf"\{name}" for name in names.split())


class TexError(ValueError):
    """A formula that cannot be typeset; the message says why."""


@dataclass(eq=False, slots=True)
class TexGroup:
    r"""What stands between `{` and `}`, `\left(` and `\right)`, `\begin{x}` and `\end{x}`."""

    opening: str
    closing: str
    nodes: "list[TexNode]" = field(default_factory=list)

    @property
    def environment_name(self) -> str:
        """The name of the environment that this group is, or ""."""
        return self.opening[7:-1] if self.opening.startswith(r"\begin") else ""


TexNode = str | TexGroup


def make_environment(name: str, nodes: "list[TexNode]") -> TexGroup:
    return TexGroup(rf"\begin{{{name}}}", rf"\end{{{name}}}", nodes)


def make_braces(nodes: "list[TexNode]") -> TexGroup:
    return TexGroup("{", "}", nodes)


def parse_tex(tex: str) -> list[TexNode]:
    """Return `tex` as a tree without comments; raise TexError where groups do not match or go too deep."""
    if len(tex) > MAX_FORMULA_CHARACTERS:
        raise TexError(f"The formula has {len(tex):,} characters; {MAX_FORMULA_CHARACTERS:,} are allowed.")
    stack = [TexGroup("", "")]
    for match in TEX_TOKEN.finditer(tex):
        add_token(stack, match)
        check_formula_depth(len(stack))
    if len(stack) > 1:
        raise TexError(f"“{stack[-1].opening}” is never closed.")
    return stack[0].nodes


def check_formula_depth(levels: int) -> None:
    """Raise TexError where `levels` of nesting are too many."""
    if levels > MAX_FORMULA_DEPTH:
        raise TexError(f"The formula is nested more than {MAX_FORMULA_DEPTH} levels deep.")


def add_token(stack: list[TexGroup], match: re.Match[str]) -> None:
    """Add a token to the innermost group, or begin or end one."""
    if opened := open_group(match):
        stack[-1].nodes.append(opened)
        stack.append(opened)
    elif match[0] == "}" or match["end"] is not None or match["right"]:
        close_group(stack, match)
    elif not match["comment"]:
        stack[-1].nodes.append(match[0])


def open_group(match: re.Match[str]) -> TexGroup | None:
    """Return the group that a token begins, if it begins one."""
    if match[0] == "{":
        return make_braces([])
    if match["begin"] is not None:
        return make_environment(match["begin"], [])
    return TexGroup(match["left"], r"\right") if match["left"] else None


def close_group(stack: list[TexGroup], match: re.Match[str]) -> None:
    """End the innermost group with a token; raise TexError where it ends another kind."""
    group = stack[-1]
    closing = rf"\end{{{match['end']}}}" if match["end"] is not None else match[0]
    fits = closing.startswith(r"\right") if group.closing == r"\right" else closing == group.closing
    if not fits or len(stack) == 1:
        raise TexError(
            f"“{closing}” closes nothing." if len(stack) == 1 else f"“{group.opening}” ends at “{closing}”."
        )
    stack.pop().closing = closing


def serialize_tex(nodes: Sequence[TexNode]) -> str:
    """Return `nodes` as TeX."""
    return "".join(iter_tex(nodes))


def iter_tex(nodes: Sequence[TexNode]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield node.opening
            yield from iter_tex(node.nodes)
            yield node.closing
