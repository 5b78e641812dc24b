"""Diagrams: the source of a `mermaid` or `dot` fence in, an inline SVG without style sheets out."""

from posts.rendering.diagrams.colours import resolve_variables
from posts.rendering.diagrams.drawing import (
    DIAGRAM_LANGUAGES,
    Drawing,
    count_diagram_seconds,
    draw_diagram,
)
from posts.rendering.diagrams.errors import DiagramError
from posts.rendering.diagrams.files import build_svg_file, find_diagram, is_diagram_address

__all__ = [
    "DIAGRAM_LANGUAGES",
    "DiagramError",
    "Drawing",
    "build_svg_file",
    "count_diagram_seconds",
    "draw_diagram",
    "find_diagram",
    "is_diagram_address",
    "resolve_variables",
]
