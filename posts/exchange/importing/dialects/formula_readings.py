"""The readings of a formula whose signs were escaped for a Markdown engine, the likeliest first."""

import re
from collections.abc import Iterator

from posts.exchange.importing.dialects import rewrite_rules

TEXT_GROUP = re.compile(
    r"(\\(?:text\w*|mbox|mathrm|mathtt|mathsf|mathit|operatorname\*?|url|label|tag)\s*\{[^{}]*\})"
)
ESCAPE_MARKS = re.compile(
    r"\\[_*^]|\\{4}|\\{3}(?=[ \t]*(?:\n|&))|\\\\[{}]|\\(?:left|right|[bB]igg?[lr]?)\\[\[\](]"
)
# Escapes that mean nothing in TeX, and what they stand for.
UNESCAPE_RULES = (
    (re.compile(r"(?<!\\)\\([_*^<>`\[\]()])"), r"\1"),
    (re.compile(r"(?<!\\)\\~"), r"\\sim "),
    (re.compile(r"\\{4}|\\{3}(?=[ \t]*(?:\n|&))"), r"\\\\"),
    (re.compile(r"\\\\([{}])"), r"\\\1"),
)
# `\\frac`: a command whose backslash was doubled, unless lines are broken there.
DOUBLED_BACKSLASH = re.compile(r"\\\\(?=[A-Za-z]{2})")
LINE_BREAKING = re.compile(r"\\(?:begin|substack|stackrel)|&")


def iter_readings(tex: str, *, verbatim: bool) -> Iterator[str]:
    """Yield the readings of `tex`, the likeliest first, each once."""
    if not verbatim and not LINE_BREAKING.search(tex):
        tex = DOUBLED_BACKSLASH.sub(r"\\", tex)
    marked = not verbatim and ESCAPE_MARKS.search(TEXT_GROUP.sub("", tex))
    undone = undo_escapes(tex)
    ungrouped = re.sub(r"\\([{}])", r"\1", undone)
    yield from dict.fromkeys((undone, tex, ungrouped) if marked else (tex, undone, ungrouped))


def undo_escapes(tex: str) -> str:
    """Return `tex` without escapes that mean nothing in TeX, except within its text commands."""
    parts = TEXT_GROUP.split(tex)
    return "".join(
        part if index % 2 else rewrite_rules.apply_rules(part, UNESCAPE_RULES)
        for index, part in enumerate(parts)
    )
