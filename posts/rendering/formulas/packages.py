r"""Commands and environments of LaTeX packages, written in TeX that the engine knows.

mhchem is in `chemistry`, siunitx in `unit_commands`, physics in `physics`, amscd in `commutative_diagrams`;
mathtools' matrices and what plain TeX and KaTeX have besides are here. What comes out may hold such
commands again, and is read once more.
"""

import re
from collections.abc import Callable, Sequence

from posts.rendering.formulas.chemistry import translate_chemistry
from posts.rendering.formulas.commutative_diagrams import translate_diagram
from posts.rendering.formulas.node_reader import NodeReader
from posts.rendering.formulas.physics import PHYSICS_COMMANDS
from posts.rendering.formulas.tex import (
    TexError,
    TexGroup,
    TexNode,
    command_names,
    make_braces,
    parse_tex,
    serialize_tex,
)
from posts.rendering.formulas.text_mode import FORMULA_MARKS, TEXT_COMMANDS
from posts.rendering.formulas.unit_commands import UNIT_COMMANDS

# Takes the arguments of a command from the reader and returns TeX.
PackageCommand = Callable[[NodeReader, str], str]

MATRIX_DELIMITERS = {
    "matrix*": (r"\left.", r"\right."),
    "pmatrix*": (r"\left(", r"\right)"),
    "bmatrix*": (r"\left[", r"\right]"),
    "Bmatrix*": (r"\left\{", r"\right\}"),
    "vmatrix*": (r"\left|", r"\right|"),
    "Vmatrix*": (r"\left\|", r"\right\|"),
}
# Colours that KaTeX has as commands.
COLOR_COMMANDS = command_names("blue gray green orange pink purple red")
# What plain TeX has as commands with rows in braces.
ROW_COMMANDS = {
    r"\cases": "cases",
    r"\displaylines": "gathered",
    r"\eqalign": "aligned",
    r"\matrix": "matrix",
    r"\pmatrix": "pmatrix",
}
LENGTH = re.compile(r"\s*(-?[\d.]+\s*[a-z]{2})\s?")


def read_chemistry(reader: NodeReader, command: str) -> str:
    return f"{{{translate_chemistry(reader.read_text())}}}"


def read_colored(reader: NodeReader, command: str) -> str:
    return rf"\textcolor{{{command[1:]}}}{{{reader.read_text()}}}"


def read_rows(reader: NodeReader, command: str) -> str:
    name = ROW_COMMANDS[command]
    return rf"\begin{{{name}}}{reader.read_text()}\end{{{name}}}"


PACKAGE_COMMANDS: dict[str, PackageCommand] = {
    r"\ce": read_chemistry,
    r"\cf": read_chemistry,
    **PHYSICS_COMMANDS,
    **UNIT_COMMANDS,
    **dict.fromkeys(COLOR_COMMANDS, read_colored),
    **dict.fromkeys(ROW_COMMANDS, read_rows),
}
PACKAGE_NAMES = frozenset(command[1:] for command in (*PACKAGE_COMMANDS, r"\above"))
PACKAGE_ENVIRONMENT = re.compile(r"\\begin\s*\{(?:CD|[bBpvV]?matrix\*)\}")
COMMAND_NAME = re.compile(r"\\([A-Za-z]+)")


def uses_packages(tex: str) -> bool:
    """Whether there is anything in `tex` that `expand_packages` changes."""
    return not PACKAGE_NAMES.isdisjoint(COMMAND_NAME.findall(tex)) or bool(PACKAGE_ENVIRONMENT.search(tex))


def expand_packages(nodes: Sequence[TexNode]) -> list[TexNode]:
    """Return `nodes` without commands and environments of packages; raise TexError at one misused."""
    reader = NodeReader(nodes)
    while reader.remaining:
        node = reader.remaining.pop()
        if isinstance(node, TexGroup):
            reader.output += expand_environment(node)
        elif node in TEXT_COMMANDS:
            reader.output += [node, make_braces(expand_text(reader.read_argument()))]
        elif node == r"\above":
            return [make_fraction(read_thickness(reader), reader)]
        elif read := PACKAGE_COMMANDS.get(command := node.removesuffix("*")):
            if node != command:
                reader.remaining.append("*")
            reader.output += expand_packages(parse_tex(read(reader, command)))
        else:
            reader.output.append(node)
    return reader.output


def expand_text(nodes: Sequence[TexNode]) -> list[TexNode]:
    r"""Return the content of `\text{…}` with commands of packages as formulas in dollars."""
    reader = NodeReader(nodes)
    in_formula = False
    while reader.remaining:
        node = reader.remaining.pop()
        if isinstance(node, TexGroup):
            reader.output.append(TexGroup(node.opening, node.closing, expand_text(node.nodes)))
        elif read := PACKAGE_COMMANDS.get(node):
            expanded = expand_packages(parse_tex(read(reader, node)))
            reader.output += expanded if in_formula else ["$", *expanded, "$"]
        else:
            in_formula ^= node in FORMULA_MARKS
            reader.output.append(node)
    return reader.output


def expand_environment(group: TexGroup) -> list[TexNode]:
    """Return a group with what is in it expanded; a CD diagram or a matrix with a star as a table."""
    name = group.environment_name
    if name == "CD":
        return expand_packages(parse_tex(translate_diagram(group.nodes)))
    nodes = expand_packages(group.nodes)
    if name not in MATRIX_DELIMITERS:
        return [TexGroup(group.opening, group.closing, nodes)]
    reader = NodeReader(nodes)
    alignment = reader.read_option().strip("[] \n") or "c"
    rows = serialize_tex(reader.remaining[::-1])
    columns = alignment[:1] * (1 + max(row.count("&") for row in rows.split(r"\\")))
    opening, closing = MATRIX_DELIMITERS[name]
    return parse_tex(rf"{opening}\begin{{array}}{{{columns}}}{rows}\end{{array}}{closing}")


def read_thickness(reader: NodeReader) -> str:
    r"""Take the length behind `\above`."""
    reader.skip_space()
    following = reader.remaining.pop() if reader.remaining else ""
    match = LENGTH.match(following) if isinstance(following, str) else None
    if not match:
        raise TexError(r"There must be a length after “\above”.")
    if rest := match.string[match.end() :]:
        reader.remaining.append(rest)
    return match[1]


def make_fraction(thickness: str, reader: NodeReader) -> TexNode:
    r"""Return what stands before and after `\above` as a fraction with a line of that thickness."""
    above, below = reader.output, expand_packages(reader.remaining[::-1])
    start = rf"\genfrac{{}}{{}}{{{thickness}}}{{}}"
    return make_braces([*parse_tex(start), make_braces(above), make_braces(below)])
