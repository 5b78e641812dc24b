r"""What stands inside `\text{…}`, in signs that the engine takes there."""

from collections.abc import Sequence

from posts.rendering.formulas.tex import TexGroup, TexNode, command_names, make_braces

TEXT_SIGNS = {
    "_": r"{\_}",
    "^": r"\textasciicircum ",
    "&": r"{\&}",
    r"\KaTeX": "KaTeX",
    r"\LaTeX": "LaTeX",
    r"\TeX": "TeX",
    r"\maltese": "✠",
    r"\pounds": "£",
    r"\qquad": r"\quad\quad",
}
TEXT_COMMANDS = command_names(
    "emph hbox mbox text textbf textit textmd textnormal textrm textsf texttt textup"
)
FORMULA_MARKS = frozenset({"$", r"\(", r"\)"})
# Commands of formulas, with one argument, that mean something in text too.
COMMANDS_IN_TEXT = command_names("boxed cancel hphantom overline phantom underline vphantom")
# As it was written before LaTeX: `\text{\bf a}`.
FONT_COMMANDS = {rf"\{font}": rf"\text{font}" for font in ("bf", "it", "rm", "sf", "tt")}


def split_text(nodes: Sequence[TexNode]) -> list[list[TexNode]]:
    r"""Return `nodes` in parts: text at even places, formulas (in dollars, or `\phantom{…}`) at odd ones."""
    parts: list[list[TexNode]] = [[]]
    command = ""
    for node in nodes:
        if command:
            argument = node.nodes if isinstance(node, TexGroup) else [node]
            parts += [[command, make_braces([r"\text", make_braces(list(argument))])], []]
            command = ""
        elif isinstance(node, str) and node in FORMULA_MARKS:
            parts.append([])
        elif isinstance(node, str) and node in COMMANDS_IN_TEXT and len(parts) % 2:
            command = node
        else:
            parts[-1].append(node)
    return parts


def split_fonts(nodes: Sequence[TexNode], command: str) -> list[tuple[str, list[TexNode]]]:
    r"""Return `nodes` in parts, each with its command: `\text`, or that of a font which begins with `\bf`."""
    parts: list[tuple[str, list[TexNode]]] = [(command, [])]
    for node in nodes:
        if isinstance(node, str) and node in FONT_COMMANDS:
            parts.append((FONT_COMMANDS[node], []))
        else:
            if isinstance(node, str) and len(parts) > 1 and parts[0][1] and not parts[-1][1]:
                # White space behind a command is none.
                node = node.lstrip() or "{}"  # noqa: PLW2901
            parts[-1][1].append(node)
    return parts if len(parts) == 1 or parts[0][1] else parts[1:]


def escape_text(nodes: Sequence[TexNode]) -> list[TexNode]:
    r"""Return text with what means something in formulas only, such as `_`, as signs."""
    return [
        TexGroup(node.opening, node.closing, escape_text(node.nodes))
        if isinstance(node, TexGroup)
        else TEXT_SIGNS.get(node) or (node if node[0] == "\\" else node.replace("#", r"{\#}"))
        for node in nodes
    ]
