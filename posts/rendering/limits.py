"""Limits: what is refused, because rendering it would take too long or too much memory.

No post that was written to be read comes near any of these; what they guard
against are sources that are slow or fatal in comrak, in the sanitizer or in our passes.
"""

import re
from collections.abc import Sequence

from posts.rendering.context import RenderContext
from posts.rendering.result import RenderError
from posts.rendering.scanner import is_table_delimiter_row
from posts.rendering.source import SourceText
from posts.rendering.tree import VOID_TAGS

MAX_SOURCE_CHARACTERS = 1_000_000
MAX_HTML_CHARACTERS = 10_000_000
MAX_QUOTE_DEPTH = 30
MAX_ELEMENT_DEPTH = 100
MAX_TABLE_CELLS = 100_000
MAX_FOOTNOTE_REFERENCES = 5_000
MAX_UNCLOSED_FORMULAS = 1_000
MAX_FORMULAS = 10_000
MAX_INLINE_FORMULAS = 20_000
MAX_DEFINITIONS = 5_000

MAX_ALTERNATING_MARKS = 10_000

# Marks of emphasis between which comrak looks back to the beginning each time, because their kinds alternate.
ALTERNATING_MARKS = re.compile(r"[=*_^]~|~[=*_^]")
DEEP_QUOTE = re.compile(rf"^(?:[ \t]*>){{{MAX_QUOTE_DEPTH + 1}}}", re.MULTILINE)
NOTE_DEFINITION_LINE = re.compile(r"^[ \t>]*\[\^[^\]\s]+\]:", re.MULTILINE)
TAG_PATTERN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
# Their end tags may be left out (HTML, section 13.1.2.4), so they tell nothing of depth.
OPTIONAL_END_TAGS = frozenset({"dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"})


def check_source_limits(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` as it is; raise RenderError where it is too big or is built to be slow."""
    check_size(source.text)
    for opener, closer in ((r"\(", r"\)"), (r"\[", r"\]")):
        if (
            opener in source.text
            and count_unclosed_openers(source.text, opener, closer) > MAX_UNCLOSED_FORMULAS
        ):
            raise RenderError(
                "unclosed-formula", f"More than {MAX_UNCLOSED_FORMULAS:,} {opener} have no {closer}."
            )
    if "|" in source.text:
        check_table_size(source.lines)
    return source


def check_size(source: str) -> None:
    """Raise RenderError where `source` is too long, or has too much of what is slow in comrak."""
    if len(source) > MAX_SOURCE_CHARACTERS:
        raise RenderError(
            "too-big", f"The text has {len(source):,} characters; {MAX_SOURCE_CHARACTERS:,} are allowed."
        )
    if source.count(">") > MAX_QUOTE_DEPTH and DEEP_QUOTE.search(source):
        raise RenderError("too-deep", f"A quotation is more than {MAX_QUOTE_DEPTH} levels deep.")
    if count_note_references(source) > MAX_FOOTNOTE_REFERENCES:
        raise RenderError("too-big", f"There are more than {MAX_FOOTNOTE_REFERENCES:,} footnote references.")
    if source.count("$$") > 2 * MAX_FORMULAS:
        raise RenderError("too-big", f"There are more than {MAX_FORMULAS:,} formulas.")
    if source.count("$") > 2 * MAX_INLINE_FORMULAS or source.count(r"\(") > MAX_INLINE_FORMULAS:
        raise RenderError("too-big", f"There are more than {MAX_INLINE_FORMULAS:,} formulas in lines.")
    if "~" in source and len(ALTERNATING_MARKS.findall(source)) > MAX_ALTERNATING_MARKS:
        raise RenderError(
            "too-big", f"There are more than {MAX_ALTERNATING_MARKS:,} marks such as =~ that alternate."
        )
    if source.count("\n:") - source.count("\n::") > MAX_DEFINITIONS:
        raise RenderError("too-big", f"There are more than {MAX_DEFINITIONS:,} definitions.")


def count_note_references(source: str) -> int:
    """Return how many references to notes are in `source`; of few, the notes themselves are counted too."""
    count = source.count("[^")
    if count > MAX_FOOTNOTE_REFERENCES:
        count -= len(NOTE_DEFINITION_LINE.findall(source))
    return count


def count_unclosed_openers(source: str, opener: str, closer: str) -> int:
    """Return how many times `opener` stands in `source` without a `closer` behind it."""
    unclosed = 0
    for sign in re.findall(f"{re.escape(opener)}|{re.escape(closer)}", source):
        unclosed = unclosed + 1 if sign == opener else max(0, unclosed - 1)
    return unclosed


def check_table_size(lines: Sequence[str]) -> None:
    """Raise RenderError where a table is too large: every row is filled up to the width of its head."""
    cells = columns = 0
    for line in lines:
        if is_table_delimiter_row(line):
            columns = line.count("|") + 1
        elif not line.strip():
            columns = 0
        cells += columns
    if cells > MAX_TABLE_CELLS:
        raise RenderError("too-big", f"The tables have more than {MAX_TABLE_CELLS:,} cells.")


def check_html_limits(html: str, context: RenderContext) -> str:
    """Return `html`, not sanitized yet, as it is; raise RenderError where it is too big or too deep."""
    if len(html) > MAX_HTML_CHARACTERS:
        raise RenderError("too-big", f"The rendered text has more than {MAX_HTML_CHARACTERS:,} characters.")
    depth = 0
    for match in TAG_PATTERN.finditer(html):
        tag = match[2].lower()
        if tag in VOID_TAGS or tag in OPTIONAL_END_TAGS:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_ELEMENT_DEPTH:
            raise RenderError("too-deep", f"Elements are nested more than {MAX_ELEMENT_DEPTH} deep.")
    return html
