"""Finalizing: attributes that only other passes needed are removed, and ids that nothing leads to."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from posts.rendering.context import RenderContext
from posts.rendering.heading_spellings import HeadingSpellings
from posts.rendering.passes.headings import HEADING_LEVELS
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element

# Mozilla's Readability, the reader mode of Firefox, drops what has such a class or id, were it the section
# `#related-work`, unless one of the other words stands there too (`unlikelyCandidates`, Readability.js 0.6).
DROPPED_BY_READERS = re.compile(
    "-ad-|ai2html|banner|breadcrumbs|combx|comment|community|cover-wrap|disqus|extra|footer|gdpr|header|legends|menu"
    "|related|remark|replies|rss|shoutbox|sidebar|skyscraper|social|sponsor|supplemental|ad-break|agegate|pagination"
    "|pager|popup|yom-remote",
    re.IGNORECASE,
)
KEPT_BY_READERS = re.compile("and|article|body|column|content|main|shadow", re.IGNORECASE)
KEEPING_CLASS = "content"
INTERNAL_ATTRIBUTES = ("data-sourcepos", "data-math-style")


def finalize_tree(root: Element, context: RenderContext) -> None:
    """Bring `root` into the form that readers get, and warn of links that lead nowhere."""
    elements = list(root.iter_elements())
    for element in elements:
        normalize_attributes(element)
    anchors = {label.anchor for label in context.labels}
    targets = resolve_fragment_links(elements, context)
    seen: set[str] = set()
    for element in elements:
        if name := element.attributes.get("id"):
            is_needed = name in targets or name in anchors or element.tag in HEADING_LEVELS
            if name in seen or name.startswith("_") or not is_needed:
                del element.attributes["id"]
            seen.add(name)
        for attribute in INTERNAL_ATTRIBUTES:
            element.attributes.pop(attribute, None)
        keep_in_reader_mode(element)


def keep_in_reader_mode(element: Element) -> None:
    """Give `element` a class by which the reader modes of browsers keep it, where its names say otherwise."""
    names = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}"
    if len(names) > 1 and DROPPED_BY_READERS.search(names) and not KEPT_BY_READERS.search(names):
        element.attributes["class"] = f"{element.attributes.get('class', '')} {KEEPING_CLASS}".strip()


def normalize_attributes(element: Element) -> None:
    """Replace alignment by a class, because the page's policy allows no style; decode ids.

    An `<aside>` becomes a note: the reader modes of browsers leave asides out, whatever is in them.
    """
    attributes = element.attributes
    if element.tag == "aside":
        element.tag, attributes["role"] = "div", "note"
    if element.tag in {"code", "pre"}:
        attributes.pop("class", None)
    if side := attributes.pop("align", None):
        attributes["class"] = f"{attributes.get('class', '')} {side}".strip()
    if element.tag == "center":
        element.tag, attributes["class"] = "div", "center"
    if "id" in attributes:
        # comrak encodes the ids of footnotes, as if they were addresses.
        attributes["id"] = unquote(attributes["id"])


def resolve_fragment_links(elements: Sequence[Element], context: RenderContext) -> set[str]:
    """Point every link to a fragment at an id in `elements`; return the ids linked to.

    It may be written in another case, or as another program spells the id of a heading.
    """
    ids = {element.attributes["id"] for element in elements if "id" in element.attributes}
    # Those of equations are inside of formulas.
    ids |= {label.anchor for label in context.labels}
    folded = {name.casefold(): name for name in ids}
    targets = set()
    spellings: HeadingSpellings | None = None
    for element in elements:
        href = element.attributes.get("href", "")
        if len(href) < 2 or not href.startswith("#"):
            continue
        fragment = unquote(href[1:])
        target = fragment if fragment in ids else folded.get(fragment.casefold())
        if target is None:
            spellings = spellings or collect_spellings(elements)
            target = spellings.find_id(fragment)
        if target is None:
            context.add_warning("dead-link", context.line_of(element), href)
        else:
            element.attributes["href"] = f"#{target}"
            targets.add(target)
    return targets


def collect_spellings(elements: Sequence[Element]) -> HeadingSpellings:
    """Return how the headings among `elements` are spelled elsewhere."""
    headings = (each for each in elements if each.tag in HEADING_LEVELS and "id" in each.attributes)
    return HeadingSpellings((heading.attributes["id"], extract_text(heading)) for heading in headings)
