"""Links as wikis and Obsidian write them: `[[title or slug of a post]]`, `[[title or slug|words]]`.

What leads to a post is in the context's references. Where a post is there but readers cannot see it, only the
words are shown; where there is none, all stays as it was typed.
"""

import re
from collections.abc import Sequence

from posts.rendering.context import RenderContext
from posts.rendering.mention_marks import TARGET_ATTRIBUTE
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, Node, OpaqueNode
from posts.rendering.wiki_targets import MAX_TARGET_LENGTH, make_target_key

# On an element that is a mention: the target that was typed. `mentions` takes it off.
UNLINKED_TAGS = frozenset({"a", "code", "kbd", "pre", "samp", "var"})
BRACKETS = re.compile(r"(\[\[|\]\](?!\]))")
# What is no link but an index, as in `a[[1]]`, an embedded file, or a link of Markdown with brackets.
NO_LINK_BEFORE = re.compile(r"[A-Za-z0-9_)\]!\\]\Z")
# A target that is likely to be one, though no post has it: with a letter; `[[1, 2]]` and `[[^a]]` are text.
LIKELY_TARGET = re.compile(r"(?!(?i:_?toc_?)\Z)(?=[^\[\]]*?[^\W\d_])[^\[\]^,#]+")
ESCAPED_LINK = re.compile(r"(?:\\\[\\?\[|\[\\\[)(?P<inside>[^\[\]\n]{1,2000})\]")
# A `#` leads to something within a post, which is not for this pass.
NO_TARGET = re.compile(r"[\[\]#]")
MAX_INSIDE_NODES = 20
MAX_WARNINGS = 200  # of one post


def set_wiki_links(root: Element, context: RenderContext) -> None:
    """Make links of the wiki links in all text that comrak has read, but not in code."""
    setter = LinkSetter(context)
    setter.set_below(root, None, is_markdown=False)


class LinkSetter:
    """Sets the links of one tree; knows which of them are typed with a backslash, and are text."""

    def __init__(self, context: RenderContext) -> None:
        self.context = context
        source = b"\n".join(context.markdown_lines).decode(errors="replace")
        found = ESCAPED_LINK.finditer(source) if "\\[" in source else ()
        self.escaped = {make_target_key(match["inside"]) for match in found}
        self.warnings_left = MAX_WARNINGS

    def set_below(self, element: Element, line: int | None, *, is_markdown: bool) -> None:
        """Set the links below `element`, which begins on `line`."""
        is_markdown = is_markdown or "data-sourcepos" in element.attributes
        line = self.context.line_of(element) or line
        for child in element.children:
            if isinstance(child, Element) and child.tag not in UNLINKED_TAGS:
                self.set_below(child, line, is_markdown=is_markdown)
        if is_markdown and any(isinstance(child, str) and "]]" in child for child in element.children):
            element.children = self.replace_links(element.children, line)

    def replace_links(self, nodes: Sequence[Node], line: int | None) -> list[Node]:
        """Return `nodes` with what stands between two pairs of brackets replaced, where it is a link."""
        done: list[Node] = []
        start = -1  # of the last opening brackets in `done`
        for piece in split_at_brackets(nodes):
            if piece == "[[":
                start = -1 if done and is_text_ending(done[-1]) else len(done)
            elif piece == "]]" and start >= 0:
                if (link := self.build_link(done[start + 1 :], line)) is not None:
                    done[start:] = [link]
                    start = -1
                    continue
                start = -1
            done.append(piece)
        return join_neighbouring_texts(done)

    def build_link(self, inside: Sequence[Node], line: int | None) -> Node | None:
        """Return the link with `inside` between its brackets, or None where it is text."""
        typed, words = split_at_bar(inside)
        target = " ".join(typed.split())
        key = make_target_key(target)
        if (
            not target
            or NO_TARGET.search(typed)
            or len(inside) > MAX_INSIDE_NODES
            or not all(map(is_inline, inside))
        ):
            return None
        if len(typed) > MAX_TARGET_LENGTH or self.is_escaped(inside):
            return None
        reference = self.context.references.get(key)
        if reference is None:
            return self.keep_unknown(target, inside, line)
        has_formula = any(isinstance(node, OpaqueNode) for node in inside)
        shown = words or ([*inside] if has_formula else [reference.get("title") or target])
        self.context.has_local_links = True
        if reference["url"]:
            return Element("a", {"href": reference["url"], TARGET_ATTRIBUTE: target}, list(shown))
        self.warn("unpublished-post", target, line)
        return Element("span", {TARGET_ATTRIBUTE: target}, list(shown))

    def is_escaped(self, inside: Sequence[Node]) -> bool:
        """Whether a link with `inside` is typed with a backslash somewhere."""
        return (
            bool(self.escaped) and make_target_key(extract_text(Element("", {}, [*inside]))) in self.escaped
        )

    def keep_unknown(self, target: str, inside: Sequence[Node], line: int | None) -> Element | None:
        """Return what nobody has for a title as it was typed; None where it was hardly meant for one."""
        if not LIKELY_TARGET.fullmatch(target):
            return None
        self.context.has_local_links = True
        self.warn("missing-post", target, line)
        return Element("span", {TARGET_ATTRIBUTE: target}, ["[[", *inside, "]]"])

    def warn(self, kind: str, target: str, line: int | None) -> None:
        self.warnings_left -= 1
        if self.warnings_left >= 0:
            self.context.add_warning(kind, line, target[:80])


def split_at_brackets(nodes: Sequence[Node]) -> list[Node]:
    """Return `nodes` with each pair of brackets as a node of its own."""
    pieces: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and ("[[" in node or "]]" in node):
            pieces.extend(filter(None, BRACKETS.split(node)))
        else:
            pieces.append(node)
    return pieces


def is_text_ending(node: Node) -> bool:
    """Whether brackets behind `node` belong to it."""
    return isinstance(node, str) and NO_LINK_BEFORE.search(node) is not None


def is_inline(node: Node) -> bool:
    """Whether `node` may stand in a link and in a title."""
    if isinstance(node, str):
        return "\n" not in node
    if isinstance(node, OpaqueNode):
        return node.kind == "formula"
    return node.tag not in {"a", "br", "img"} and all(map(is_inline, node.children))


def split_at_bar(nodes: Sequence[Node]) -> tuple[str, list[Node]]:
    """Return the text of `nodes` before the first bar, and the nodes behind it."""
    parts: list[str] = []
    for index, node in enumerate(nodes):
        if isinstance(node, str) and "|" in node:
            before, _, after = node.partition("|")
            words = [after.lstrip(), *nodes[index + 1 :]]
            return "".join([*parts, before]), [word for word in words if word]
        parts.append(node if isinstance(node, str) else extract_text(node))
    return "".join(parts), []


def join_neighbouring_texts(nodes: Sequence[Node]) -> list[Node]:
    """Return `nodes` with neighbouring texts as one, as the parser gives them."""
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and joined and isinstance(joined[-1], str):
            joined[-1] += node
        else:
            joined.append(node)
    return joined
