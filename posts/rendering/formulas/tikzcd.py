r"""Commutative diagrams of tikz-cd as those of amscd, where all their arrows lead to neighbours.

`A \arrow[r, "f"] \arrow[d, "g"'] & B \\ C & D` becomes `A @>f>> B \\ @VgVV @. \\ C @. D`. What bends, is
dashed or leads elsewhere has no counterpart there.
"""

import re
from itertools import zip_longest

TIKZCD = re.compile(r"\s*\\begin\{tikzcd\}(?:\[[^\]]*\])?(?P<body>.*?)\\end\{tikzcd\}\s*", re.DOTALL)
ARROW_COMMAND = re.compile(
    r"\\ar(?:row)?\s*(?:\[(?P<options>(?:\"[^\"]*\"|[^\[\]\"])*)\]|\{(?P<direction>\w+)\}(?:\{(?P<label>[^{}]*)\})?)"
)
ARROW_OPTION = re.compile(r'\s*(?:"(?P<label>[^"]*)"(?P<swap>\')?(?:\{[^{}]*\})?|(?P<word>[^,"]*))\s*(?:,|$)')
MAX_TIKZCD_CELLS = 400
# Row and column of the cell before an arrow, and whether it is vertical.
CellPlace = tuple[int, int, bool]
# Options that change nothing that is seen here.
IGNORED_OPTIONS = frozenset({"", "rightarrow", "swap"})
DIRECTIONS = {"r": (0, 1), "l": (0, -1), "d": (1, 0), "u": (-1, 0)}
ARROW_SIGNS = {"r": ">", "l": "<", "d": "V", "u": "A"}


class UnknownArrowError(Exception):
    """An arrow that amscd does not have."""


def translate_tikzcd(source: str) -> str | None:
    """Return the diagram as a CD environment; None where it has none of its kind."""
    match = TIKZCD.fullmatch(source)
    if not match or match["body"].count("&") > MAX_TIKZCD_CELLS:
        return None
    rows = [row.split("&") for row in re.split(r"\\\\(?:\[[^\]]*\])?", match["body"])]
    if not "".join(rows[-1]).strip():
        rows.pop()
    objects = [[ARROW_COMMAND.sub("", cell).strip() for cell in cells] for cells in rows]
    if not rows or any("\\ar" in cell for row in objects for cell in row):
        return None
    try:
        return write_diagram(objects, read_arrows(rows)) or None
    except UnknownArrowError:
        return None


def read_arrows(rows: list[list[str]]) -> dict[CellPlace, str]:
    """Return the arrows in `rows` by their places. Raises UnknownArrowError."""
    arrows: dict[CellPlace, str] = {}
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            for arrow in ARROW_COMMAND.finditer(cell):
                place, written = read_tikzcd_arrow(arrow, row, column)
                if place in arrows:
                    raise UnknownArrowError(written)
                arrows[place] = written
    return arrows


def read_tikzcd_arrow(arrow: re.Match[str], row: int, column: int) -> tuple[CellPlace, str]:
    """Return the place of an arrow, and that of amscd which stands there."""
    direction, label, is_swapped, is_equal = read_options(arrow)
    if direction not in DIRECTIONS:
        raise UnknownArrowError(direction)
    down, right = DIRECTIONS[direction]
    place = (min(row, row + down), min(column, column + right), bool(down))
    if min(place[:2]) < 0:
        raise UnknownArrowError(direction)
    if is_equal:
        return place, "@|" if down else "@="
    sign = ARROW_SIGNS[direction]
    text = f"{{{label}}}" if label else ""
    # A label stands to the left of where its arrow leads, which is above one to the right; amscd's first
    # label is above, or at the left.
    is_first = direction in {"r", "u"}
    if is_first != is_swapped:
        return place, f"@{sign}{text}{sign}{sign}"
    return place, f"@{sign}{sign}{text}{sign}"


def read_options(arrow: re.Match[str]) -> tuple[str, str, bool, bool]:
    """Return direction and label of an arrow, whether that is on the other side, whether it is “=”."""
    if arrow["direction"]:
        return arrow["direction"], arrow["label"] or "", False, False
    direction = label = ""
    is_swapped = is_equal = False
    for option in ARROW_OPTION.finditer(arrow["options"] or ""):
        word = (option["word"] or "").strip().lower()
        if option["label"] is not None:
            label, is_swapped = option["label"], is_swapped or bool(option["swap"])
        elif word in {"equal", "equals"}:
            is_equal = True
        elif re.fullmatch("[rlud]+", word):
            direction = word
        elif word not in IGNORED_OPTIONS:
            raise UnknownArrowError(word)
        is_swapped = is_swapped or word == "swap"
    return direction, label, is_swapped, is_equal


def write_diagram(objects: list[list[str]], arrows: dict[CellPlace, str]) -> str:
    """Return the CD environment of `objects`, row by row, and the arrows between them."""
    width = max(map(len, objects))
    lines: list[str] = []
    for row, cells in enumerate(objects):
        padded = [cell or "{}" for cell, _ in zip_longest(cells, range(width), fillvalue="")]
        pieces = [padded[0]]
        for column in range(1, width):
            pieces += [arrows.pop((row, column - 1, False), "@."), padded[column]]
        lines.append(" ".join(pieces))
        if row + 1 < len(objects):
            lines.append(" ".join(arrows.pop((row, column, True), "@.") for column in range(width)))
    if arrows:
        return ""
    return "\\begin{CD} " + r" \\ ".join(lines) + " \\end{CD}"
