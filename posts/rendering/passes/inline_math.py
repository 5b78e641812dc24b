r"""Inline formulas before the parser: whole over several lines; no formulas out of `$HOME/bin:$PATH`.

The parser pairs dollars wherever they can be paired, and reads a line that begins with `=` or `-` as Markdown
even inside a formula. Text that it must not take for a formula is escaped, and a formula that it would tear
is written on one line. Everything else stays as its author typed it.
"""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.context import RenderContext
from posts.rendering.scanner.blocks import BlockTracker, LineKind
from posts.rendering.scanner.containers import CONTAINER_MARKERS
from posts.rendering.scanner.formulas import FORMULA_MARK
from posts.rendering.scanner.inline import (
    Dollars,
    InlineFormula,
    find_inline_formulas,
    is_plain_text,
    may_span_lines,
)
from posts.rendering.source import SourceText

PROSE_KINDS = frozenset({LineKind.TEXT, LineKind.HEADING, LineKind.HTML})
# Dollars that may be text: cheap to look for, and rare.
SUSPECT_DOLLARS = re.compile(r"\$(?P<content>[A-Za-z_{\d][^$\\^\n]*)\$(?P<following>.{0,3})")
# A line inside a formula at which Markdown would begin a block.
PARAGRAPH_BREAK = re.compile(r"[ \t]*(?:[-+*=>]|\d{1,9}[.)][ \t])")
LIST_START = re.compile(r"[ \t]*([-+*])[ \t]")
# `[\[4\]](…)`: brackets that were escaped inside the text of a link.
BRACKETS_IN_LINK = re.compile(
    r"(?<!\\)(?P<start>\[[^\[\]\\\n]*)\\\[(?P<content>(?:[^\[\]\\\n]|\\[A-Za-z]+)*)\\\](?P<end>[^\[\]\\\n]*\][(\[])"
)
TEX_SIGNS = re.compile(r"[\\^_]")

VERBATIM_ELEMENT = re.compile(r"<(?:a|code|kbd|pre|samp|var)\b", re.IGNORECASE)
# Noncharacters stand for the ends of lines in a formula that is written on one line, and for those of lines
# that are left out before and after it.
JOINED_LINE, DROPPED_LINE = "\ufdd0", "\ufdd1"

ParagraphLine = tuple[int, str]


def protect_inline_formulas(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with inline formulas whole, and dollars and brackets that are text as text."""
    if not needs_protection(source) or JOINED_LINE in source.text or DROPPED_LINE in source.text:
        return source
    return source.rewrite(rewrite_paragraphs(source.lines))


def needs_protection(source: SourceText) -> bool:
    """Whether there may be anything to do: most sources need nothing."""
    text = source.text
    if r"\[" in text and BRACKETS_IN_LINK.search(text):
        return True
    if "$" not in text:
        return False
    if any(line.count("$") % 2 for line in source.lines):
        return True
    return any(
        is_plain_text(match["content"], match["following"]) for match in SUSPECT_DOLLARS.finditer(text)
    )


def rewrite_paragraphs(lines: Sequence[str]) -> Iterator[ParagraphLine]:
    """Give `lines`, every run of lines of one kind with text on them rewritten as one."""
    blocks = BlockTracker()
    paragraph: list[ParagraphLine] = []
    is_html = False
    for number, line in enumerate(lines):
        is_code = blocks.enter_line(line)
        is_prose = not is_code and blocks.kind in PROSE_KINDS
        if not is_prose or is_html != (blocks.kind is LineKind.HTML):
            yield from rewrite_paragraph(paragraph, is_html=is_html)
            paragraph, is_html = [], blocks.kind is LineKind.HTML
        if is_prose:
            paragraph.append((number, line))
        else:
            yield number, line
    yield from rewrite_paragraph(paragraph, is_html=is_html)


def rewrite_paragraph(lines: list[ParagraphLine], *, is_html: bool) -> Iterator[ParagraphLine]:
    """Give the lines of a paragraph; those of a formula that goes over several may become one.

    In HTML a code element shows every sign as it stands.
    """
    text = "\n".join(line for _, line in lines)
    if not lines or (is_html and VERBATIM_ELEMENT.search(text)):
        yield from lines
        return
    number = lines[0][0]
    for line in rewrite_dollars(unescape_link_brackets(text)).split("\n"):
        yield number, line.replace(JOINED_LINE, " ").replace(DROPPED_LINE, "")
        number += 1 + line.count(JOINED_LINE) + line.count(DROPPED_LINE)


def rewrite_dollars(text: str) -> str:
    """Return `text` with dollars that are text escaped, if need be, and torn formulas on one line."""
    if "$" not in text:
        return text
    formulas = list(find_inline_formulas(text))
    torn = {formula.start for formula in formulas if formula.content and is_torn(text, formula)}
    # An escaped dollar closes no formula: beside one, all others that are text have to be escaped too.
    escapes = bool(torn) or any(formula.dollars is Dollars.PLAIN for formula in formulas)
    parts: list[str] = []
    end = 0
    for formula in formulas:
        if formula.start in torn:
            parts += [text[end : formula.start], "$", *join_lines(text, formula)]
            end = formula.end
        elif escapes and formula.dollars is not Dollars.FORMULA:
            parts += [text[end : formula.start], r"\$"]
            end = formula.end
    return "".join([*parts, text[end:]])


def join_lines(text: str, formula: InlineFormula) -> list[str]:
    """Return a formula on one line, its closing dollar, and a mark for each line that is none any more."""
    before = text[text.rfind("\n", 0, formula.start) + 1 : formula.start]
    markers = CONTAINER_MARKERS.match(before)
    depth = markers[0].count(">") if markers else 0
    quote = re.compile(rf"(?:[ \t]*>){{{depth}}}[ \t]*")
    first, *others = formula.content.split("\n")
    lines = [first, *(quote.sub("", line, count=1) for line in others)]
    content = JOINED_LINE.join(lines).strip(f" \t{JOINED_LINE}")
    return [content, "$", DROPPED_LINE * (len(others) - content.count(JOINED_LINE))]


def is_torn(text: str, formula: InlineFormula) -> bool:
    """Whether the parser would tear a formula that goes over several lines."""
    content = formula.content
    if not may_span_lines(content):
        return False
    if "\n" not in content:
        return content[0].isspace() or content[-1].isspace()
    first = text[text.rfind("\n", 0, formula.start) + 1 : formula.start]
    lines = content.split("\n")
    if is_same_list(first, lines[1:]) or any("|" in line for line in (first, *lines)):
        return False
    return bool(
        FORMULA_MARK.search(content)
        or any(PARAGRAPH_BREAK.match(line) for line in lines[1:])
        or content[0].isspace()
        or content[-1].isspace()
    )


def is_same_list(first: str, lines: list[str]) -> bool:
    """Whether a formula that begins on the line `first` would go over several items of a list."""
    item = LIST_START.match(first)
    others = filter(None, map(LIST_START.match, lines))
    return item is not None and any(other[1] == item[1] for other in others)


def unescape_link_brackets(text: str) -> str:
    r"""Return `text` with `\[…\]` in the text of a link as brackets, or as an inline formula if it is TeX."""
    if r"\[" not in text:
        return text
    return BRACKETS_IN_LINK.sub(write_link_text, text)


def write_link_text(match: re.Match[str]) -> str:
    content = match["content"]
    inner = rf"\({content}\)" if TEX_SIGNS.search(content) else f"&#91;{content}&#93;"
    return f"{match['start']}{inner}{match['end']}"
