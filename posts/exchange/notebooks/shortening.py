"""The JSON of a notebook without the outputs that are too large: found in its bytes, never parsed.

So a notebook with hundreds of megabytes of outputs takes no more memory than MAX_PARSED_BYTES of JSON do.
"""

import re
from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

# In base64, this is a picture of 20 MB.
MAX_OUTPUT_BYTES = 28_000_000
MAX_PARSED_BYTES = 64_000_000
MAX_PARSED_PARTS = 20_000
# Up to the next bracket outside of strings (RFC 8259); within an output, past lists and objects that hold no
# others.
PLAIN = rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")'
TO_BRACKET = re.compile(PLAIN + rb"*+([\[\]{}])", re.DOTALL)
TO_OUTER_BRACKET = re.compile(
    rb"(?:" + PLAIN + rb"|\[" + PLAIN + rb"*+\]|\{" + PLAIN + rb"*+\})*+([\[\]{}])", re.DOTALL
)
KEY_BEFORE = re.compile(rb'"(\w{1,20})"\s{0,20}:\s{0,200}\Z')
KEY_BYTES = 256
OMITTED = b'{"output_type":"omitted","size":%d}'
SKIPPED_KEYS = (b"attachments", b"widgets")


class JsonPart(NamedTuple):
    """An object within a notebook that may be left out: `start` and `end` are offsets in bytes."""

    start: int
    end: int
    is_output: bool

    @property
    def size(self) -> int:
        return self.end - self.start


def iter_large_parts(data: bytes | mmap) -> Iterator[JsonPart]:
    """Yield the outputs, attachments and states of widgets of the notebook in `data`, in their order."""
    stack: list[tuple[int, bytes]] = []
    opened: tuple[int, bool, int] | None = None
    position = 0
    while match := (TO_OUTER_BRACKET if opened else TO_BRACKET).match(data, position):
        position = match.end()
        sign = match[1]
        if sign in b"[{":
            if opened is None:
                key = find_json_key(data, position - 1)
                is_output = sign == b"{" and bool(stack) and stack[-1][1] == b"outputs"
                if is_output or (sign == b"{" and key in SKIPPED_KEYS):
                    opened = (position - 1, is_output, len(stack))
                stack.append((position - 1, key if sign == b"[" or key in SKIPPED_KEYS else b""))
            else:
                stack.append((position - 1, b""))
        elif stack:
            stack.pop()
            if opened and len(stack) == opened[2]:
                yield JsonPart(opened[0], position, opened[1])
                opened = None


def find_json_key(data: bytes | mmap, position: int) -> bytes:
    """Return the key whose value begins at `position`; b"" for an item of a list."""
    match = KEY_BEFORE.search(data[max(0, position - KEY_BYTES) : position])
    return match[1] if match else b""


def shorten_json(data: bytes | mmap) -> tuple[bytes, int, int]:
    """Return the JSON of a notebook without the parts that are too large, their number and their bytes.

    In the place of a large output stands one of the kind "omitted", with its size; in that of others, null.
    """
    pieces: list[bytes] = []
    position = kept = count = size = 0
    for number, part in enumerate(iter_large_parts(data)):
        is_large = part.size > MAX_OUTPUT_BYTES
        if not is_large and kept + part.size <= MAX_PARSED_BYTES and number < MAX_PARSED_PARTS:
            kept += part.size
            continue
        count, size = count + 1, size + part.size
        between = data[position : part.start]
        # Of many small outputs in a row, one null stays.
        if is_large or between.strip() != b"," or not pieces:
            pieces += [between, OMITTED % part.size if is_large and part.is_output else b"null"]
        position = part.end
    pieces.append(data[position:])
    return b"".join(pieces), count, size
