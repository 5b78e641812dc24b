"""Code blocks: highlighted, with a title, line numbers and marked lines."""

import re
from collections.abc import Sequence
from html import escape

from posts.rendering.context import RenderContext
from posts.rendering.diagrams import DIAGRAM_LANGUAGES
from posts.rendering.highlighting import find_lexer, highlight_code
from posts.rendering.numbered.kinds import find_kind_of_key
from posts.rendering.passes.captions import parse_caption
from posts.rendering.passes.fence_info import FenceInfo, parse_fence_info, parse_language
from posts.rendering.passes.formulas import add_formula
from posts.rendering.scanner import match_opening_fence
from posts.rendering.tree import Element, Node, OpaqueNode

# Of labels.
MAX_LISTING_KEY = 100
# As Quarto writes what a diagram is called, in comments of its source.
FIGURE_OPTION = re.compile(r"^\s*(?:%%|//)\|\s*(?P<name>label|fig-cap):\s*(?P<value>.*\S)", re.MULTILINE)

# Code of fewer lines needs no numbers; in more, neither numbers nor marks are worth their weight.
MIN_NUMBERED_LINES, MAX_NUMBERED_LINES = 5, 2_000

# Code to whose lines nobody refers by number, by the names of Pygments' lexers.
UNNUMBERED_LEXERS = re.compile(r"session|console|sqlite3con|diff|markdown|output|text", re.IGNORECASE)
LEXER_LABELS = {"S": "R", "Text only": ""}


def render_code_block(element: Element, context: RenderContext) -> Sequence[Node]:
    """Return the code block, or the formula of a ```math fence."""
    code = find_code_element(element)
    text = code.only_text()
    if text is None:
        return [Element("div", {"class": "code"}, [Element("pre", {"tabindex": "0"}, element.children)])]
    if "data-math-style" in code.attributes:
        return [add_formula("display", text.rstrip("\n"), context.line_of(element), context)]
    name = code.attributes.get("class") or element.attributes.get("class", "")
    language = parse_language(name)
    count = text.rstrip("\n").count("\n") + 1
    info = read_fence_info(element, context) if name else FenceInfo()
    if not language and info.key:
        language = info.language
    if language in DIAGRAM_LANGUAGES:
        add_figure_options(info, text)
    if count > MAX_NUMBERED_LINES:
        info.line_numbers, info.marked_ranges = False, []
    highlighted, seconds = highlight_code(text, language, info.marked_ranges, context.highlight_seconds)
    context.highlight_seconds -= seconds
    if highlighted is None:
        context.add_warning("uncoloured", context.line_of(element))
        highlighted = escape(text, quote=False)
    numbers = format_line_numbers(count, language, info)
    kind = find_block_kind(info, language)
    html = build_code_block(highlighted, language, "" if kind else info.title, numbers)
    block = OpaqueNode("code", text.rstrip("\n"), html, context.line_of(element))
    return [build_numbered_block(block, kind, info, context)] if kind else [block]


def add_figure_options(info: FenceInfo, source: str) -> None:
    """Set in `info` what the comments of a diagram say, unless its fence does."""
    options = {match["name"]: match["value"].strip("\"'") for match in FIGURE_OPTION.finditer(source)}
    info.key = info.key or options.get("label", "")
    info.title = info.title or options.get("fig-cap", "")


def find_block_kind(info: FenceInfo, language: str = "") -> str:
    """Return what a code block or diagram is counted as, "listing" or "figure"; "" where it has no number."""
    kind = find_kind_of_key(info.key)
    if kind and kind.name in {"figure", "listing"}:
        return kind.name
    return ("figure" if language in DIAGRAM_LANGUAGES else "listing") if info.is_numbered else ""


def mark_numbered(kind: str, key: str, context: RenderContext) -> dict[str, str]:
    """Return the attributes by which `numbers` knows what has a number."""
    context.has_numbered = True
    return {"data-numbered": kind} | ({"data-key": key[:MAX_LISTING_KEY]} if key else {})


def build_numbered_block(block: OpaqueNode, kind: str, info: FenceInfo, context: RenderContext) -> Element:
    """Return the code block with its caption: above a listing, below a figure."""
    caption = Element("figcaption", {}, list(parse_caption(info.title, block.line, context)))
    marks = mark_numbered(kind, info.key, context)
    parts: list[Node] = [caption, block] if kind == "listing" else [block, caption]
    return Element("figure", {"class": f"numbered-{kind}", **marks}, parts)


def find_code_element(element: Element) -> Element:
    """Return the `<code>` that is all of a `<pre>`, or the `<pre>` itself."""
    inner = [child for child in element.children if child != "\n"]
    only = inner[0] if len(inner) == 1 else None
    return only if isinstance(only, Element) and only.tag == "code" else element


def read_fence_info(block: Element, context: RenderContext) -> FenceInfo:
    """Return the info string of `block`, parsed; without one, the defaults."""
    opening = match_opening_fence(context.rest_of_line(block))
    return parse_fence_info(opening["info"]) if opening else FenceInfo()


def format_line_numbers(count: int, language: str, info: FenceInfo) -> str:
    """Return the numbers of `count` lines, one on each line; "" where the block shows none."""
    lexer = find_lexer(language)
    is_program = lexer is not None and not UNNUMBERED_LEXERS.search(lexer.name)
    has_numbers = (
        is_program and count >= MIN_NUMBERED_LINES if info.line_numbers is None else info.line_numbers
    )
    return "\n".join(map(str, range(info.first_line, info.first_line + count))) if has_numbers else ""


def build_code_block(html: str, language: str, title: str = "", numbers: str = "") -> str:
    """Return the code block around `html`."""
    lexer = find_lexer(language)
    label = LEXER_LABELS.get(lexer.name, lexer.name) if lexer else ""
    data = f' data-language="{escape(label)}"' if label else ""
    heading = f'<p class="code-title">{escape(title, quote=False)}</p>' if title else ""
    lines = f' data-lines="{numbers}"' if numbers else ""
    css_class = f' class="language-{escape(language)}"' if language else ""
    code = f'<pre tabindex="0"{lines}><code{css_class}>{html}</code></pre>'
    return f'<div class="code"{data}>{heading}{code}</div>'
