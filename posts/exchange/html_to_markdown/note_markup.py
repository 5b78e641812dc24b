"""Footnotes of Word, Google Docs, Pandoc, GitHub, Wikipedia …: found by their links, which lead to and fro.

A link is a reference where it leads to an element of the page in which a link leads back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from posts.exchange.html_to_markdown.trees import get_classes, get_text, iter_text_nodes
from posts.rendering.tree import Element

NOTE_NAME = re.compile(
    r"(?:user-content-)?_?(?:fn|ftn|ftnt|footnote|note|cite_note|edn|endnote|sdfootnote|ref)", re.IGNORECASE
)
BACK_MARK = re.compile(
    r"\s*(?:\[?\(?[\divxlc*†‡§a-z]{1,4}\)?\]?\.?|[↩↑^⤴⏎\ufe0e\ufe0f]+|back(?: to (?:content|text|top))?"
    r"|返回(?:正文)?|[↩↑]\S{0,2})\s*",
    re.IGNORECASE,
)
HOLDER_TAGS = frozenset({"li", "p", "div", "dd", "aside", "section", "td"})
LIST_TAGS = frozenset({"ol", "ul", "section", "div", "aside", "footer", "body", "html"})
MAX_NOTES = 2_000


@dataclass(slots=True)
class Notes:
    """The footnotes of a page, by identity of the elements: references, links back, and what holds a note."""

    labels: dict[int, str] = field(default_factory=dict)
    backlinks: set[int] = field(default_factory=set)
    holders: dict[int, str] = field(default_factory=dict)


def find_notes(root: Element, first_number: int) -> Notes:
    """Return the footnotes below `root`, with labels that are numbers from `first_number` on."""
    notes = Notes()
    links = [
        each for each in root.iter_elements() if each.tag == "a" and "#" in each.attributes.get("href", "")
    ]
    if len(links) < 2:
        return notes
    parents = {
        id(child): each
        for each in root.iter_elements()
        for child in each.children
        if isinstance(child, Element)
    }
    targets = dict(iter_targets(root))
    numbers: dict[int, str] = {}
    for link in links:
        holder = find_holder(targets.get(read_fragment(link)), parents, link)
        if holder is None or len(numbers) >= MAX_NOTES or id(link) in notes.backlinks:
            continue
        backs = find_backlinks(holder, link, targets, parents)
        if not backs or is_inside(link, holder, parents) or id(link) in notes.backlinks:
            continue
        label = numbers.setdefault(id(holder), str(first_number + len(numbers)))
        notes.labels[id(find_superscript(link, parents))] = label
        notes.holders[id(holder)] = label
        notes.backlinks.update(map(id, backs))
    return notes


def iter_targets(root: Element) -> Iterator[tuple[str, Element]]:
    """Give the elements that a link can lead to, by their names."""
    for element in root.iter_elements():
        for name in ("id", "name"):
            if value := element.attributes.get(name):
                yield value, element


def read_fragment(link: Element) -> str:
    return link.attributes.get("href", "").partition("#")[2]


def find_holder(target: Element | None, parents: dict[int, Element], link: Element) -> Element | None:
    """Return the element that holds the note which `target` begins: it, or the block around it."""
    if (
        target is None
        or target is link
        or not NOTE_NAME.match(target.attributes.get("id") or target.attributes.get("name", ""))
    ):
        return None
    element: Element | None = target
    while element is not None and element.tag not in HOLDER_TAGS:
        element = parents.get(id(element))
    if element is None:
        return None
    # Docs puts the paragraph of a note into a box of its own, so does Word.
    around = parents.get(id(element))
    is_boxed = (
        around is not None and around.tag == "div" and element.tag == "p" and count_links_back(around) == 1
    )
    return around if is_boxed else element


def count_links_back(element: Element) -> int:
    return sum(
        each.tag == "a" and bool(each.attributes.get("id") or each.attributes.get("name"))
        for each in element.iter_elements()
    )


def find_backlinks(
    holder: Element, link: Element, targets: dict[str, Element], parents: dict[int, Element]
) -> list[Element]:
    """Return the links in `holder` that lead back to `link`, or to what is near it."""
    near = {id(link), id(parents.get(id(link))), *(id(each) for each in link.iter_elements())}
    found = [
        each
        for each in holder.iter_elements()
        if each.tag == "a"
        and "#" in each.attributes.get("href", "")
        and BACK_MARK.fullmatch(get_text(each) or "^")
    ]
    leads_back = any(id(targets.get(read_fragment(each))) in near for each in found)
    is_marked = any(
        "footnote-back" in " ".join(get_classes(each)) or "data-footnote-backref" in each.attributes
        for each in found
    )
    return found if leads_back or is_marked else []


def is_inside(element: Element, around: Element, parents: dict[int, Element]) -> bool:
    """Whether `element` stands below `around`."""
    parent = parents.get(id(element))
    while parent is not None:
        if parent is around:
            return True
        parent = parents.get(id(parent))
    return False


def find_superscript(link: Element, parents: dict[int, Element]) -> Element:
    """Return the `sup` that holds nothing but `link`, or `link` itself."""
    element = link
    parent = parents.get(id(element))
    while parent is not None and parent.tag in {"sup", "span"} and is_only_content(element, parent):
        element = parent
        parent = parents.get(id(element))
    return element


def is_only_content(element: Element, parent: Element) -> bool:
    others = iter_text_nodes([child for child in parent.children if child is not element])
    return not "".join(others).strip(" []()\n\xa0")
