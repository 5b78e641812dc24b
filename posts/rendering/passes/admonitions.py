"""Admonitions, as Python-Markdown and MkDocs write them: `!!! tip "Title"` above indented lines.

They become directives, `:::tip "Title"` … `:::`, which `callout_dialects` knows.
`???` is one that is closed at first, `???+` an open one that folds.
"""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.passes.callouts import CALLOUT_KINDS
from posts.rendering.source import SourceText

MAX_ADMONITION_DEPTH = 10
ADMONITION_OPENING = re.compile(
    r'(?P<indent>[ \t]*)(?P<sign>!!!|\?\?\?\+?)[ \t]+(?P<name>\w+)(?P<title>[ \t]+"[^"]*")?[ \t]*'
)
COLLAPSE_OPTIONS = {"!!!": "", "???": ' collapse="true"', "???+": ' collapse="false"'}
# By what the body is indented, beyond the line that opens it.
INDENTS = ("    ", "\t")

# With its number in the source, from 0.
NumberedLine = tuple[int, str]


def admonitions_to_directives(source: SourceText) -> list[NumberedLine]:
    """Return the lines of `source`, its admonitions as directives."""
    numbered = list(enumerate(source.lines))
    if "!!!" not in source.text and "???" not in source.text:
        return numbered
    return list(rewrite_admonitions(numbered, source.fences.in_fence, depth=0))


def rewrite_admonitions(
    lines: Sequence[NumberedLine], in_fence: Sequence[bool], *, depth: int
) -> Iterator[NumberedLine]:
    """Give `lines` with the admonitions in them, which are `depth` levels deep, as directives."""
    index = 0
    while index < len(lines):
        number, line = lines[index]
        index += 1
        is_allowed = depth < MAX_ADMONITION_DEPTH and not in_fence[number]
        opening = ADMONITION_OPENING.fullmatch(line) if is_allowed else None
        is_callout = opening is not None and opening["name"] in CALLOUT_KINDS
        body = indented_body(opening["indent"], lines, index) if opening and is_callout else []
        if not opening or not body:
            yield number, line
            continue
        index += len(body)
        options = (opening["title"] or "") + COLLAPSE_OPTIONS[opening["sign"]]
        yield number, f"{opening['indent']}:::{opening['name']}{options}"
        yield from rewrite_admonitions(body, in_fence, depth=depth + 1)
        yield body[-1][0], f"{opening['indent']}:::"


def indented_body(indent: str, lines: Sequence[NumberedLine], begin: int) -> list[NumberedLine]:
    """Return the lines from `begin` on that are indented deeper than `indent`, by one step less."""
    body: list[NumberedLine] = []
    # Not over a slice, which would make many admonitions take quadratic time.
    for index in range(begin, len(lines)):
        number, line = lines[index]
        step = next((step for step in INDENTS if line.startswith(indent + step)), "")
        if line.strip() and not step:
            break
        body.append((number, indent + line.removeprefix(indent + step)))
    while body and not body[-1][1].strip():
        body.pop()
    return body
