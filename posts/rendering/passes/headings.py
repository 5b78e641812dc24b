"""Headings: an address for each, and the table of contents."""

import re
from collections.abc import Iterable, Iterator, Sequence

from posts.rendering.page import Page
from posts.rendering.plain import plain_text
from posts.rendering.result import Heading
from posts.rendering.tree import Atom, Element, Node, serialise

LEVELS = {f"h{level}": level for level in range(1, 7)}
HOLDS_HEADINGS = frozenset({"aside", "blockquote", "dd", "details", "div", "li", "ol", "section", "ul"})
# A heading in there is none of the post's own.
QUOTED = frozenset({"aside", "blockquote", "details", "li"})
OWN_ID = re.compile(r"(?<!\s)\s*\{#([^\s{}#]+)\}\s*$")
NOT_IN_ID = re.compile(r"[^\w\s-]")


class Ids:
    """Hands out every id once: `title`, `title-2`, `title-3` …, in constant time."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.counts: dict[str, int] = {}

    def unique(self, wanted: str) -> str:
        given = wanted
        while given in self.taken:
            number = self.counts[wanted] = self.counts.get(wanted, 1) + 1
            given = f"{wanted}-{number}"
        self.taken.add(given)
        return given


def outline(root: Element, page: Page) -> list[Heading]:
    """Give every heading an id and an anchor; return the table of contents."""
    found = list(headings(root))
    check([heading for heading, is_own in found if is_own], page)
    ids = Ids(ids_in(root.elements()) - ids_in(heading for heading, _ in found))
    above: list[int] = []
    contents = []
    for heading, is_own in found:
        level = level_below(above, LEVELS[heading.tag])
        heading.tag = f"h{level}"
        name = ids.unique(wanted_id(heading))
        entry = Heading(level, name, serialise(Element("", {}, unlinked(heading.children))))
        finish(heading, name)
        if is_own and entry.html:
            contents.append(entry)
    return contents


def check(own: Sequence[Element], page: Page) -> None:
    """Warn of headings that say what another one said, and of levels that are passed over.

    Readers get their levels without gaps; but where the author left one, something may be missing.
    """
    texts: set[str] = set()
    above = len(LEVELS)
    for heading in own:
        level, line = LEVELS[heading.tag], page.line_of(heading)
        text = OWN_ID.sub("", plain_text(heading)).strip()
        if level > above + 1:
            page.warn("skipped-level", line, f"{'#' * above} → {'#' * level}")
        if text and text.casefold() in texts:
            page.warn("duplicate-heading", line, text[:200])
        texts.add(text.casefold())
        above = level


def level_below(above: list[int], rank: int) -> int:
    """Return the level of a heading that its author gave `rank`; `above` are the ranks it stands under.

    The title of the post is the one heading of level 1, and below it no level is passed over.
    """
    while above and above[-1] >= rank:
        above.pop()
    above.append(rank)
    return min(1 + len(above), 6)


def headings(element: Element, *, is_own: bool = True) -> Iterator[tuple[Element, bool]]:
    """Every heading below `element`, and whether it belongs to the post's own outline."""
    for child in element.children:
        if not isinstance(child, Element):
            continue
        if child.tag in LEVELS:
            yield child, is_own
        elif child.tag in HOLDS_HEADINGS:
            yield from headings(child, is_own=is_own and child.tag not in QUOTED)


def ids_in(elements: Iterable[Element]) -> set[str]:
    return {element.attributes["id"] for element in elements if "id" in element.attributes}


def wanted_id(heading: Element) -> str:
    """Return the id the author gave, by an attribute or by `{#id}` behind the text, else one of the text."""
    own = heading.attributes.get("id", "")
    last = heading.children[-1] if heading.children else None
    if isinstance(last, str) and (match := OWN_ID.search(last)):
        own = match[1]
        heading.children[-1] = last[: match.start()]
    return own.lstrip("_") or slug(plain_text(heading))


def slug(text: str) -> str:
    """Return `text` as an id, as GitHub makes them: letters of any script, digits, hyphens."""
    return re.sub(r"\s+", "-", NOT_IN_ID.sub("", text.lower()).strip()).lstrip("_") or "section"


def finish(heading: Element, name: str) -> None:
    """Set the id, and make the text a link to itself where it holds no other."""
    heading.attributes = {"id": name}
    if not any(element.tag == "a" for element in heading.elements()):
        heading.children = [Element("a", {"class": "anchor", "href": f"#{name}"}, heading.children)]


def unlinked(nodes: Sequence[Node]) -> list[Node]:
    """Return copies of `nodes` without links, ids and footnote references, what links hold kept."""
    kept: list[Node] = []
    for node in nodes:
        if isinstance(node, str | Atom):
            kept.append(node)
        elif node.tag == "a":
            kept.extend(unlinked(node.children))
        elif not node.has_class("footnote-ref") and node.tag != "img":
            attributes = {"class": node.attributes["class"]} if "class" in node.attributes else {}
            kept.append(Element(node.tag, attributes, unlinked(node.children)))
    return kept
