"""Blocks of the block editor: comments `<!-- wp:name {attributes} -->` around HTML, read as a tree."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

BLOCK_COMMENT_START = re.compile(r"<!--\s{1,20}/?wp:")
BLOCK_COMMENT = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>(?:[a-z][a-z0-9_-]*/)?[a-z][a-z0-9_-]*)\s+"
    r"(?P<attributes>\{.*\}\s+)?(?P<void>/)?-->",
    re.DOTALL,
)
MAX_BLOCK_DEPTH = 60


@dataclass(slots=True)
class EditorBlock:
    """A block: its name without `core/`, its attributes, and HTML and blocks within it, in their order."""

    name: str
    attributes: dict[str, Any] = field(default_factory=dict)
    children: list["str | EditorBlock"] = field(default_factory=list)

    def get_html(self) -> str:
        """Return the HTML of this block without that of blocks within it."""
        return "".join(child for child in self.children if isinstance(child, str))

    def get_text(self, key: str) -> str:
        """Return the attribute `key`; "" where it is no text."""
        value = self.attributes.get(key)
        return value if isinstance(value, str) else ""


def parse_blocks(content: str) -> EditorBlock:
    """Return a block without a name that holds those of `content`. What nobody ends, ends at the end."""
    root = EditorBlock("")
    stack, position = [root], 0
    for start, match in find_block_comments(content):
        if text := content[position:start]:
            stack[-1].children.append(text)
        position = start + len(match[0])
        name = match["name"].removeprefix("core/")
        if match["end"]:
            close_editor_block(stack, name)
            continue
        block = EditorBlock(name, read_attributes(match["attributes"]))
        stack[-1].children.append(block)
        if not match["void"] and len(stack) < MAX_BLOCK_DEPTH:
            stack.append(block)
    stack[-1].children.append(content[position:])
    return root


def find_block_comments(content: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the place of each comment that begins or ends a block, and its parts."""
    for start in BLOCK_COMMENT_START.finditer(content):
        end = content.find("-->", start.end())
        if end < 0:
            return
        if match := BLOCK_COMMENT.fullmatch(content[start.start() : end + 3]):
            yield start.start(), match


def close_editor_block(stack: list[EditorBlock], name: str) -> None:
    if any(block.name == name for block in stack[1:]):
        while stack.pop().name != name:
            pass


def read_attributes(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
