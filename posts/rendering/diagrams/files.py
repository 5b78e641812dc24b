"""Diagrams as files, for feed readers and for windows of their own: taken from the stored HTML of a post."""

import re

from posts.rendering.diagrams.colours import FILE_COLOURS, resolve_variables

DIGEST = re.compile(r"[0-9a-f]{12}")
DIAGRAM_ADDRESS = re.compile(rf"diagrams/({DIGEST.pattern})\.svg")
PICTURE_END = "</svg>"
DIAGRAM_VIEW_BOX = re.compile(r' viewBox="(-?[\d.]+)[ ,]+(-?[\d.]+)[ ,]+([\d.]+)[ ,]+([\d.]+)"')
LABEL = re.compile(r' role="[a-z]+" aria-label="([^"]*)"')
DIAGRAM_MARGIN = 8


def is_diagram_address(address: str) -> bool:
    """Whether a link of a post leads to the file of one of its diagrams."""
    return bool(DIAGRAM_ADDRESS.fullmatch(address))


def find_diagram(html: str, digest: str) -> str | None:
    """Return the SVG of the diagram `digest` in the HTML of a render; None where there is none."""
    if not DIGEST.fullmatch(digest):
        return None
    start = html.find(f'<svg class="diagram-picture" data-diagram="{digest}"')
    if start < 0:
        return None
    return html[start : html.index(PICTURE_END, start) + len(PICTURE_END)]


def build_svg_file(svg: str) -> str:
    """Return an SVG of a page as a file: with its colours fixed, on white, in a font of every system."""
    head, body = svg.split(">", 1)
    label = LABEL.search(head)
    title = f"<title>{label[1]}</title>" if label else ""
    head = re.sub(r' (?:class|data-diagram)="[^"]*"', "", head)
    paper = ""
    if box := DIAGRAM_VIEW_BOX.search(head):
        left, top, width, height = map(float, box.groups())
        left, top = left - DIAGRAM_MARGIN, top - DIAGRAM_MARGIN
        width, height = width + 2 * DIAGRAM_MARGIN, height + 2 * DIAGRAM_MARGIN
        head = head.replace(box[0], f' viewBox="{left:g} {top:g} {width:g} {height:g}"')
        place = f'x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}"'
        paper = f'<rect {place} fill="{FILE_COLOURS["paper"]}"/>'
    head = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif"', 1)
    return resolve_variables(f"{head}>{title}{paper}{body}")
