"""What a clean SVG can do without: ids that nothing refers to, what is inherited, groups of nothing."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

# What is only shown where something refers to it.
REFERENCED_TAGS = frozenset({"clipPath", "linearGradient", "marker", "radialGradient"})
INHERITED_ATTRIBUTES = frozenset(
    """
    dominant-baseline fill font-size font-style font-weight stroke stroke-dasharray stroke-width text-anchor
    """.split()  # noqa: SIM905  (a list would take a line for each)
)


def drop_unused(root: Element, references: set[str]) -> None:
    """Remove the ids that are not in `references`, and what is only there to be referred to."""
    root.attrib.pop("id", None)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.attrib.get("id") not in references:
                child.attrib.pop("id", None)
                if child.tag in REFERENCED_TAGS:
                    parent.remove(child)


def drop_inherited(element: Element, inherited: Mapping[str, str]) -> None:
    """Remove the attributes of everything in `element` that say what is `inherited`."""
    for name in INHERITED_ATTRIBUTES & element.attrib.keys():
        if inherited.get(name) == element.attrib[name]:
            del element.attrib[name]
    own = {name: element.attrib[name] for name in INHERITED_ATTRIBUTES & element.attrib.keys()}
    passed = {**inherited, **own} if own else inherited
    for child in element:
        drop_inherited(child, passed)


def collapse_groups(element: Element) -> None:
    """Put what is in groups without attributes in their places, and remove empty groups."""
    children: list[Element] = []
    for child in element:
        collapse_groups(child)
        if child.tag != "g" or (child.attrib and len(child)):
            children.append(child)
        elif len(child):
            children.extend(child)
    element[:] = children
