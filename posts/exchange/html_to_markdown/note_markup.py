"""Footnotes of Word, Google Docs, Pandoc, GitHub, Wikipedia …: found by their links, which lead to and fro.

A link is a reference where it leads to an element of the page in which a link leads back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from posts.exchange.html_to_markdown.trees import get_text, iter_text_nodes
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
MAX_NOTES = 2_000
MAX_BACKLINKS = 50


@dataclass(slots=True)
class Notes:
    """The footnotes of a page, by identity of the elements: references, links back, and what holds a note."""

    labels: dict[int, str] = field(default_factory=dict)
    backlinks: set[int] = field(default_factory=set)
    holders: dict[int, str] = field(default_factory=dict)


def find_notes(root: Element, first_number: int) -> Notes:
    """Return the footnotes below `root`, with labels that are numbers from `first_number` on."""
    links = [
        each for each in root.iter_elements() if each.tag == "a" and "#" in each.attributes.get("href", "")
    ]
    finder = NoteFinder(root, first_number)
    if len(links) > 1:
        for link in links:
            finder.add_reference(link)
    return finder.notes


class NoteFinder:
    """Finds the notes of a page. What is asked of an element more than once is kept."""

    def __init__(self, root: Element, first_number: int) -> None:
        self.first_number = first_number
        self.notes = Notes()
        self.parents = {
            id(child): each
            for each in root.iter_elements()
            for child in each.children
            if isinstance(child, Element)
        }
        self.targets = dict(iter_targets(root))
        self.backlinks: dict[int, list[Element]] = {}
        self.named_links: dict[int, int] = {}

    def add_reference(self, link: Element) -> None:
        """Enter `link`, if it is a reference to a note that leads back to it."""
        holder = None if id(link) in self.notes.backlinks else self.find_holder(link)
        if holder is None or len(self.notes.holders) >= MAX_NOTES:
            return
        backlinks = self.list_backlinks(holder)
        if not self.leads_back(backlinks, link) or self.is_inside(link, holder):
            return
        label = self.notes.holders.get(id(holder))
        if label is None:
            label = self.notes.holders[id(holder)] = str(self.first_number + len(self.notes.holders))
            self.notes.backlinks.update(map(id, backlinks))
        self.notes.labels[id(find_superscript(link, self.parents))] = label

    def find_holder(self, link: Element) -> Element | None:
        """Return what holds the note to which `link` leads: its target, or the block around that."""
        target = self.targets.get(read_fragment(link))
        if target is None or target is link or not NOTE_NAME.match(get_name(target)):
            return None
        element: Element | None = target
        while element is not None and element.tag not in HOLDER_TAGS:
            element = self.parents.get(id(element))
        # Docs and Word put the paragraph of a note into a box of its own.
        around = self.parents.get(id(element))
        if element is None or element.tag != "p" or around is None or around.tag != "div":
            return element
        return around if self.count_named_links(around) == 1 else element

    def count_named_links(self, element: Element) -> int:
        if id(element) not in self.named_links:
            named = [each for each in element.iter_elements() if each.tag == "a" and get_name(each)]
            self.named_links[id(element)] = len(named)
        return self.named_links[id(element)]

    def list_backlinks(self, holder: Element) -> list[Element]:
        """Return the links in `holder` that look like links back."""
        if id(holder) not in self.backlinks:
            self.backlinks[id(holder)] = [
                each
                for each in holder.iter_elements()
                if each.tag == "a"
                and "#" in each.attributes.get("href", "")
                and BACK_MARK.fullmatch(get_text(each) or "^")
            ][:MAX_BACKLINKS]
        return self.backlinks[id(holder)]

    def leads_back(self, backlinks: list[Element], link: Element) -> bool:
        """Whether one of `backlinks` leads to `link` or to what is around it, or is marked as a link back."""
        near = {id(link), id(self.parents.get(id(link))), *(id(each) for each in link.iter_elements())}
        return any(
            id(self.targets.get(read_fragment(each))) in near or is_marked_back(each) for each in backlinks
        )

    def is_inside(self, element: Element, around: Element) -> bool:
        parent = self.parents.get(id(element))
        while parent is not None and parent is not around:
            parent = self.parents.get(id(parent))
        return parent is not None


def iter_targets(root: Element) -> Iterator[tuple[str, Element]]:
    """Give the elements that a link can lead to, by their names."""
    for element in root.iter_elements():
        for name in ("id", "name"):
            if value := element.attributes.get(name):
                yield value, element


def get_name(element: Element) -> str:
    return element.attributes.get("id") or element.attributes.get("name", "")


def read_fragment(link: Element) -> str:
    return link.attributes.get("href", "").partition("#")[2]


def is_marked_back(link: Element) -> bool:
    return "data-footnote-backref" in link.attributes or "footnote-back" in link.attributes.get("class", "")


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
