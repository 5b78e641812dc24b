"""HTML as a tree: read from what the sanitizer wrote, changed by the passes, written once.

The sanitizer's output is well-formed, so a tokenizer of one regular
expression reads it; it is no parser for HTML that people wrote.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Literal

VOID_TAGS = frozenset({"br", "col", "hr", "img", "input", "source", "wbr"})

HTML_TOKEN = re.compile(
    r'(<math\b.*?</math>|<svg class="diagram-picture".*?</svg>)'
    r'|<(/?)([a-z][a-z0-9]*)((?: [^\s=>"/]+="[^"]*")*)>|([^<]+)',
    re.DOTALL,
)
TEX_ANNOTATION = re.compile(r"<annotation[^>]*>(.*?)</annotation>", re.DOTALL)
HTML_ATTRIBUTE = re.compile(r' ([^\s=>"/]+)="([^"]*)"')


@dataclass(slots=True)
class OpaqueNode:
    """A node whose inside no pass changes or cuts: `html` as a reader sees it, `text` as its author typed it.

    The kind "more" is the excerpt marker, of which a reader sees nothing; "omission" stands in an excerpt for
    what it leaves out. `line` is the author's, where it is known.
    """

    kind: Literal["formula", "display", "code", "diagram", "more", "omission"]
    text: str
    html: str = ""
    line: int | None = None


@dataclass(slots=True)
class Element:
    """An element with its attributes and children; text stands among the children unescaped."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def has_class(self, name: str) -> bool:
        """Whether `name` is among the classes."""
        classes = self.attributes.get("class")
        return classes is not None and name in classes.split()

    def only_text(self) -> str | None:
        """Return the text inside, where there is nothing but text; else None."""
        texts = [child for child in self.children if isinstance(child, str)]
        return "".join(texts) if len(texts) == len(self.children) else None

    def iter_elements(self) -> Iterator["Element"]:
        """Give every element below this one, in the order of the document."""
        pending = [child for child in reversed(self.children) if isinstance(child, Element)]
        while pending:
            element = pending.pop()
            yield element
            if element.children:
                pending += [child for child in reversed(element.children) if isinstance(child, Element)]


Node = Element | OpaqueNode | str


def parse_html(html: str) -> Element:
    """Return the tree of well-formed `html` below a root without a tag; formulas and diagrams are opaque."""
    root = Element("")
    open_elements = [root]
    for opaque, end, tag, attributes, text in HTML_TOKEN.findall(html):
        if opaque:
            open_elements[-1].children.append(read_opaque_node(opaque))
        elif text:
            open_elements[-1].children.append(unescape(text) if "&" in text else text)
        elif end:
            open_elements.pop()
        else:
            pairs = HTML_ATTRIBUTE.findall(attributes) if attributes else ()
            element = Element(
                tag, {name: unescape(value) if "&" in value else value for name, value in pairs}
            )
            open_elements[-1].children.append(element)
            if tag not in VOID_TAGS:
                open_elements.append(element)
    return root


def read_opaque_node(html: str) -> OpaqueNode:
    """Return the node of a formula in MathML, or of the picture of a diagram."""
    if html.startswith("<svg"):
        return OpaqueNode("diagram", "", html)
    return OpaqueNode("formula", tex_from_mathml(html), html)


def tex_from_mathml(mathml: str) -> str:
    """Return the TeX in the annotation of a formula; "" where there is none."""
    return unescape(match[1]) if (match := TEX_ANNOTATION.search(mathml)) else ""


def serialize_html(node: Node) -> str:
    """Return `node` as HTML; of a root without a tag, what is inside."""
    parts: list[str] = []
    _write_nodes([node], parts)
    return "".join(parts)


def opening_tag(tag: str, attributes: Mapping[str, str]) -> str:
    """Return the tag that opens an element, with its attributes."""
    if not attributes:
        return f"<{tag}>"
    pairs = "".join([f' {name}="{escape(value)}"' for name, value in attributes.items()])
    return f"<{tag}{pairs}>"


def _write_nodes(nodes: Iterable[Node], parts: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            # Most has nothing to escape, which is quicker to see than to replace.
            has_signs = "&" in node or "<" in node or ">" in node
            parts.append(escape(node, quote=False) if has_signs else node)
        elif isinstance(node, OpaqueNode):
            parts.append(node.html)
        elif not node.tag:
            _write_nodes(node.children, parts)
        else:
            parts.append(opening_tag(node.tag, node.attributes))
            _write_nodes(node.children, parts)
            if node.tag not in VOID_TAGS:
                parts.append(f"</{node.tag}>")
