"""HTML as a tree: read from what the sanitiser wrote, changed by the passes, written once.

The sanitiser's output is well-formed, so a tokenizer of one regular
expression reads it; it is not a parser for HTML that people wrote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Literal

VOID = frozenset({"br", "col", "hr", "img", "input", "source", "wbr"})

TOKEN = re.compile(r'(<math\b.*?</math>)|<(/?)([a-z][a-z0-9]*)((?: [^\s=>"/]+="[^"]*")*)>|([^<]+)', re.DOTALL)
TEX = re.compile(r"<annotation[^>]*>(.*?)</annotation>", re.DOTALL)
ATTRIBUTE = re.compile(r' ([^\s=>"/]+)="([^"]*)"')


@dataclass(slots=True)
class Atom:
    """A piece that is never looked into or cut: `html` as a reader sees it, `text` as its author typed it.

    "more" is the mark where the author ends the excerpt; a reader sees nothing of it.
    `line` is the author's, where it is known.
    """

    kind: Literal["formula", "display", "code", "more"]
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
        return name in self.attributes.get("class", "").split()

    def only_text(self) -> str | None:
        """Return the text, where there is nothing else inside; else None."""
        texts = [child for child in self.children if isinstance(child, str)]
        return "".join(texts) if len(texts) == len(self.children) else None

    def elements(self) -> Iterator["Element"]:
        """Every element below this one, in the order of the document."""
        waiting: list[Node] = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Element):
                yield node
                waiting.extend(reversed(node.children))


Node = Element | Atom | str


def parse(html: str) -> Element:
    """Return the tree of well-formed `html` below a root without a tag; a formula that is set is an Atom."""
    root = Element("")
    open_elements = [root]
    for formula, end, tag, attributes, text in TOKEN.findall(html):
        if formula:
            open_elements[-1].children.append(Atom("formula", tex_of(formula), formula))
        elif text:
            open_elements[-1].children.append(unescape(text) if "&" in text else text)
        elif end:
            open_elements.pop()
        else:
            element = Element(tag, {name: unescape(value) for name, value in ATTRIBUTE.findall(attributes)})
            open_elements[-1].children.append(element)
            if tag not in VOID:
                open_elements.append(element)
    return root


def tex_of(mathml: str) -> str:
    """Return the TeX that stands beside a formula; "" where none does."""
    return unescape(match[1]) if (match := TEX.search(mathml)) else ""


def serialise(node: Node) -> str:
    """Return `node` as HTML; of the root, what is inside."""
    parts: list[str] = []
    _write(node, parts)
    return "".join(parts)


def _write(node: Node, parts: list[str]) -> None:
    if isinstance(node, str):
        parts.append(escape(node, quote=False))
    elif isinstance(node, Atom):
        parts.append(node.html)
    else:
        _write_element(node, parts)


def _write_element(element: Element, parts: list[str]) -> None:
    if element.tag:
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attributes.items())
        parts.append(f"<{element.tag}{attributes}>")
    for child in element.children:
        _write(child, parts)
    if element.tag and element.tag not in VOID:
        parts.append(f"</{element.tag}>")
