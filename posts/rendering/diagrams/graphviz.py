"""DOT, drawn by graphviz-pure, a program: it is optional (`pip install transmission[diagrams]`)."""

import math
import re
import shutil
import subprocess
import sysconfig
from functools import cache
from pathlib import Path

from posts.rendering.characters import HAN_RANGES, WIDE_PUNCTUATION_RANGES
from posts.rendering.diagrams.errors import DiagramError

PROGRAM = "graphviz-pure"
# The program takes each byte of other scripts for as wide as a space, 0.278 of the size: a Han character, of
# three bytes, for 0.834. What is not seen, and has three bytes too, makes up for it.
FILLER = "\u200b"
HAN_PER_FILLER = 5
HAN_RUN = re.compile(f"[{HAN_RANGES}{WIDE_PUNCTUATION_RANGES}]+")
MAX_GRAPHVIZ_BYTES = 2_000_000
ERROR_LINE = re.compile(r"(?:Error: )?(?:<stdin>: )?(?P<message>.*?line (?P<line>\d{1,6}).*)")
# Engines that an author may choose: `layout=neato` in the graph, or on the fence.
LAYOUTS = ("dot", "neato", "fdp", "sfdp", "circo", "twopi", "osage", "patchwork")
# Of the page, in place of Times; what an author names is left out too, for a reader may not have it.
DEFAULTS = ("-Nfontname=Helvetica", "-Efontname=Helvetica", "-Gfontname=Helvetica", "-Gbgcolor=transparent")


@cache
def find_program() -> str | None:
    """Return the path of the program, which pip puts beside the interpreter."""
    beside = Path(sysconfig.get_path("scripts"), PROGRAM)
    return str(beside) if beside.is_file() else shutil.which(PROGRAM)


def write_dot_svg(source: str, seconds: float) -> str:
    """Return the SVG of a graph in DOT.

    Raises DiagramError where the program is missing, or takes longer than `seconds`.
    """
    if not (program := find_program()):
        raise DiagramError("no-diagrams", "dot")
    try:
        # With SERVER_NAME Graphviz reads no file that a graph names.
        result = subprocess.run(  # noqa: S603  (our own program, no shell)
            [program, "-Tsvg", *DEFAULTS],
            input=pad_han(source).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env={"SERVER_NAME": "localhost"},
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        raise DiagramError("large-diagram", "dot") from None
    if result.returncode:
        raise read_error(result.stderr.decode(errors="replace"))
    if len(result.stdout) > MAX_GRAPHVIZ_BYTES:
        raise DiagramError("large-diagram", "dot")
    # A source of several graphs makes as many pictures; the first is shown.
    end = result.stdout.find(b"</svg>") + len(b"</svg>")
    return result.stdout[:end].decode().replace(FILLER, "")


def pad_han(source: str) -> str:
    """Return `source` with fillers behind its Han characters, so that the program takes these for squares."""
    return HAN_RUN.sub(lambda match: match[0] + FILLER * math.ceil(len(match[0]) / HAN_PER_FILLER), source)


def read_error(text: str) -> DiagramError:
    """Return the error that the program wrote."""
    for line in text.splitlines():
        if match := ERROR_LINE.match(line):
            return DiagramError("diagram", match["message"][:200], int(match["line"]))
    messages = [line for line in text.splitlines() if line.startswith("Error")]
    return DiagramError("diagram", (messages or ["dot"])[0].removeprefix("Error: ")[:200])
