"""Formulas: collected in order, typeset in one call, put where their paragraph allows it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from posts.rendering.formulas import Formula, typeset
from posts.rendering.formulas.width import COLUMN, width_of
from posts.rendering.limits import MAX_FORMULAS
from posts.rendering.page import Page
from posts.rendering.result import RenderError
from posts.rendering.text import HAN_CHARACTER
from posts.rendering.tree import Atom, Element, Node

# Han punctuation that may not begin a line.
CLOSING = re.compile("[，。、；：！？）」』】》〉〕”’…]+")
DELIMITED = re.compile(
    r"(?P<escaped>\\\$)|\$\$(?P<dollars>[^$]+)\$\$|\\\[(?P<brackets>(?:(?!\\\[).)+?)\\\]|\\\((?P<parentheses>(?:(?!\\\().)+?)\\\)"
    r"|\$(?=\S)(?P<dollar>(?:[^$\\]|\\.)+)(?<=\S)\$(?!\d)",
    re.DOTALL,
)
HOLDS_BLOCKS = frozenset(
    {"", "aside", "blockquote", "dd", "details", "div", "figure", "li", "section", "td", "th"}
)


def formula(element: Element, page: Page) -> Sequence[Node] | None:
    """Collect the formula of `<span data-math-style>`, where nothing but text is in it."""
    style = element.attributes.get("data-math-style")
    text = element.only_text()
    if style is None or text is None:
        return None
    return [collect("display" if style == "display" else "formula", text, page.line_of(element), page)]


def code_formula(element: Element, page: Page) -> Sequence[Node] | None:
    """Collect the formula of a code span in dollars; a code block is done by its `<pre>`."""
    return formula(element, page) if element.attributes.get("data-math-style") == "inline" else None


def in_html(text: str, page: Page, line: int | None = None) -> Iterator[Node]:
    """Collect the formulas in `text` of an HTML block, as scripts in a browser would find them."""
    end = 0
    for match in DELIMITED.finditer(text) if "$" in text or "\\" in text else ():
        if match["escaped"]:
            yield text[end : match.start()] + "$"
        else:
            yield text[end : match.start()]
            display = match["dollars"] or match["brackets"]
            kind = "display" if display else "formula"
            yield collect(kind, display or match["dollar"] or match["parentheses"], line, page)
        end = match.end()
    yield text[end:]


def collect(kind: str, tex: str, line: int | None, page: Page) -> Atom:
    atom = Atom("display" if kind == "display" else "formula", tex, line=line)
    page.formulas.append(atom)
    return atom


def fill(page: Page, macros: Mapping[str, str]) -> None:
    """Typeset every formula of the page and warn of those that cannot be."""
    if len(page.formulas) > MAX_FORMULAS:
        raise RenderError("too-big", f"There are more than {MAX_FORMULAS:,} formulas.")
    wanted = [Formula(atom.text, atom.kind == "display") for atom in page.formulas]
    for atom, result in zip(page.formulas, typeset(wanted, macros=macros), strict=True):
        atom.html = result.html
        if result.error:
            page.warn("formula", atom.line, result.error)
        elif atom.kind == "display" and width_of(result.html) > COLUMN:
            page.warn("wide-formula", atom.line)


def place(element: Element) -> None:
    """Box the display formulas below `element`, and hold inline ones together with the mark after them."""
    children: list[Node] = []
    for child in element.children:
        if not isinstance(child, Element):
            children.append(child)
            continue
        place(child)
        children.extend(split_paragraph(child) if child.tag == "p" else [child])
    if element.tag in HOLDS_BLOCKS:
        children = [boxed(child) if is_display(child) else child for child in children]
    element.children = list(hold_together(children))


def is_display(node: Node) -> bool:
    return isinstance(node, Atom) and node.kind == "display"


def boxed(formula: Node) -> Element:
    return Element("div", {"class": "formula", "tabindex": "0"}, [formula])


def split_paragraph(paragraph: Element) -> list[Node]:
    """Return the paragraph in parts: text before, formula, text after."""
    if not any(map(is_display, paragraph.children)):
        return [paragraph]
    parts: list[Node] = []
    text: list[Node] = []
    for node in [*paragraph.children, None]:
        if node is not None and not is_display(node):
            text.append(node)
            continue
        if any(not isinstance(piece, str) or piece.strip() for piece in text):
            parts.append(Element("p", dict(paragraph.attributes), text))
        text = []
        if node is not None:
            parts.append(boxed(node))
    return parts


def hold_together(children: Sequence[Node]) -> Sequence[Node]:
    """Wrap every inline formula with the Han punctuation that follows it, and part it from Han characters."""
    held: list[Node] = []
    for before, node, after in zip(["", *children], children, [*children[1:], ""], strict=False):
        if isinstance(node, Atom) and node.kind == "formula":
            node.html = spaced(node.html, before, after)
        previous = held[-1] if held else None
        is_formula = isinstance(previous, Atom) and previous.kind == "formula"
        if is_formula and isinstance(node, str) and (match := CLOSING.match(node)):
            held[-1] = Element("span", {"class": "nowrap"}, [held[-1], match[0]])
            if rest := node[match.end() :]:
                held.append(rest)
        else:
            held.append(node)
    return held


def spaced(mathml: str, before: Node, after: Node) -> str:
    """Return `mathml` with a class for each side on which it touches a Han character."""
    classes = []
    if isinstance(before, str) and HAN_CHARACTER.match(before[-1:]):
        classes.append("after-han")
    if isinstance(after, str) and HAN_CHARACTER.match(after):
        classes.append("before-han")
    return mathml.replace("<math>", f'<math class="{" ".join(classes)}">', 1) if classes else mathml
