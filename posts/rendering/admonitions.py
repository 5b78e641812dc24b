"""Notes as Python-Markdown and MkDocs write them: `!!! tip "Title"` above indented lines.

They become directives, `:::tip "Title"` … `:::`, which `dialects` knows.
`???` is a note that is closed at first, `???+` an open one that folds.
"""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.fences import find_fences
from posts.rendering.passes.callouts import KINDS

MAX_DEPTH = 10
OPENING = re.compile(
    r'(?P<indent>[ \t]*)(?P<sign>!!!|\?\?\?\+?)[ \t]+(?P<name>\w+)(?P<title>[ \t]+"[^"]*")?[ \t]*'
)
COLLAPSE = {"!!!": "", "???": ' collapse="true"', "???+": ' collapse="false"'}
# What the lines of a note begin with, beyond the line that begins it.
STEPS = ("    ", "\t")

# With its number in the source, from 0.
Line = tuple[int, str]


def to_directives(source: str) -> list[Line]:
    """Return the lines of `source`, notes as directives."""
    lines = source.split("\n")
    numbered = list(enumerate(lines))
    if "!!!" not in source and "???" not in source:
        return numbered
    return list(rewritten(numbered, find_fences(lines).inside, depth=0))


def rewritten(lines: Sequence[Line], in_fence: Sequence[bool], *, depth: int) -> Iterator[Line]:
    index = 0
    while index < len(lines):
        number, line = lines[index]
        index += 1
        opening = None if in_fence[number] or depth == MAX_DEPTH else OPENING.fullmatch(line)
        body = body_of(opening["indent"], lines, index) if opening and opening["name"] in KINDS else []
        if not opening or not body:
            yield number, line
            continue
        index += len(body)
        options = (opening["title"] or "") + COLLAPSE[opening["sign"]]
        yield number, f"{opening['indent']}:::{opening['name']}{options}"
        yield from rewritten(body, in_fence, depth=depth + 1)
        yield body[-1][0], f"{opening['indent']}:::"


def body_of(indent: str, lines: Sequence[Line], begin: int) -> list[Line]:
    """Return the lines from `begin` on that are indented deeper than `indent`, by one step less."""
    body: list[Line] = []
    # Not over a slice, which would make many notes take quadratic time.
    for index in range(begin, len(lines)):
        number, line = lines[index]
        step = next((step for step in STEPS if line.startswith(indent + step)), "")
        if line.strip() and not step:
            break
        body.append((number, indent + line.removeprefix(indent + step)))
    while body and not body[-1][1].strip():
        body.pop()
    return body
