"""Footnotes, as comrak writes them: labelled in the post's language, and sidenotes where they fit.

A wide page shows each note in the margin, level with its reference; the stylesheet does that, by the same
`data-note` on both. In a post whose notes are too many or too long for its margin they stay at the end.
"""

from collections.abc import Iterable, Iterator, Sequence

from posts.rendering.context import RenderContext
from posts.rendering.labels import labels_for
from posts.rendering.plain_text import BLOCK_TAGS
from posts.rendering.tree import Element, Node, OpaqueNode

# Without it some systems draw the arrow as an emoji.
TEXT_STYLE = "\N{VARIATION SELECTOR-15}"

# Heights, in lines of the text, which holds so many Han characters in each.
CHARACTERS_PER_LINE = 38
IMAGE_LINES, BLOCK_LINES = 8.0, 1.0
# A line of a note is lower, and holds less.
SIDENOTE_LINE, SIDENOTE_GAP = 1.7, 0.5
# How far, in lines, a note may be below its reference, or below the end of the text.
MAX_SIDENOTE_DISTANCE, MAX_SIDENOTE_OVERHANG = 24, 8


def label_backlinks(element: Element, context: RenderContext) -> None:
    """Label every link back to the text."""
    label = labels_for(context.language)["back-reference"]
    for number, note in enumerate(iter_footnotes(element), start=1):
        links = [link for link in note.iter_elements() if link.has_class("footnote-backref")]
        for place, link in enumerate(links, start=1):
            link.attributes["aria-label"] = label.format(number if place == 1 else f"{number}-{place}")
            link.children = [f"{child}{TEXT_STYLE}" if child == "↩" else child for child in link.children]


def iter_footnotes(section: Element) -> Iterator[Element]:
    """Give the notes in `section`."""
    return (item for item in section.iter_elements() if item.attributes.get("id", "").startswith("fn-"))


def place_sidenotes(root: Element, context: RenderContext) -> None:
    """Mark the notes and their references as sidenotes, where all fit beside the text."""
    blocks = [child for child in root.children if isinstance(child, Element)]
    notes = next((block for block in blocks if block.has_class("footnotes")), None)
    if notes is None:
        return
    references, end = find_footnote_references(child for child in root.children if child is not notes)
    bottom = 0.0
    placed = []
    for note in iter_footnotes(notes):
        reference, line = references.get(f"#{note.attributes['id']}", (note, -MAX_SIDENOTE_DISTANCE))
        top = max(line, bottom)
        if top - line > MAX_SIDENOTE_DISTANCE:
            return
        height = sum(step for step in measure_lines([note]) if isinstance(step, float))
        bottom = top + SIDENOTE_GAP + SIDENOTE_LINE * height
        placed.append((reference, note))
    if bottom <= end + MAX_SIDENOTE_OVERHANG:
        mark_sidenotes(notes, placed)


def find_footnote_references(nodes: Iterable[Node]) -> tuple[dict[str, tuple[Element, float]], float]:
    """Return the first reference to each note, by its target, with its line; and the number of lines."""
    references: dict[str, tuple[Element, float]] = {}
    line = 0.0
    for step in measure_lines(nodes):
        if isinstance(step, Element):
            references.setdefault(reference_target(step), (step, line))
        else:
            line += step
    return references, line


def reference_target(reference: Element) -> str:
    """Return the fragment that a reference leads to."""
    link = reference.children[0] if reference.children else None
    return link.attributes.get("href", "") if isinstance(link, Element) else ""


def measure_lines(nodes: Iterable[Node]) -> Iterator[float | Element]:
    """Give the height of each piece of `nodes`, in lines, and in between the references to notes."""
    for node in nodes:
        if isinstance(node, str):
            # A byte for Latin, three for Han: a half and a whole.
            yield (len(node) + len(node.encode())) / 4 / CHARACTERS_PER_LINE
        elif isinstance(node, OpaqueNode):
            is_inline = node.kind == "formula"
            rows = node.text.count("\n")
            yield len(node.text) / 4 / CHARACTERS_PER_LINE if is_inline else BLOCK_LINES + rows
        elif node.has_class("footnote-ref"):
            yield node
        elif node.tag == "img":
            yield IMAGE_LINES
        else:
            yield from measure_lines(node.children)
            yield BLOCK_LINES if node.tag in BLOCK_TAGS else 0.0


def mark_sidenotes(notes: Element, placed: Sequence[tuple[Element, Element]]) -> None:
    """Give each of `placed`, a reference and its note, the same `data-note`."""
    notes.attributes["class"] += " beside"
    for number, elements in enumerate(placed, start=1):
        for element in elements:
            element.attributes["data-note"] = f"--note-{number}"
