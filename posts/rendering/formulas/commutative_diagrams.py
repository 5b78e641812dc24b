r"""Commutative diagrams of amscd: `\begin{CD} A @>f>> B \\ @VVgV @| \\ C @= D \end{CD}`.

An arrow is `@`, the sign of its direction, a label, the sign again, another label and the sign once more.
Vertical arrows stand under the objects, which the columns of a table do for us.
"""

from collections.abc import Sequence

from posts.rendering.formulas.tex import TexError, TexNode, serialize_tex

HORIZONTAL_ARROWS = {
    ">": r"\xrightarrow",
    ")": r"\xrightarrow",
    "<": r"\xleftarrow",
    "(": r"\xleftarrow",
}
VERTICAL_ARROWS = {"V": r"\downarrow", "v": r"\downarrow", "A": r"\uparrow", "^": r"\uparrow"}
PLAIN_ARROWS = {"=": r"\xlongequal{\qquad}", "|": r"\Big\Vert", ".": ""}


def translate_diagram(nodes: Sequence[TexNode]) -> str:
    """Return the content of a CD environment as a table."""
    rows: list[list[TexNode]] = [[]]
    for node in nodes:
        if node == r"\\":
            rows.append([])
        else:
            rows[-1].append(node)
    table = r"\\ ".join(map(translate_row, rows))
    return rf"\begin{{matrix}}{table}\end{{matrix}}"


def translate_row(nodes: Sequence[TexNode]) -> str:
    """Return a row of objects and horizontal arrows, or of vertical arrows, as cells."""
    pieces = split_signs(nodes)
    cells: list[str] = []
    waiting = ""
    while pieces:
        piece = pieces.pop(0)
        if piece != "@":
            waiting += piece
            continue
        sign = pieces.pop(0) if pieces else ""
        if sign in HORIZONTAL_ARROWS or sign == "=":
            cells += [waiting, read_arrow(sign, pieces)]
        elif sign in VERTICAL_ARROWS or sign in {"|", "."}:
            # Between the columns of two objects there is that of their arrow.
            cells += [""] if cells else []
            cells.append(read_arrow(sign, pieces))
        else:
            raise TexError(f"“@{sign}” is no arrow of a diagram.")
        waiting = ""
    return "&".join([*cells, waiting] if waiting.strip() else cells)


def split_signs(nodes: Sequence[TexNode]) -> list[str]:
    """Return the row sign by sign; groups and commands stay whole."""
    pieces: list[str] = []
    for node in nodes:
        if isinstance(node, str) and node[0] != "\\":
            pieces += node
        else:
            pieces.append(serialize_tex([node]) + (" " if isinstance(node, str) else ""))
    return pieces


def read_arrow(sign: str, pieces: list[str]) -> str:
    """Take the labels of an arrow that begins with `sign`, and return it."""
    if sign in PLAIN_ARROWS:
        return PLAIN_ARROWS[sign]
    first, second = read_label(sign, pieces), read_label(sign, pieces)
    if sign in HORIZONTAL_ARROWS:
        above = first if first.strip() else r"\quad"
        return rf"{HORIZONTAL_ARROWS[sign]}[{{{second}}}]{{{above}}}"
    left, right = (rf"\scriptstyle {label}" if label.strip() else "" for label in (first, second))
    return rf"{{{left}}}\Big{VERTICAL_ARROWS[sign]}{{{right}}}"


def read_label(sign: str, pieces: list[str]) -> str:
    """Take what stands before the next `sign`."""
    if sign not in pieces:
        raise TexError(f"The arrow “@{sign}” of a diagram has no end.")
    end = pieces.index(sign)
    label = "".join(pieces[:end])
    del pieces[: end + 1]
    return label
