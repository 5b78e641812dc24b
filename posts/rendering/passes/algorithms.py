"""Algorithms as numbered lines, from `algorithm` fences and LaTeX's environment of that name."""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.context import RenderContext
from posts.rendering.labels import labels_for
from posts.rendering.numbered.kinds import KINDS_BY_NAME
from posts.rendering.passes.code_blocks import find_code_element, mark_numbered, read_fence_info
from posts.rendering.passes.fence_info import parse_language
from posts.rendering.passes.formulas import add_formula
from posts.rendering.scanner.algorithms import Algorithm, AlgorithmLine, read_algorithm
from posts.rendering.tree import Element, Node

ALGORITHM_LANGUAGES = frozenset({"algorithm", "algorithmic", "pseudocode"})
MAX_ALGORITHM_LINES = 1_000
MAX_CHARACTERS = 100_000
# Reads well without a stylesheet too: in feeds, and in reading modes of browsers.
INDENT = "\u2003"
COMMENT_ARROW = "▷ "
TEXT_PIECE = re.compile(
    r"\$\$(?P<display>[^$]+)\$\$|\$(?P<dollars>(?:[^$\\]|\\.)+)\$|\\\((?P<parentheses>(?:[^\\]|\\[^)])+)\\\)"
    r"|\\(?:textbf|mathbf)\{(?P<bold>[^{}]*)\}|\\(?:emph|textit)\{(?P<italic>[^{}]*)\}"
    r"|\\(?:text\w*|mbox)\{(?P<plain>[^{}]*)\}|\\(?:call|CALL|Call)\{(?P<called>[^{}]*)\}\{(?P<arguments>[^{}]*)\}"
    r"|(?P<line>\\\\)|\\(?P<escaped>[_&%#{}$])|(?P<tie>~)|(?P<gets>\\gets\b)"
    r"|\\(?P<keyword>(?i:and|or|not|to|true|false|break|continue))\b"
)


def render_algorithm(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Return the figure of an algorithm; None for other code, and for one that cannot be read."""
    code = find_code_element(element)
    language = parse_language(code.attributes.get("class") or element.attributes.get("class", ""))
    source = code.only_text() if language in ALGORITHM_LANGUAGES else None
    # What is no LaTeX is code like any other.
    if not source or "\\" not in source:
        return None
    line = context.line_of(element)
    algorithm = read_algorithm(source) if len(source) <= MAX_CHARACTERS else None
    if algorithm is None or len(algorithm.lines) > MAX_ALGORITHM_LINES:
        context.add_warning("algorithm", line)
        return None
    info = read_fence_info(element, context)
    return [build_algorithm(element, algorithm, info.title, context)]


def build_algorithm(element: Element, algorithm: Algorithm, title: str, context: RenderContext) -> Element:
    """Return the figure of an algorithm below its caption."""
    labels = labels_for(context.language)
    line = context.line_of(element)
    attributes = {"class": "algorithm"}
    text = algorithm.caption or title
    # As in LaTeX, where the caption gives the number.
    is_numbered = bool(text or algorithm.label)
    if is_numbered:
        attributes |= mark_numbered("algorithm", algorithm.label, context)
    if position := element.attributes.get("data-sourcepos"):
        attributes["data-sourcepos"] = position
    caption: list[Node] = [*set_text(text, line, context)]
    if not is_numbered:
        caption = [build_keyword(KINDS_BY_NAME["algorithm"].name_in(context.language))]
    children: list[Node] = [Element("figcaption", {}, caption)]
    items: list[Node] = []
    for each in algorithm.lines:
        if each.head:
            head = build_keyword(labels[f"algorithm-{each.head}"])
            children.append(Element("p", {}, [head, " ", *set_text(each.text, line, context)]))
        else:
            marks = {} if each.is_numbered else {"class": "unnumbered"}
            items.append(Element("li", marks, list(set_line(each, line, context))))
    return Element("figure", attributes, [*children, Element("ol", {}, items)])


def build_keyword(text: str) -> Element:
    return Element("strong", {}, [text])


def set_line(line: AlgorithmLine, number: int | None, context: RenderContext) -> Iterator[Node]:
    """Give what is in one line."""
    if line.depth:
        yield INDENT * line.depth
    if line.keyword:
        yield build_keyword(line.keyword)
        yield " " if line.text or line.ending else ""
    yield from set_text(line.text, number, context)
    if line.ending:
        yield " "
        yield build_keyword(line.ending)
    if line.comment:
        yield INDENT
        yield Element("small", {}, [COMMENT_ARROW, *set_text(line.comment, number, context)])


def set_text(text: str, line: int | None, context: RenderContext) -> Iterator[Node]:
    """Give `text` with its formulas and its marks of LaTeX."""
    end = 0
    for match in TEXT_PIECE.finditer(text):
        if before := text[end : match.start()]:
            yield before
        yield set_piece(match, line, context)
        end = match.end()
    if rest := text[end:]:
        yield rest


def set_piece(match: re.Match[str], line: int | None, context: RenderContext) -> Node:
    if formula := match["display"] or match["dollars"] or match["parentheses"]:
        return add_formula("inline", formula, line, context)
    if match["called"] is not None:
        arguments = list(set_text(match["arguments"], line, context))
        return Element("span", {}, [f"{match['called']}(", *arguments, ")"])
    if match["italic"] is not None:
        return Element("em", {}, [match["italic"]])
    bold = match["bold"] if match["bold"] is not None else (match["keyword"] or "").lower()
    if match["line"]:
        return Element("br")
    return build_keyword(bold) if bold else read_plain_piece(match)


def read_plain_piece(match: re.Match[str]) -> str:
    """Return the text of a piece that is nothing else."""
    if match["tie"]:
        return "\u00a0"
    if match["plain"] is not None:
        return match["plain"]
    return match["escaped"] or ("←" if match["gets"] else "")
