"""Formulas: collected in order, typeset in one call, placed where their paragraphs allow it."""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.characters import HAN_CHARACTER
from posts.rendering.context import RenderContext
from posts.rendering.formulas import HIDDEN_START, Formula, typeset_formulas
from posts.rendering.formulas.width import COLUMN_WIDTH_EM, estimate_width
from posts.rendering.limits import MAX_FORMULAS
from posts.rendering.result import RenderError
from posts.rendering.tree import Element, Node, OpaqueNode

# Han punctuation that may not begin a line.
CLOSING_PUNCTUATION = re.compile("[，。、；：！？）」』】》〉〕”’…]+")
HTML_BLOCK_FORMULA = re.compile(
    r"(?P<escaped>\\\$)|\$\$(?P<dollars>[^$]+)\$\$|\\\[(?P<brackets>(?:(?!\\\[).)+?)\\\]|\\\((?P<parentheses>(?:(?!\\\().)+?)\\\)"
    r"|\$(?=\S)(?P<dollar>(?:[^$\\]|\\.)+)(?<=\S)\$(?!\d)",
    re.DOTALL,
)
BLOCK_CONTAINERS = frozenset(
    {"", "aside", "blockquote", "dd", "details", "div", "figure", "li", "section", "td", "th"}
)


def collect_span_formula(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Collect the formula of `<span data-math-style>`, where nothing but text is in it."""
    style = element.attributes.get("data-math-style")
    text = element.only_text()
    if style is None or text is None:
        return None
    return [add_formula(style, text, context.line_of(element), context)]


def collect_code_formula(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Collect the formula of a code span in dollars; that of a code block is left to its `<pre>`."""
    is_inline = element.attributes.get("data-math-style") == "inline"
    return collect_span_formula(element, context) if is_inline else None


def collect_html_formulas(text: str, context: RenderContext, line: int | None = None) -> Iterator[Node]:
    """Collect the formulas in `text` of an HTML block, as scripts in a browser would find them."""
    end = 0
    for match in HTML_BLOCK_FORMULA.finditer(text) if "$" in text or "\\" in text else ():
        if match["escaped"]:
            yield text[end : match.start()] + "$"
        else:
            yield text[end : match.start()]
            display = match["dollars"] or match["brackets"]
            style = "display" if display else "inline"
            yield add_formula(style, display or match["dollar"] or match["parentheses"], line, context)
        end = match.end()
    yield text[end:]


def add_formula(style: str, tex: str, line: int | None, context: RenderContext) -> OpaqueNode:
    """Add a formula, "display" or "inline", to those to be typeset; return the node that will show it."""
    node = OpaqueNode("display" if style == "display" else "formula", tex, line=line)
    context.formulas.append(node)
    return node


def typeset_collected_formulas(root: Element, context: RenderContext) -> None:
    """Typeset the formulas of the post, and warn of those that cannot be."""
    if len(context.formulas) > MAX_FORMULAS:
        raise RenderError("too-big", f"There are more than {MAX_FORMULAS:,} formulas.")
    if not context.formulas:
        return
    formulas_to_set = [
        Formula(node.text, node.kind == "display", context.formula_sections.get(id(node), 0))
        for node in context.formulas
    ]
    typeset = typeset_formulas(
        formulas_to_set, expander=context.macro_expander, numbers=context.equation_numbers
    )
    for node, result in zip(context.formulas, typeset, strict=True):
        node.html = result.html
        if result.error:
            context.add_warning("formula", node.line, result.error)
        elif node.kind == "display" and estimate_width(result.html) > COLUMN_WIDTH_EM:
            context.add_warning("wide-formula", node.line)


def place_formulas(root: Element, context: RenderContext) -> None:
    """Place the formulas of the post: see `place_formulas_below`."""
    if context.formulas:
        place_formulas_below(root)


def place_formulas_below(element: Element) -> None:
    """Put display formulas in boxes, and keep inline ones on a line with the punctuation after them."""
    children: list[Node] = []
    for child in element.children:
        if not isinstance(child, Element):
            children.append(child)
            continue
        place_formulas_below(child)
        children.extend(split_paragraph(child) if child.tag == "p" else [child])
    if element.tag in BLOCK_CONTAINERS:
        children = [wrap_display_formula(child) if is_display_formula(child) else child for child in children]
    element.children = list(keep_with_punctuation(children))


def is_display_formula(node: Node) -> bool:
    return isinstance(node, OpaqueNode) and node.kind == "display"


def is_hidden_formula(node: Node) -> bool:
    """Whether `node` is a formula that only defines macros."""
    return isinstance(node, OpaqueNode) and node.html.startswith(HIDDEN_START)


def wrap_display_formula(formula: Node) -> Element:
    """Return a box around `formula` that scrolls, by keyboard too; a hidden one for a hidden formula."""
    if is_hidden_formula(formula):
        return Element("div", {"hidden": ""}, [formula])
    return Element("div", {"class": "formula", "tabindex": "0"}, [formula])


def split_paragraph(paragraph: Element) -> list[Node]:
    """Return a paragraph split at its display formulas, or what is hidden in one that shows nothing."""
    content = [node for node in paragraph.children if not isinstance(node, str) or node.strip()]
    if content and all(map(is_hidden_formula, content)):
        return [Element("div", {"hidden": ""}, content)]
    return split_at_display_formulas(paragraph)


def split_at_display_formulas(paragraph: Element) -> list[Node]:
    """Return the paragraph in parts: text before a display formula, the formula, text after it."""
    if not any(map(is_display_formula, paragraph.children)):
        return [paragraph]
    parts: list[Node] = []
    text: list[Node] = []
    for node in [*paragraph.children, None]:
        if node is not None and not is_display_formula(node):
            text.append(node)
            continue
        if any(not isinstance(piece, str) or piece.strip() for piece in text):
            parts.append(Element("p", dict(paragraph.attributes), text))
        text = []
        if node is not None:
            parts.append(wrap_display_formula(node))
    return parts


def keep_with_punctuation(children: Sequence[Node]) -> Sequence[Node]:
    """Wrap every inline formula with the Han punctuation after it; give it space beside Han characters."""
    joined: list[Node] = []
    for before, node, after in zip(["", *children], children, [*children[1:], ""], strict=False):
        if isinstance(node, OpaqueNode) and node.kind == "formula":
            node.html = add_spacing_classes(node.html, before, after)
        previous = joined[-1] if joined else None
        is_formula = isinstance(previous, OpaqueNode) and previous.kind == "formula"
        if is_formula and isinstance(node, str) and (match := CLOSING_PUNCTUATION.match(node)):
            joined[-1] = Element("span", {"class": "nowrap"}, [joined[-1], match[0]])
            if rest := node[match.end() :]:
                joined.append(rest)
        else:
            joined.append(node)
    return joined


def add_spacing_classes(mathml: str, before: Node, after: Node) -> str:
    """Return `mathml` with a class for each side on which it touches a Han character."""
    classes = []
    if isinstance(before, str) and HAN_CHARACTER.match(before[-1:]):
        classes.append("after-han")
    if isinstance(after, str) and HAN_CHARACTER.match(after):
        classes.append("before-han")
    return mathml.replace("<math>", f'<math class="{" ".join(classes)}">', 1) if classes else mathml
