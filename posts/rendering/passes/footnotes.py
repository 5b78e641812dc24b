"""Footnotes, as comrak makes them: named in the post's language, and set beside the text where they fit.

A wide page shows each note in the margin, level with its reference; the
stylesheet does that, for it finds the same `data-note` on both. In a post
whose notes are too many or too long for its margin they stay at the end.
"""

from collections.abc import Iterable, Iterator, Sequence

from posts.rendering.page import Page
from posts.rendering.plain import BLOCKS
from posts.rendering.tree import Atom, Element, Node
from posts.rendering.words import words

# Without it some systems draw the arrow as an emoji.
TEXT_STYLE = "\N{VARIATION SELECTOR-15}"

# Heights, in lines of the text, which holds so many Han characters in each.
LINE = 38
PICTURE, BLOCK = 8.0, 1.0
# A line of a note is lower, and holds less.
NOTE, NOTE_GAP = 1.7, 0.5
# How far below its reference, or below the end of the text, a note may be before readers lose the thread.
FARTHEST, OVERHANG = 24, 8


def section(element: Element, page: Page) -> None:
    """Name every link back to the text."""
    name = words(page.language)["back-reference"]
    for number, note in enumerate(notes_in(element), start=1):
        links = [link for link in note.elements() if link.has_class("footnote-backref")]
        for place, link in enumerate(links, start=1):
            link.attributes["aria-label"] = name.format(number if place == 1 else f"{number}-{place}")
            link.children = [f"{child}{TEXT_STYLE}" if child == "↩" else child for child in link.children]


def notes_in(section: Element) -> Iterator[Element]:
    return (item for item in section.elements() if item.attributes.get("id", "").startswith("fn-"))


def set_beside(root: Element) -> None:
    """Mark the notes and their references, by the same `data-note`, where all fit beside the text."""
    blocks = [child for child in root.children if isinstance(child, Element)]
    notes = next((block for block in blocks if block.has_class("footnotes")), None)
    if notes is None:
        return
    places, end = find_references(child for child in root.children if child is not notes)
    below = 0.0
    marked = []
    for note in notes_in(notes):
        reference, line = places.get(f"#{note.attributes['id']}", (note, -FARTHEST))
        top = max(line, below)
        if top - line > FARTHEST:
            return
        below = top + NOTE_GAP + NOTE * sum(step for step in flow([note]) if isinstance(step, float))
        marked.append((reference, note))
    if below <= end + OVERHANG:
        mark(notes, marked)


def find_references(nodes: Iterable[Node]) -> tuple[dict[str, tuple[Element, float]], float]:
    """Return the first reference to each note with its line, by its target, and the number of lines."""
    places: dict[str, tuple[Element, float]] = {}
    line = 0.0
    for step in flow(nodes):
        if isinstance(step, Element):
            places.setdefault(target_of(step), (step, line))
        else:
            line += step
    return places, line


def target_of(reference: Element) -> str:
    link = reference.children[0] if reference.children else None
    return link.attributes.get("href", "") if isinstance(link, Element) else ""


def flow(nodes: Iterable[Node]) -> Iterator[float | Element]:
    """Give about how many lines each piece of `nodes` takes, and in between the references to notes."""
    for node in nodes:
        if isinstance(node, str):
            # A byte for Latin, three for Han: a half and a whole.
            yield (len(node) + len(node.encode())) / 4 / LINE
        elif isinstance(node, Atom):
            yield len(node.text) / 4 / LINE if node.kind == "formula" else BLOCK + node.text.count("\n")
        elif node.has_class("footnote-ref"):
            yield node
        elif node.tag == "img":
            yield PICTURE
        else:
            yield from flow(node.children)
            yield BLOCK if node.tag in BLOCKS else 0.0


def mark(notes: Element, marked: Sequence[tuple[Element, Element]]) -> None:
    notes.attributes["class"] += " beside"
    for number, pair in enumerate(marked, start=1):
        for element in pair:
            element.attributes["data-note"] = f"--note-{number}"
