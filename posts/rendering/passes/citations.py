"""Citations in the text, and the list of literature at the end."""

import re
from collections.abc import Iterator

from posts.rendering.citations.bibliography import Bibliography, Entry, build_bibliography
from posts.rendering.citations.marks import NUMBER_CLASS, MarkBuilder
from posts.rendering.citations.syntax import KEY, CitationGroup, find_citations
from posts.rendering.context import SOURCE_POSITION, RenderContext
from posts.rendering.passes.headings import UniqueIds, collect_ids
from posts.rendering.passes.literature_list import (
    build_literature_list,
    insert_literature_list,
    mark_list_place,
)
from posts.rendering.passes.note_labels import find_typed_reference
from posts.rendering.source import SourceText
from posts.rendering.tree import Element, Node

UNCITED_TAGS = frozenset({"a", "code", "kbd", "pre", "samp", "var"})
CITATION_SIGN = re.compile(r"\[[^\[\]@]{0,500}@|\\[A-Za-z]{0,8}[cC]ite")
# A backslash makes text of a citation; before a command it is doubled.
ESCAPED_KEY = re.compile(
    rf"\\(?:\[[^\[\]@]{{0,500}}@|@|\\[A-Za-z]{{0,8}}[cC]ite[a-z]{{0,8}}\{{)(?P<key>{KEY})"
)
INVALID_IN_ENTRY_ID = re.compile(r"[^\w.:-]")
MAX_MISSING_CITATIONS = 200
MAX_CITATIONS = 20_000


def note_citations(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with the place of its list, and note whether there may be citations in it."""
    text = source.text
    if "@" in text or "cite" in text or "\\Cite" in text:
        context.has_citations = bool(context.literature or CITATION_SIGN.search(text))
    return mark_list_place(source) if context.has_citations and "{#refs" in text else source


def set_citations(root: Element, context: RenderContext) -> None:
    """Replace the citations below `root` by marks, and add the list of what they lead to."""
    if not context.has_citations:
        return
    found = list(find_cited_texts(root, context))
    groups = [group for _, _, text_groups, _ in found for group in text_groups]
    warn_of_missing_keys(found, context)
    keys = [work.key for group in groups for work in group.works]
    bibliography = build_bibliography(keys, context.literature, context.citation_style)
    if bibliography.entries:
        CitationSetter(root, bibliography, context).set_all(found)


# An element, the place of a text in it, the citations there, and the lines of the Markdown it comes from.
CitedText = tuple[Element, int, list[CitationGroup], tuple[int, int]]


def find_cited_texts(root: Element, context: RenderContext) -> Iterator[CitedText]:
    """Give each text that holds citations, in the order of the post."""
    source = b"\n".join(context.markdown_lines).decode(errors="replace")
    escaped = (
        {match["key"].strip("{}") for match in ESCAPED_KEY.finditer(source)} if "\\" in source else set()
    )
    count = 0
    pending: list[tuple[Element, int, tuple[int, int]]] = [(root, 0, (0, len(context.markdown_lines)))]
    while pending:
        element, place, span = pending.pop()
        if place == 0 and (match := SOURCE_POSITION.match(element.attributes.get("data-sourcepos", ""))):
            span = (int(match[1]) - 1, int(match[3]))
        if place < len(element.children):
            pending.append((element, place + 1, span))
            child = element.children[place]
            if isinstance(child, Element) and child.tag not in UNCITED_TAGS:
                pending.append((child, 0, span))
            elif isinstance(child, str) and ("@" in child or "ite" in child) and count < MAX_CITATIONS:
                groups = [
                    group
                    for group in find_citations(child, context.literature)
                    if not any(work.key in escaped for work in group.works)
                ]
                count += len(groups)
                if groups:
                    yield element, place, groups, span


def warn_of_missing_keys(found: list[CitedText], context: RenderContext) -> None:
    """Warn of each key that the literature does not have, once."""
    warned: set[str] = set()
    for _, _, groups, span in found:
        for group in groups:
            for work in group.works:
                if (
                    work.key in context.literature
                    or work.key in warned
                    or len(warned) >= MAX_MISSING_CITATIONS
                ):
                    continue
                warned.add(work.key)
                line = find_typed_reference(work.key, context, span)
                context.add_warning("missing-citation", line, work.key[:80])


class CitationSetter:
    """Puts the marks into the tree, and remembers which of them lead to which entry."""

    def __init__(self, root: Element, bibliography: Bibliography, context: RenderContext) -> None:
        self.root = root
        self.bibliography = bibliography
        self.context = context
        self.ids = UniqueIds(collect_ids(root.iter_elements()))
        self.entry_ids = {
            entry.key: self.ids.make_unique(f"ref-{INVALID_IN_ENTRY_ID.sub('-', entry.key)}")
            for entry in bibliography.entries
        }
        self.mark_count = 0
        self.back_links: dict[str, list[str]] = {entry.key: [] for entry in bibliography.entries}
        self.marks = MarkBuilder(bibliography, context.language, self.make_href)

    def make_href(self, entry: Entry) -> str:
        return f"#{self.entry_ids[entry.key]}"

    def set_all(self, found: list[CitedText]) -> None:
        """Replace all that was found, last first, so that places stay right; then add the list."""
        numbered = [
            (element, place, [self.build_mark(text, group) for group in groups], groups)
            for element, place, groups, _ in found
            if isinstance(text := element.children[place], str)
        ]
        for element, place, marks, groups in reversed(numbered):
            text = element.children[place]
            nodes: list[Node] = []
            end = 0
            for mark, group in zip(marks, groups, strict=True):
                nodes += attach_mark(str(text)[end : group.start], mark)
                end = group.end
            nodes.append(str(text)[end:])
            element.children[place : place + 1] = [node for node in nodes if node != ""]
        section = build_literature_list(self.bibliography, self.entry_ids, self.back_links, self.context)
        insert_literature_list(self.root, section, self.context)

    def build_mark(self, text: str, group: CitationGroup) -> list[Node]:
        """Return the nodes for one citation; as it was typed where no key of it is known."""
        entries = [self.bibliography.by_key.get(work.key) for work in group.works]
        known = [entry for entry in entries if entry]
        if not known:
            return [text[group.start : group.end]]
        if group.form == "hidden":
            return []
        nodes = self.marks.build(group)
        if mark := next((node for node in nodes if isinstance(node, Element)), None):
            self.mark_count += 1
            mark.attributes["id"] = self.ids.make_unique(f"cite-{self.mark_count}")
            for entry in {entry.key: entry for entry in known}.values():
                self.back_links[entry.key].append(mark.attributes["id"])
        return nodes


def attach_mark(before: str, mark: list[Node]) -> list[Node]:
    """Return `mark` behind the text `before`: a raised number stands close, another takes the space with it.

    So nothing is left of it where a text is shown without its numbers.
    """
    first = mark[0] if mark else None
    word = before.rstrip(" \n")
    if not isinstance(first, Element) or not first.has_class(NUMBER_CLASS) or word == before:
        return [before, *mark]
    if first.tag == "span":
        first.children.insert(0, " ")
    return [word, *mark]
