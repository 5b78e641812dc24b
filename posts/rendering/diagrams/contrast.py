"""Text on colours that an author chose: dark or light by that colour, whatever the reader's scheme."""

from xml.etree.ElementTree import Element

from posts.rendering.diagrams.cleaning import has_authors_fill
from posts.rendering.diagrams.colours import choose_text_colour, colour_variable

INK = colour_variable("ink")


def set_text_contrast(root: Element) -> None:
    """Give the text in each group whose first shape has an author's colour one in which it can be read."""
    pending = [(child, "") for child in root if child.tag in {"a", "g"}]
    while pending:
        group, background = pending.pop()
        shapes = (child for child in group if has_authors_fill(child))
        # The picture's own outermost group holds everything.
        shape = next(shapes, None) if holds_one_thing(group) else None
        background = shape.attrib["fill"] if shape is not None else background
        for child in group:
            if child.tag in {"a", "g"}:
                pending.append((child, background))
            elif child.tag == "text" and background:
                colour_text(child, choose_text_colour(background))


def holds_one_thing(group: Element) -> bool:
    """Whether a group is a node with its label, not many."""
    return sum(1 for _ in group.iter("text")) <= 12 and len(group) <= 24


def colour_text(text: Element, colour: str) -> None:
    """Give `text`, and the pieces in it, a colour in place of that of the page."""
    for element in text.iter():
        if element.attrib.get("fill", INK) == INK and element.tag in {"text", "tspan"}:
            element.set("fill", colour)
