"""What all copies of a post for other editors have in common."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin

from django.utils.translation import override

from posts.exchange.copies.inline_styles import (
    BOX,
    CALLOUT_COLORS,
    FORMULA_STYLE,
    TAG_STYLES,
    get_code_style,
)
from posts.models import Post
from posts.rendering.diagrams import resolve_variables
from posts.rendering.passes.callouts import find_callout_sign
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import VOID_TAGS, Element, Node, OpaqueNode, opening_tag, parse_html

COPIED_ATTRIBUTES = frozenset({"alt", "colspan", "reversed", "rowspan", "src", "start", "title"})
CHECKED_BOX, EMPTY_BOX = "☑", "☐"
INTERFACE_LANGUAGES = {"zh-hans": "zh-hans", "zh-hant": "zh-hans"}

# Methods, which a copy may override.
CLASS_WRITERS: dict[str, str] = {
    "bookmark": "write_bookmark",
    "callout": "write_callout",
    "citation-backref": "write_nothing",
    "code": "write_code",
    "footnote-backref": "write_nothing",
    "footnote-ref": "write_footnote_mark",
    "footnotes": "write_footnotes",
    "formula": "write_display_formula",
    "references": "write_references",
    "link-card-picture": "write_nothing",  # in full size there
    "table": "write_box",
}
TAG_WRITERS: dict[str, str] = {
    "a": "write_anchor",
    "details": "write_details",
    "img": "write_image",
    "input": "write_checkbox",
    "summary": "write_summary",
}


@dataclass
class EditorCopy:
    """Writes one copy of a post. `base` is the post's address, to which links and pictures are resolved."""

    base: str
    notes: list[tuple[str, str]] = field(default_factory=list)  # titles and addresses of links
    footnote_count: int = 0

    def write(self, post: Post) -> str:
        """Return the HTML of `post`."""
        root = parse_html(post.html)
        self.footnote_count = sum(each.has_class("footnote-ref") for each in root.iter_elements())
        self.footnote_count += count_numbered_works(root)
        inside = self.write_nodes(root.children)
        with override(INTERFACE_LANGUAGES.get(post.language.lower(), "en")):
            return self.wrap(inside + self.write_notes())

    def wrap(self, html: str) -> str:
        return html

    def write_notes(self) -> str:
        return ""

    def write_nodes(self, nodes: Iterable[Node]) -> str:
        return "".join(map(self.write_node, nodes))

    def write_node(self, node: Node) -> str:
        if isinstance(node, str):
            return escape(node, quote=False)
        if isinstance(node, OpaqueNode) and node.kind == "diagram":
            return resolve_variables(node.html)
        if isinstance(node, OpaqueNode):
            return self.write_formula(node)
        for name in node.attributes.get("class", "").split():
            if name in CLASS_WRITERS:
                return str(getattr(self, CLASS_WRITERS[name])(node))
        if node.tag in TAG_WRITERS:
            return str(getattr(self, TAG_WRITERS[node.tag])(node))
        return self.write_element(node.tag, node)

    def write_element(self, tag: str, element: Element, style: str | None = None) -> str:
        """Return `element` as a `tag` with the attributes that such editors keep."""
        attributes = {name: value for name, value in element.attributes.items() if name in COPIED_ATTRIBUTES}
        attributes |= self.get_style(tag, element, style)
        inside = self.write_nodes(element.children)
        if tag == "span" and not attributes:
            return inside
        return f"{opening_tag(tag, attributes)}{inside}{'' if tag in VOID_TAGS else f'</{tag}>'}"

    def get_style(self, tag: str, element: Element, style: str | None) -> dict[str, str]:
        """Return the attribute with the style of an element, where the editor keeps one."""
        return {}

    def style(self, style: str) -> str:
        """Return a style attribute as it stands in a tag, where the editor keeps one."""
        return ""

    def write_formula(self, node: OpaqueNode, *, is_block: bool = False) -> str:
        raise NotImplementedError

    def write_box(self, element: Element) -> str:
        """Return what is in a box that is there for looks alone."""
        return self.write_nodes(element.children)

    def write_display_formula(self, element: Element) -> str:
        inside = "".join(
            self.write_formula(node, is_block=True) if isinstance(node, OpaqueNode) else self.write_node(node)
            for node in element.children
        )
        return f"<p{self.style(FORMULA_STYLE)}>{inside}</p>"

    def write_code(self, element: Element) -> str:
        """Return a block of code below its title."""
        parts = []
        for child in element.children:
            if isinstance(child, Element) and child.has_class("code-title"):
                parts.append(f"<p><strong>{self.write_nodes(child.children)}</strong></p>")
            elif isinstance(child, Element) and child.tag == "pre":
                parts.append(self.write_pre(child))
        return "".join(parts)

    def write_pre(self, pre: Element) -> str:
        [code] = [child for child in pre.children if isinstance(child, Element)]
        return (
            f"<pre{self.style(TAG_STYLES['pre'])}><code>{self.write_code_parts(code.children)}</code></pre>"
        )

    def write_code_parts(self, nodes: Iterable[Node]) -> str:
        parts = []
        for node in nodes:
            if isinstance(node, Element):
                style = self.style(get_code_style(node.attributes.get("class", "")))
                inside = self.write_code_parts(node.children)
                parts.append(f"<span{style}>{inside}</span>" if style else inside)
            else:
                text = node if isinstance(node, str) else node.text
                parts.append(escape(self.keep_spaces(text), quote=False))
        return "".join(parts)

    def keep_spaces(self, code: str) -> str:
        """Return `code` with spaces that the editor does not join."""
        return code

    def write_callout(self, element: Element) -> str:
        """Return a callout as a quotation that begins with its sign and title."""
        parts = []
        for child in element.children:
            if isinstance(child, Element) and child.has_class("callout-title"):
                sign = find_callout_sign(element)
                parts.append(f"<p><strong>{sign} {self.write_nodes(child.children)}</strong></p>")
            else:
                parts.append(self.write_node(child))
        kind = next((kind for kind in CALLOUT_COLORS if element.has_class(f"callout-{kind}")), "note")
        style = self.style(BOX.format(color=CALLOUT_COLORS[kind]))
        return f"<blockquote{style}>{''.join(parts)}</blockquote>"

    def write_details(self, element: Element) -> str:
        """Return what a reader would unfold, open."""
        return self.write_nodes(element.children)

    def write_summary(self, element: Element) -> str:
        return f"<p><strong>{self.write_nodes(element.children)}</strong></p>"

    def write_bookmark(self, element: Element) -> str:
        [link] = [each for each in element.iter_elements() if each.tag == "a"]
        title = next(each for each in link.children if isinstance(each, Element))
        anchor = self.write_link(link, self.write_nodes(title.children))
        return f"<p{self.style(TAG_STYLES['p'])}>🔖 {anchor}</p>"

    def write_footnote_mark(self, element: Element) -> str:
        number = escape(extract_text(Element("", {}, element.children)))
        return f"<sup{self.style(TAG_STYLES['sup'])}>[{number}]</sup>"

    def write_footnotes(self, element: Element) -> str:
        return f"<hr{self.style(TAG_STYLES['hr'])}>{self.write_nodes(element.children)}"

    def write_references(self, element: Element) -> str:
        return self.write_nodes(element.children)

    def write_nothing(self, element: Element) -> str:
        return ""

    def write_checkbox(self, element: Element) -> str:
        return CHECKED_BOX if "checked" in element.attributes else EMPTY_BOX

    def write_image(self, element: Element) -> str:
        attributes = {"src": urljoin(self.base, element.attributes.get("src", ""))}
        attributes |= {"alt": element.attributes.get("alt", "")}
        attributes |= self.get_style("img", element, None)
        return opening_tag("img", attributes)

    def write_anchor(self, element: Element) -> str:
        inside = self.write_nodes(element.children)
        is_inner = element.has_class("zoom") or element.attributes.get("href", "#").startswith("#")
        return inside if is_inner else self.write_link(element, inside)

    def write_link(self, element: Element, inside: str) -> str:
        """Return a link to another page with `inside`."""
        href = urljoin(self.base, element.attributes["href"])
        return f'<a href="{escape(href)}"{self.style(TAG_STYLES["a"])}>{inside}</a>'


def count_numbered_works(root: Element) -> int:
    """Return how many entries the list of literature numbers."""
    lists = (each for each in root.iter_elements() if each.has_class("references"))
    return sum(
        each.tag == "li"
        for section in lists
        for ordered in section.children
        if isinstance(ordered, Element) and ordered.tag == "ol"
        for each in ordered.iter_elements()
    )
