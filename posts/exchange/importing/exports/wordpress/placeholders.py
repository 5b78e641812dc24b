"""Placeholders: parts of a text that later steps must not read, put back at the end."""

import re

HELD_PART = re.compile("\ue000(\\d+)\ue001")
PLACEHOLDER_MARKS = re.compile("[\ue000\ue001]")


class Placeholders:
    """Holds parts of one text; what is held may hold placeholders itself."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def hold(self, part: str) -> str:
        """Return what stands for `part` within a line."""
        self.parts.append(part)
        return f"\ue000{len(self.parts) - 1}\ue001"

    def hold_block(self, part: str) -> str:
        """Return what stands for `part`, a block of its own."""
        return f"\n\n<div>{self.hold(part)}</div>\n\n"

    def restore(self, text: str) -> str:
        """Return `text` with all that it holds."""
        while HELD_PART.search(text):
            text = HELD_PART.sub(lambda match: self.parts[int(match[1])], text)
        return text
