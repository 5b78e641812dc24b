"""Headings: their levels, ids and anchors, and the table of contents."""

import re
from collections.abc import Iterable, Iterator, Sequence

from posts.rendering.context import RenderContext
from posts.rendering.plain_text import extract_text
from posts.rendering.result import Heading
from posts.rendering.tree import Element, Node, OpaqueNode, serialize_html

HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
HEADING_CONTAINERS = frozenset({"aside", "blockquote", "dd", "details", "div", "li", "ol", "section", "ul"})
# A heading in one of these is not in the table of contents.
QUOTING_TAGS = frozenset({"aside", "blockquote", "details", "li"})
# Pandoc's, kramdown's and Hugo's: `{#id}`, `{.unnumbered #id}`, `{: .class}`, `{-}`.
HEADING_ATTRIBUTE = r"(?:[#.][^\s{}#]++|-(?=\})|[\w-]++=[^\s{}]++)"
EXPLICIT_ID = re.compile(
    rf"(?<!\s)\s*\{{:?\s*+(?=[#.\-])({HEADING_ATTRIBUTE}(?:\s++{HEADING_ATTRIBUTE})*+)\s*+\}}\s*$"
)
INVALID_IN_ID = re.compile(r"[^\w\s-]")


class UniqueIds:
    """Gives out every id once: `title`, `title-2`, `title-3` …, in constant time."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.counts: dict[str, int] = {}

    def make_unique(self, base: str) -> str:
        """Return `base`, with a number where it is taken."""
        candidate = base
        while candidate in self.taken:
            number = self.counts[base] = self.counts.get(base, 1) + 1
            candidate = f"{base}-{number}"
        self.taken.add(candidate)
        return candidate


def number_headings(root: Element, context: RenderContext) -> None:
    """Give every heading its level, an id and an anchor; make the table of contents."""
    headings = list(iter_headings(root))
    warn_about_headings([heading for heading, is_own in headings if is_own], context)
    ids = UniqueIds(collect_ids(root.iter_elements()) - collect_ids(heading for heading, _ in headings))
    outer_levels: list[int] = []
    for heading, is_own in headings:
        level = nested_level(outer_levels, HEADING_LEVELS[heading.tag])
        heading.tag = f"h{level}"
        name = ids.make_unique(choose_id(heading))
        entry = Heading(level, name, serialize_html(Element("", {}, strip_links(heading.children))))
        add_anchor(heading, name)
        if is_own and entry.html:
            context.toc.append(entry)


def warn_about_headings(own_headings: Sequence[Element], context: RenderContext) -> None:
    """Warn of headings with the text of another one, and of skipped levels.

    Readers get levels without gaps; but where the author left one, something may be missing.
    """
    texts: set[str] = set()
    previous_level = len(HEADING_LEVELS)
    for heading in own_headings:
        level, line = HEADING_LEVELS[heading.tag], context.line_of(heading)
        text = EXPLICIT_ID.sub("", extract_text(heading)).strip()
        if level > previous_level + 1:
            context.add_warning("skipped-level", line, f"{'#' * previous_level} → {'#' * level}")
        if text and text.casefold() in texts:
            context.add_warning("duplicate-heading", line, text[:200])
        texts.add(text.casefold())
        previous_level = level


def nested_level(outer_levels: list[int], typed_level: int) -> int:
    """Return the level of a heading whose author typed `typed_level`, below those of `outer_levels`.

    The title of the post is the one heading of level 1, and below it no level is skipped.
    """
    while outer_levels and outer_levels[-1] >= typed_level:
        outer_levels.pop()
    outer_levels.append(typed_level)
    return min(1 + len(outer_levels), 6)


def iter_headings(element: Element, *, is_own: bool = True) -> Iterator[tuple[Element, bool]]:
    """Give every heading below `element`, and whether it belongs in the table of contents."""
    for child in element.children:
        if not isinstance(child, Element):
            continue
        if child.tag in HEADING_LEVELS:
            yield child, is_own
        elif child.tag in HEADING_CONTAINERS:
            yield from iter_headings(child, is_own=is_own and child.tag not in QUOTING_TAGS)


def collect_ids(elements: Iterable[Element]) -> set[str]:
    """Return the ids of `elements`."""
    return {element.attributes["id"] for element in elements if "id" in element.attributes}


def choose_id(heading: Element) -> str:
    """Return the id that the author gave, by an attribute or `{#id}` behind the text; else the slug."""
    own_headings = heading.attributes.get("id", "")
    last = heading.children[-1] if heading.children else None
    if isinstance(last, str) and (match := EXPLICIT_ID.search(last)):
        own_headings = next((part[1:] for part in match[1].split() if part[0] == "#"), own_headings)
        heading.children[-1] = last[: match.start()]
    return own_headings.lstrip("_") or heading_slug(extract_text(heading))


def heading_slug(text: str) -> str:
    """Return `text` as an id, as GitHub makes them: letters of any script, digits, hyphens."""
    return re.sub(r"\s+", "-", INVALID_IN_ID.sub("", text.lower()).strip()).lstrip("_") or "section"


def add_anchor(heading: Element, name: str) -> None:
    """Set the id, and make the text a link to itself where it holds no other link."""
    heading.attributes = {"id": name}
    if not any(element.tag == "a" for element in heading.iter_elements()):
        heading.children = [Element("a", {"class": "anchor", "href": f"#{name}"}, heading.children)]


def strip_links(nodes: Sequence[Node]) -> list[Node]:
    """Return copies of `nodes` with links unwrapped, and without ids, images and footnote references."""
    kept: list[Node] = []
    for node in nodes:
        if isinstance(node, str | OpaqueNode):
            kept.append(node)
        elif node.tag == "a":
            kept.extend(strip_links(node.children))
        elif (
            not node.has_class("footnote-ref") and not node.has_class("citation-number") and node.tag != "img"
        ):
            attributes = {"class": node.attributes["class"]} if "class" in node.attributes else {}
            kept.append(Element(node.tag, attributes, strip_links(node.children)))
    return kept
