"""References, citations and wiki links as Markdown's links, with the words that the page shows."""

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from posts.exchange.exporting.text_facts import TextFacts
from posts.exchange.markdown.masking import Mask
from posts.rendering.citations.bibliography import Bibliography, Entry, build_bibliography
from posts.rendering.citations.marked_text import build_nodes
from posts.rendering.citations.marks import MarkBuilder
from posts.rendering.citations.syntax import CitationGroup, find_citations
from posts.rendering.context import RenderContext
from posts.rendering.labels import labels_for
from posts.rendering.passes.citations import INVALID_IN_ENTRY_ID, attach_mark
from posts.rendering.passes.cross_references import CROSS_REFERENCE, get_cross_key
from posts.rendering.passes.literature_list import LIST_HEADING, PLACE_ELEMENT
from posts.rendering.passes.own_references import OWN_REFERENCE
from posts.rendering.passes.references import COMMAND_REFERENCE, ReferencePlace, resolve_text
from posts.rendering.scanner import find_fences
from posts.rendering.scanner.inline import Dollars, find_inline_formulas
from posts.rendering.tree import Element, Node, OpaqueNode
from posts.rendering.wiki_targets import make_target_key

CODE_SPAN_OR_FORMULA = re.compile(r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|(?<!\\)\\\(.+?\\\)", re.DOTALL)
WIKI_LINK = re.compile(
    r"(?<![A-Za-z0-9_)\]!\\])\[\[(?P<target>[^\[\]|#\n]{1,300}?)(?:\\?\|(?P<words>[^\[\]\n]{0,300}))?\]\]"
)
WRITTEN_HEADING = re.compile(r"(?P<signs>#{1,6})[ \t]+(?P<text>[^\n]*?)(?:[ \t]*\{[^{}]*\})?[ \t]*#*")
FORMULA_OR_SIGN = re.compile(r"\$[^$\s](?:[^$]*[^$\s])?\$|(?P<sign>[*_<`&])")
SAFE_IN_ADDRESS = "%/:=&?~#+!$,;'@*"


def find_paragraph_place(text: str) -> ReferencePlace:
    """Return where the references of `text` stand, a paragraph without its code and formulas."""
    return ReferencePlace(None, frozenset(match[0] for match in OWN_REFERENCE.finditer(text)))


class PlainLinkWriter:
    """Writes what leads somewhere as links; `bibliography` is what was cited in the texts it was shown."""

    def __init__(self, facts: TextFacts) -> None:
        self.facts = facts
        self.context = RenderContext(facts.language, {}, references=facts.references)
        self.context.labels_by_key.update(facts.labels)
        self.bibliography = Bibliography(build_bibliography((), {}, facts.citation_style).style)

    def read_citations(self, texts: Iterable[str]) -> None:
        """Number what is cited in `texts`, the paragraphs in their order."""
        if not self.facts.literature:
            return
        groups = [group for text in texts for group in self.find_groups(hide_code_and_formulas(text, Mask()))]
        keys = [work.key for group in groups for work in group.works]
        self.bibliography = build_bibliography(keys, self.facts.literature, self.facts.citation_style)
        self.marks = MarkBuilder(self.bibliography, self.facts.language, get_entry_address)

    def find_groups(self, text: str) -> list[CitationGroup]:
        """Return the citations in `text` that no backslash escapes."""
        return [
            group
            for group in find_citations(text, self.facts.literature)
            if text[group.start - 1 : group.start] != "\\"
        ]

    def rewrite(self, text: str) -> str:
        """Return a paragraph with links in place of references."""
        mask = Mask()
        hidden = hide_code_and_formulas(text, mask, self.write_formula)
        hidden = WIKI_LINK.sub(self.write_wiki_link, CROSS_REFERENCE.sub(self.write_cross_reference, hidden))
        if self.bibliography.entries:
            hidden = self.write_citations(hidden)
        return mask.restore_text(
            write_nodes(resolve_text(hidden, find_paragraph_place(hidden), self.context))
        )

    def write_formula(self, formula: str) -> str | None:
        """Return what stands for a formula that is only a reference; None for any other."""
        inside = formula.strip("$").strip()
        return inside if COMMAND_REFERENCE.fullmatch(inside) else None

    def write_cross_reference(self, match: re.Match[str]) -> str:
        target = self.facts.references.get(get_cross_key(match))
        words = (match["words"] or "").strip()
        if not target:
            return words or match[0]
        return write_link(target["url"], words or escape_markdown_text(target["label"]))

    def write_wiki_link(self, match: re.Match[str]) -> str:
        target = " ".join(match["target"].split())
        reference = self.facts.references.get(make_target_key(target))
        if reference is None:
            return match[0]
        words = (match["words"] or "").strip() or escape_markdown_text(reference.get("title") or target)
        return write_link(reference["url"], words) if reference["url"] else words

    def write_citations(self, text: str) -> str:
        """Return `text` with the marks of the citations in it."""
        nodes: list[Node] = []
        end = 0
        for group in self.find_groups(text):
            if not any(work.key in self.bibliography.by_key for work in group.works):
                continue
            mark = [] if group.form == "hidden" else self.marks.build(group)
            nodes += attach_mark(text[end : group.start], mark)
            end = group.end
        return write_nodes([*nodes, text[end:]])

    def write_bibliography(self) -> list[str]:
        """Return the lines of the list of literature."""
        is_numeric = self.bibliography.style.is_numeric
        return [
            f"{f'{place}.' if is_numeric else '-'} "
            f'<span id="{get_entry_id(entry)}"></span>'
            f"{write_plain_nodes(build_nodes(self.bibliography.format_entry(entry)))}"
            for place, entry in enumerate(self.bibliography.sort_entries(), start=1)
        ]

    def insert_bibliography(self, lines: list[str]) -> list[str]:
        """Return `lines` with the list where the page has it."""
        if not self.bibliography.entries:
            return lines
        written = ["", *self.write_bibliography(), ""]
        in_fence = find_fences(lines).in_fence
        headings: list[tuple[int, int, str]] = []
        for number, line in enumerate(lines):
            if in_fence[number]:
                continue
            if line.strip() == PLACE_ELEMENT:
                return [*lines[:number], *written, *lines[number + 1 :]]
            if heading := WRITTEN_HEADING.fullmatch(line):
                headings.append((number, len(heading["signs"]), heading["text"]))
        named = [heading for heading in headings if LIST_HEADING.fullmatch(heading[2])]
        if not named:
            level = min((level for _, level, _ in headings), default=2)
            title = labels_for(self.facts.language)["references"]
            return [*lines, "", f"{'#' * level} {title}", *written]
        start, level, _ = named[-1]
        end = next((place for place, other, _ in headings if place > start and other <= level), len(lines))
        return [*lines[:end], *written, *lines[end:]]


def hide_code_and_formulas(
    text: str, mask: Mask, replace_formula: Callable[[str], str | None] = lambda formula: None
) -> str:
    """Return `text` with code and formulas hidden, but those for which `replace_formula` has something."""
    text = CODE_SPAN_OR_FORMULA.sub(lambda match: mask.hide_text(match[0]), text)
    parts: list[str] = []
    end = 0
    for formula in find_inline_formulas(text):
        if formula.dollars is Dollars.FORMULA:
            typed = text[formula.start : formula.end]
            parts += [text[end : formula.start], replace_formula(typed) or mask.hide_text(typed)]
            end = formula.end
    return "".join([*parts, text[end:]])


def get_entry_id(entry: Entry) -> str:
    return f"ref-{INVALID_IN_ENTRY_ID.sub('-', entry.key)}"


def get_entry_address(entry: Entry) -> str:
    return f"#{get_entry_id(entry)}"


def write_nodes(nodes: Sequence[Node]) -> str:
    """Return `nodes` as Markdown; texts among them, which are Markdown already, as they are."""
    return "".join(node if isinstance(node, str) else write_inline_element(node) for node in nodes)


def write_plain_nodes(nodes: Sequence[Node]) -> str:
    """Return `nodes` as Markdown, with texts among them that are none."""
    return "".join(
        escape_markdown_text(node) if isinstance(node, str) else write_inline_element(node) for node in nodes
    )


def write_inline_element(node: Element | OpaqueNode) -> str:
    """Return an element as Markdown."""
    if isinstance(node, OpaqueNode):
        return node.text
    inside = write_plain_nodes(node.children)
    if node.tag == "a":
        return write_link(node.attributes["href"], inside)
    if node.tag == "em":
        return f"*{inside}*"
    return f"<{node.tag}>{inside}</{node.tag}>" if node.tag in {"sub", "sup"} else inside


def escape_markdown_text(text: str) -> str:
    """Return `text` so that no sign of it, but the dollars of formulas, means anything in Markdown."""
    return FORMULA_OR_SIGN.sub(lambda match: f"&#{ord(match['sign'])};" if match["sign"] else match[0], text)


def write_link(address: str, words: str) -> str:
    """Return a link to `address`, in which no sign ends it."""
    return f"[{words}]({quote(address, safe=SAFE_IN_ADDRESS)})"
