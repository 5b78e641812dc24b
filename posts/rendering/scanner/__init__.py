"""The one line-by-line reading of a Markdown source.

What a fenced code block, a quote or list item, a table or a display formula is, and where each begins and
ends, is decided here and nowhere else; all passes over the source, the checks before publishing and the
importers ask this package. Each function takes time linear in the length of the source.
"""

from posts.rendering.scanner.containers import is_table_delimiter_row
from posts.rendering.scanner.fences import FenceScan, find_fences, match_opening_fence
from posts.rendering.scanner.formulas import DisplayFormula, FormulaScanner, ScannedLine

__all__ = [
    "DisplayFormula",
    "FenceScan",
    "FormulaScanner",
    "ScannedLine",
    "find_fences",
    "is_table_delimiter_row",
    "match_opening_fence",
]
