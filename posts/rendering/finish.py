"""The last pass: what only the passes before needed goes, ids stay only where they lead somewhere."""

from urllib.parse import unquote

from posts.rendering.page import Page
from posts.rendering.passes.headings import LEVELS
from posts.rendering.tree import Element

OURS = ("data-sourcepos", "data-math-style")


def finish(root: Element, page: Page) -> None:
    """Leave `root` as readers get it, and warn of links that lead nowhere."""
    targets = resolve_links(root, page)
    seen: set[str] = set()
    for element in root.elements():
        tidy(element)
        name = element.attributes.get("id")
        if name is None:
            continue
        if name in seen or name.startswith("_") or (name not in targets and element.tag not in LEVELS):
            del element.attributes["id"]
        seen.add(name)


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


def resolve_links(root: Element, page: Page) -> set[str]:
    """Return the ids that links of the page lead to; a link may differ from its id in case."""
    for element in root.elements():
        if "id" in element.attributes:
            # comrak encodes the ids of footnotes too, as if they were addresses.
            element.attributes["id"] = unquote(element.attributes["id"])
    ids = {element.attributes["id"] for element in root.elements() if "id" in element.attributes}
    folded = {name.casefold(): name for name in ids}
    targets = set()
    for element in root.elements():
        href = element.attributes.get("href", "")
        if len(href) < 2 or not href.startswith("#"):
            continue
        wanted = unquote(href[1:])
        target = wanted if wanted in ids else folded.get(wanted.casefold())
        if target is None:
            page.warn("dead-link", page.line_of(element), f"Nothing on the page is called {href}.")
        else:
            element.attributes["href"] = f"#{target}"
            targets.add(target)
    return targets
