"""What is refused, because rendering it would take too long or too much memory.

No post that was written to be read comes near any of these; what they guard
against are sources that are slow or fatal in comrak, in the sanitiser or in us.
"""

import re
from collections.abc import Sequence

from posts.rendering.containers import is_table_rule
from posts.rendering.result import RenderError
from posts.rendering.tree import VOID

MAX_CHARACTERS = 1_000_000
MAX_HTML = 20_000_000
MAX_QUOTE_DEPTH = 30
MAX_ELEMENT_DEPTH = 100
MAX_TABLE_CELLS = 100_000
MAX_FOOTNOTE_REFERENCES = 5_000
MAX_UNCLOSED_FORMULAS = 1_000
MAX_FORMULAS = 10_000
MAX_DEFINITIONS = 5_000

DEEP_QUOTE = re.compile(rf"^(?:[ \t]*>){{{MAX_QUOTE_DEPTH + 1}}}", re.MULTILINE)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
# Their end tags may be left out (HTML, section 13.1.2.4), so they tell nothing of depth.
ENDS_BY_ITSELF = frozenset({"dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"})


def check_source(source: str) -> None:
    """Raise RenderError where `source` is too big or is built to be slow."""
    if len(source) > MAX_CHARACTERS:
        raise RenderError(
            "too-big", f"The text has {len(source):,} characters; {MAX_CHARACTERS:,} are allowed."
        )
    if DEEP_QUOTE.search(source):
        raise RenderError("too-deep", f"A quotation is more than {MAX_QUOTE_DEPTH} levels deep.")
    if source.count("[^") > MAX_FOOTNOTE_REFERENCES:
        raise RenderError("too-big", f"There are more than {MAX_FOOTNOTE_REFERENCES:,} footnote references.")
    if source.count("$$") > 2 * MAX_FORMULAS:
        raise RenderError("too-big", f"There are more than {MAX_FORMULAS:,} formulas.")
    if source.count("\n:") > MAX_DEFINITIONS:
        raise RenderError("too-big", f"There are more than {MAX_DEFINITIONS:,} definitions.")
    for opener, closer in ((r"\(", r"\)"), (r"\[", r"\]")):
        if count_unclosed(source, opener, closer) > MAX_UNCLOSED_FORMULAS:
            raise RenderError(
                "unclosed-formula", f"More than {MAX_UNCLOSED_FORMULAS:,} {opener} have no {closer}."
            )
    check_tables(source.split("\n"))


def count_unclosed(source: str, opener: str, closer: str) -> int:
    """Return how many times `opener` stands in `source` without a `closer` behind it."""
    unclosed = 0
    for sign in re.findall(f"{re.escape(opener)}|{re.escape(closer)}", source):
        unclosed = unclosed + 1 if sign == opener else max(0, unclosed - 1)
    return unclosed


def check_tables(lines: Sequence[str]) -> None:
    """Raise RenderError where a table is too large: every row is filled up to the width of its head."""
    cells = columns = 0
    for line in lines:
        if is_table_rule(line):
            columns = line.count("|") + 1
        elif not line.strip():
            columns = 0
        cells += columns
    if cells > MAX_TABLE_CELLS:
        raise RenderError("too-big", f"The tables have more than {MAX_TABLE_CELLS:,} cells.")


def check_html(html: str) -> None:
    """Raise RenderError where `html`, not yet sanitised, is too big or its elements are nested too deep."""
    if len(html) > MAX_HTML:
        raise RenderError("too-big", f"The rendered text has more than {MAX_HTML:,} characters.")
    depth = 0
    for match in TAG.finditer(html):
        tag = match[2].lower()
        if tag in VOID or tag in ENDS_BY_ITSELF:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_ELEMENT_DEPTH:
            raise RenderError("too-deep", f"Elements are nested more than {MAX_ELEMENT_DEPTH} deep.")
