"""The last pass: what only the passes before needed goes, ids stay only where they lead somewhere."""

from urllib.parse import unquote

from posts.rendering.page import Page
from posts.rendering.passes.headings import LEVELS
from posts.rendering.tree import Element

OURS = ("data-sourcepos", "data-meta", "data-math-style")


def finish(root: Element, page: Page) -> None:
    """Leave `root` as readers get it, and warn of links that lead nowhere."""
    targets = link_targets(root, page)
    seen: set[str] = set()
    for element in root.elements():
        tidy(element)
        name = element.attributes.get("id")
        if name is None:
            continue
        if name in seen or name.startswith("_") or (name not in targets and element.tag not in LEVELS):
            del element.attributes["id"]
        seen.add(name)
    drop_marks(root)


def tidy(element: Element) -> None:
    """Drop what was meant for us, and say alignment by class: the page's policy allows no style attribute."""
    attributes = element.attributes
    for name in OURS:
        attributes.pop(name, None)
    if element.tag in {"code", "pre"}:
        attributes.pop("class", None)
    if side := attributes.pop("align", None):
        attributes["class"] = f"{attributes.get('class', '')} {side}".strip()
    if element.tag == "center":
        element.tag, attributes["class"] = "div", "center"


def link_targets(root: Element, page: Page) -> set[str]:
    """Return the ids that links of the page lead to."""
    ids = {element.attributes["id"] for element in root.elements() if "id" in element.attributes}
    targets = set()
    for element in root.elements():
        href = element.attributes.get("href", "")
        if len(href) < 2 or not href.startswith("#"):
            continue
        target = unquote(href[1:])
        targets.add(target)
        if target not in ids:
            page.warn("dead-link", page.line_of(element), f"Nothing on the page is called {href}.")
    return targets


def drop_marks(element: Element) -> None:
    """Remove the marks where the excerpt ends."""
    element.children = [
        child for child in element.children if not (isinstance(child, Element) and child.has_class("more"))
    ]
    for child in element.children:
        if isinstance(child, Element):
            drop_marks(child)
