"""The last pass: what only the passes before needed goes, ids stay only where they lead somewhere."""

from collections.abc import Sequence
from urllib.parse import unquote

from posts.rendering.page import Page
from posts.rendering.passes.headings import LEVELS
from posts.rendering.tree import Element

OURS = ("data-sourcepos", "data-math-style")


def finish(root: Element, page: Page) -> None:
    """Leave `root` as readers get it, and warn of links that lead nowhere."""
    elements = list(root.elements())
    for element in elements:
        tidy(element)
    targets = resolve_links(elements, page)
    seen: set[str] = set()
    for element in elements:
        if name := element.attributes.get("id"):
            is_wanted = name in targets or element.tag in LEVELS
            if name in seen or name.startswith("_") or not is_wanted:
                del element.attributes["id"]
            seen.add(name)
        for mark in OURS:
            element.attributes.pop(mark, None)


def tidy(element: Element) -> None:
    """Say alignment by class, because the page's policy allows no style; decode ids."""
    attributes = element.attributes
    if element.tag in {"code", "pre"}:
        attributes.pop("class", None)
    if side := attributes.pop("align", None):
        attributes["class"] = f"{attributes.get('class', '')} {side}".strip()
    if element.tag == "center":
        element.tag, attributes["class"] = "div", "center"
    if "id" in attributes:
        # comrak encodes the ids of footnotes, as if they were addresses.
        attributes["id"] = unquote(attributes["id"])


def resolve_links(elements: Sequence[Element], page: Page) -> set[str]:
    """Return the ids that links among `elements` lead to; a link may differ from its id in case."""
    ids = {element.attributes["id"] for element in elements if "id" in element.attributes}
    folded = {name.casefold(): name for name in ids}
    targets = set()
    for element in elements:
        href = element.attributes.get("href", "")
        if len(href) < 2 or not href.startswith("#"):
            continue
        wanted = unquote(href[1:])
        target = wanted if wanted in ids else folded.get(wanted.casefold())
        if target is None:
            page.warn("dead-link", page.line_of(element), href)
        else:
            element.attributes["href"] = f"#{target}"
            targets.add(target)
    return targets
