"""`[[#label]]` and `[[#label|words]]`: references to something in the post itself, as Obsidian types them.

The label is that of a theorem, figure …, which `references` resolves; or the text or the anchor of a heading.
"""

import re
from html import unescape

from posts.rendering.context import RenderContext
from posts.rendering.passes.headings import HEADING_LEVELS
from posts.rendering.passes.text_marks import UNMARKED_TAGS
from posts.rendering.tree import Element, Node

OWN_REFERENCE_SIGN = "[[#"
# With a letter: `a[[#1]]` is text.
OWN_REFERENCE = re.compile(
    r"(?<![!\\\[])\[\[#(?=[^\[\]|]*?[^\W\d_])(?P<own_label>[^\[\]|#\n]{1,200})"
    r"(?:\\?\|(?P<own_words>[^\[\]\n]{0,300}))?\]\]"
)
HEADING_NUMBER = re.compile(r'<span class="heading-number">[^<]*</span> ?')
MATHML_SOURCE = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)
HEADING_TAG = re.compile(r"<[^>]*>")


def find_own_references(context: RenderContext) -> frozenset[str]:
    """Return the references that are typed and that no backslash escapes, as the parser shows them."""
    lines = [line.decode(errors="replace") for line in context.markdown_lines if b"[[#" in line]
    found = (match[0] for line in lines for match in OWN_REFERENCE.finditer(line))
    return frozenset(typed.replace("\\|", "|") for typed in found)


def get_heading_text(html: str) -> str:
    """Return the text of a heading of the table of contents, without its number."""
    return unescape(HEADING_TAG.sub("", MATHML_SOURCE.sub("", HEADING_NUMBER.sub("", html))))


def link_to_own_headings(root: Element, context: RenderContext) -> None:
    """Make links of those that name a heading; of what is nowhere the author is told."""
    typed = find_own_references(context)
    if typed:
        linker = HeadingLinker(context, typed)
        linker.link_below(root, None, is_linkable=True)


class HeadingLinker:
    """Links the references of one post, once its headings have their anchors."""

    def __init__(self, context: RenderContext, typed: frozenset[str]) -> None:
        self.context = context
        self.typed = typed
        self.targets: dict[str, tuple[str, str]] = {}
        for heading in reversed(context.toc):
            text = get_heading_text(heading.html)
            self.targets |= {text: (heading.id, text), heading.id: (heading.id, text)}

    def link_below(self, element: Element, line: int | None, *, is_linkable: bool) -> None:
        """Link what is typed in the text of `element` and of all below it."""
        line = self.context.line_of(element) or line
        is_linkable = is_linkable and element.tag != "a"
        children: list[Node] = []
        for child in element.children:
            # A heading stays as typed: the table of contents has its text already.
            if (
                isinstance(child, Element)
                and child.tag not in UNMARKED_TAGS
                and child.tag not in HEADING_LEVELS
            ):
                self.link_below(child, line, is_linkable=is_linkable)
            if isinstance(child, str) and OWN_REFERENCE_SIGN in child:
                children += self.link_text(child, line, is_linkable=is_linkable)
            else:
                children.append(child)
        element.children = children

    def link_text(self, text: str, line: int | None, *, is_linkable: bool) -> list[Node]:
        """Return `text` with links in place of the references in it."""
        nodes: list[Node] = []
        end = 0
        for match in OWN_REFERENCE.finditer(text):
            if match[0] in self.typed:
                nodes += [text[end : match.start()], self.build_link(match, line, is_linkable=is_linkable)]
                end = match.end()
        return [node for node in [*nodes, text[end:]] if node != ""]

    def build_link(self, match: re.Match[str], line: int | None, *, is_linkable: bool) -> Node:
        """Return the link for `match`; its words, or what was typed, where it leads nowhere."""
        name, words = match["own_label"].strip(), (match["own_words"] or "").strip()
        target = self.targets.get(name)
        if target is None:
            self.context.add_warning("missing-label", line, name)
            return words or match[0]
        anchor, text = target
        attributes = {"class": "reference", "href": f"#{anchor}"}
        return Element("a", attributes, [words or text]) if is_linkable else words or text
