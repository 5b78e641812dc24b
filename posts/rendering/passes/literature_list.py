"""The list of literature: where it stands, its heading, and its links back to the text."""

import re
from collections.abc import Mapping, Sequence

from posts.rendering.citations.bibliography import Bibliography, Entry
from posts.rendering.citations.marked_text import build_nodes
from posts.rendering.context import RenderContext
from posts.rendering.labels import labels_for
from posts.rendering.passes.footnotes import TEXT_STYLE
from posts.rendering.passes.formulas import collect_html_formulas
from posts.rendering.passes.headings import HEADING_LEVELS
from posts.rendering.plain_text import extract_text
from posts.rendering.source import SourceText
from posts.rendering.tree import Element, Node

MAX_BACK_LINKS = 50
# By these names a heading at the end is that of the list; numbers and marks around them do not count.
LIST_HEADING = re.compile(
    r"[\W\d]*(?:references|bibliography|literature|literature cited|works cited|参考文献|參考文獻|参考资料"
    r"|引用文献|引用文獻|文献)[\W\d]*",
    re.IGNORECASE,
)
# Pandoc's and Quarto's place for the list, and what it becomes.
LIST_PLACE = re.compile(r":::+ ?\{#refs[^{}\n]*\}[ \t]*")
LIST_PLACE_END = re.compile(r":::+[ \t]*")
PLACE_ELEMENT = '<div id="refs"></div>'


def build_literature_list(
    bibliography: Bibliography,
    entry_ids: Mapping[str, str],
    back_links: Mapping[str, Sequence[str]],
    context: RenderContext,
) -> Element:
    """Return the list of what is cited, with the ids of the entries, and of the marks that lead to each."""
    items: list[Node] = ["\n"]
    for entry in bibliography.sort_entries():
        attributes = {"id": entry_ids[entry.key]}
        if entry.item.language != context.language.partition("-")[0]:
            attributes["lang"] = entry.item.language
        children = build_entry_nodes(bibliography.format_entry(entry), context)
        children += build_back_links(entry, back_links[entry.key], context)
        items += [Element("li", attributes, children), "\n"]
    form = "ol" if bibliography.style.is_numeric else "ul"
    attributes = {"class": "references", "role": "doc-bibliography"}
    return Element("section", attributes, ["\n", Element(form, {}, items), "\n"])


def build_entry_nodes(marked: str, context: RenderContext) -> list[Node]:
    """Return the nodes of an entry; formulas in its title are set."""
    nodes: list[Node] = []
    for node in build_nodes(marked):
        if isinstance(node, str):
            nodes.extend(part for part in collect_html_formulas(node, context) if part != "")
            continue
        if isinstance(node, Element) and node.tag == "em":
            node.children = [
                part
                for child in node.children
                for part in (collect_html_formulas(child, context) if isinstance(child, str) else [child])
                if part != ""
            ]
        nodes.append(node)
    return nodes


def build_back_links(entry: Entry, marks: Sequence[str], context: RenderContext) -> list[Node]:
    """Return the links from an entry to the marks in the text."""
    label = labels_for(context.language)["back-reference"]
    nodes: list[Node] = []
    for place, mark in enumerate(marks[:MAX_BACK_LINKS], start=1):
        name = label.format(entry.number if place == 1 else f"{entry.number}-{place}")
        attributes = {
            "href": f"#{mark}",
            "class": "citation-backref",
            "role": "doc-backlink",
            "aria-label": name,
        }
        sign: list[Node] = [f"↩{TEXT_STYLE}"]
        if place > 1:
            sign.append(Element("sup", {}, [str(place)]))
        nodes += [" ", Element("a", attributes, sign)]
    return nodes


def insert_literature_list(root: Element, section: Element, context: RenderContext) -> None:
    """Put the list where its author wants it, or below its heading, or at the end, before the notes."""
    if place := find_list_place(root):
        parent, index = place
        parent.children[index] = section
        return
    end = next((index for index, child in enumerate(root.children) if is_notes(child)), len(root.children))
    heading: list[Node] = []
    if (section_end := find_section_end(root.children[:end])) is not None:
        end = section_end
    else:
        heading = [Element(choose_heading_tag(root), {}, [labels_for(context.language)["references"]]), "\n"]
    root.children[end:end] = [*heading, section, "\n"]


def is_notes(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "section" and node.has_class("footnotes")


def find_section_end(nodes: Sequence[Node]) -> int | None:
    """Return where the last section ends whose heading is that of a list of literature; None without one."""
    headings = [
        (place, node)
        for place, node in enumerate(nodes)
        if isinstance(node, Element) and node.tag in HEADING_LEVELS
    ]
    named = [each for each in headings if LIST_HEADING.fullmatch(extract_text(each[1]))]
    if not named:
        return None
    start, heading = named[-1]
    return next((place for place, node in headings if place > start and node.tag <= heading.tag), len(nodes))


def choose_heading_tag(root: Element) -> str:
    """Return the tag of the highest headings that the post has."""
    tags = [node.tag for node in root.children if isinstance(node, Element) and node.tag in HEADING_LEVELS]
    return min(tags, default="h2")


def find_list_place(root: Element) -> tuple[Element, int] | None:
    """Return the parent and the place of an empty `<div id="refs">`, where there is one."""
    for parent in (root, *root.iter_elements()):
        for index, child in enumerate(parent.children):
            is_place = (
                isinstance(child, Element) and child.tag == "div" and child.attributes.get("id") == "refs"
            )
            if is_place and not extract_text(child):
                return parent, index
    return None


def mark_list_place(source: SourceText) -> SourceText:
    """Return `source` with an element for each empty fenced `::: {#refs}`."""
    lines = list(source.lines)
    for number, line in enumerate(lines):
        if not LIST_PLACE.fullmatch(line) or source.fences.in_fence[number]:
            continue
        end = next((place for place in range(number + 1, len(lines)) if lines[place].strip()), number)
        if LIST_PLACE_END.fullmatch(lines[end]):
            lines[number : end + 1] = ["", PLACE_ELEMENT, *[""] * (end - number - 1)]
    return source.rewrite(enumerate(lines))
