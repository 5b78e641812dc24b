"""Code of a notebook in Markdown: blocks titled by the number of a cell, as `In [3]`, and their digests."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from posts.rendering.scanner import find_fences

CELL_TITLE = re.compile(r'\btitle="In \[(\d{1,9})\]"')
CODE_DIGEST_LENGTH = 16  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class NotebookCodeBlock:
    """A block of code that a notebook ran: the number of its run, its line from 1, and the code's digest."""

    number: int
    line: int
    digest: str


def compute_code_digest(code: str) -> str:
    """Return a digest of code that ignores spaces at the ends of lines, and empty lines around."""
    text = "\n".join(line.rstrip() for line in code.strip("\n").split("\n"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:CODE_DIGEST_LENGTH]


def find_notebook_code(source: str) -> Iterator[NotebookCodeBlock]:
    """Yield the blocks of code in `source` that are cells of a notebook, in their order."""
    if 'title="In [' not in source:
        return
    lines = source.split("\n")
    scan = find_fences(lines)
    starts = sorted(scan.prefixes)
    for start, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        title = CELL_TITLE.search(lines[start])
        if title is None:
            continue
        end = start + 1
        while end < following and scan.in_fence[end]:
            end += 1
        width = len(scan.prefixes[start])
        # The last line of a block that is closed is its fence.
        code = "\n".join(line[width:] for line in lines[start + 1 : end - (start != scan.unclosed)])
        yield NotebookCodeBlock(int(title[1]), start + 1, compute_code_digest(code))
