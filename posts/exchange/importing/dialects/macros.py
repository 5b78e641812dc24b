r"""TeX macros that a post defines: expanded wherever they are used.

The renderer refuses `\def` and its kin, because a macro can expand without
end. Here it is expanded once, at import, within limits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MACRO_DEFINITION = re.compile(
    r"\\(?P<command>def|gdef|newcommand|renewcommand|providecommand|DeclareMathOperator)(?P<star>\*)?\s*"
    r"\{?\s*\\(?P<name>[A-Za-z]+)\s*\}?\s*"
    r"(?:\[(?P<count>\d)\]|(?P<parameters>(?:#\d)+))?\s*(?=\{)"
)
MAX_EXPANDED_LENGTH = 10_000  # characters of one formula; the renderer takes no more
MAX_MACRO_DEPTH = 8  # macros within macros


@dataclass(frozen=True, slots=True)
class Macro:
    """The body of a macro, and the number of its arguments."""

    body: str
    count: int


def extract_macros(tex: str) -> tuple[str, dict[str, Macro]]:
    """Return `tex` without macro definitions, and the macros by name."""
    macros, rest, end = {}, [], 0
    for match in MACRO_DEFINITION.finditer(tex):
        if match.start() < end or (body := read_group(tex, match.end())) is None:
            continue
        rest.append(tex[end : match.start()])
        end = match.end() + len(body) + 2
        macros[match["name"]] = build_macro(match, body)
    return "".join([*rest, tex[end:]]), macros


def build_macro(match: re.Match[str], body: str) -> Macro:
    """Return the macro that a match of MACRO_DEFINITION defines."""
    if match["command"] == "DeclareMathOperator":
        return Macro(rf"\operatorname{match['star'] or ''}{{{body}}}", 0)
    return Macro(body, int(match["count"] or len(match["parameters"] or "") // 2))


def read_group(tex: str, start: int) -> str | None:
    """Return the text in the braces that open at `start`; None where none open, or they never close."""
    if not tex.startswith("{", start):
        return None
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(tex, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return tex[start + 1 : match.start()]
    return None


def expand_macros(tex: str, macros: dict[str, Macro]) -> str:
    """Return `tex` with every use of `macros` expanded; `tex` itself where that exceeds a limit."""
    if not macros:
        return tex
    use = re.compile(rf"\\({'|'.join(map(re.escape, macros))})(?![A-Za-z])")
    expanded = tex
    for _ in range(MAX_MACRO_DEPTH):
        if not use.search(expanded):
            return expanded
        expanded = "".join(iter_expanded(expanded, use, macros))
        if len(expanded) > MAX_EXPANDED_LENGTH:
            return tex
    return tex


def iter_expanded(tex: str, use: re.Pattern[str], macros: dict[str, Macro]) -> Iterator[str]:
    """Yield `tex` in parts, each use of a macro replaced by its body."""
    end = 0
    for match in use.finditer(tex):
        if match.start() < end:
            continue
        yield tex[end : match.start()]
        meant = macros[match[1]]
        arguments, end = read_macro_arguments(tex, match.end(), meant.count)
        body = re.sub(r"#(\d)", lambda number: arguments[int(number[1]) - 1], meant.body)  # noqa: B023
        # A command at the body's end must not grow into the next letter.
        grows = re.search(r"\\[A-Za-z]+$", body) and tex[end : end + 1].isalpha()
        yield f"{body} " if grows else body
    yield tex[end:]


def read_macro_arguments(tex: str, start: int, count: int) -> tuple[list[str], int]:
    """Return nine arguments, of which `count` are read from `start` on, and where they end."""
    arguments = []
    for _ in range(count):
        start += len(tex[start:]) - len(tex[start:].lstrip())
        inner = read_group(tex, start)
        if inner is not None:
            arguments.append(inner)
            start += len(inner) + 2
        elif token := re.compile(r"\\[A-Za-z]+|\\?.").match(tex, start):
            arguments.append(token[0])
            start = token.end()
    return arguments + [""] * (9 - len(arguments)), start
