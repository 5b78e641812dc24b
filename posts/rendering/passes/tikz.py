"""TikZ: commutative diagrams that can be set as a formula are; all else is a figure with its code."""

import re
from collections.abc import Sequence

from posts.rendering.context import RenderContext
from posts.rendering.formulas.tikzcd import translate_tikzcd
from posts.rendering.passes.code_blocks import find_code_element, render_code_block
from posts.rendering.passes.fence_info import parse_language
from posts.rendering.passes.formulas import add_formula
from posts.rendering.tree import Element, Node

TIKZ_LANGUAGES = frozenset({"circuitikz", "tikz", "tikzcd", "tikzpicture"})
TIKZ_BEGIN = re.compile(r"\s*\\begin\{(?:tikzcd|tikzpicture|circuitikz)\}")
TIKZCD_BEGIN = "\\begin{tikzcd}"


def render_tikz(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Return the formula or the figure of TikZ code, wherever it stands; None for other code."""
    code = find_code_element(element)
    text = code.only_text()
    language = parse_language(code.attributes.get("class") or element.attributes.get("class", ""))
    is_formula = "data-math-style" in code.attributes
    if not text or not (TIKZ_BEGIN.match(text) if is_formula else language in TIKZ_LANGUAGES):
        return None
    line = context.line_of(element)
    source = text if TIKZCD_BEGIN in text or language != "tikzcd" else f"{TIKZCD_BEGIN}{text}\\end{{tikzcd}}"
    if tex := translate_tikzcd(source):
        return [add_formula("display", tex, line, context)]
    context.add_warning("tikz", line)
    for each in (code, element):
        each.attributes.pop("data-math-style", None)
    code.attributes["class"] = "language-latex"
    attributes = {"class": "code-figure"}
    if position := element.attributes.get("data-sourcepos"):
        attributes["data-sourcepos"] = position
    return [Element("figure", attributes, list(render_code_block(element, context)))]
