"""What the passes over one post share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from posts.rendering.result import RenderWarning
from posts.rendering.tree import Atom, Element, Node

# As comrak writes it: line and byte, from 1, of begin and end.
PLACE = re.compile(r"(\d{1,7}):(\d{1,7})-(\d{1,7}):(\d{1,7})")


@dataclass(slots=True)
class Page:
    """One rendering in progress.

    `markdown` are the lines that became HTML, `lines` which of the author's (from 1) each comes from.
    """

    language: str
    image_sizes: Mapping[str, Sequence[int]]
    markdown: Sequence[bytes] = ()
    lines: Sequence[int] = ()
    # Some lexers need time that grows with the square of the code. Of the processor: on a busy machine
    # the preview must not be coloured otherwise than the page.
    colour_seconds: float = 1.0
    formulas: list[Atom] = field(default_factory=list)
    warnings: list[RenderWarning] = field(default_factory=list)

    def line_of(self, element: Element) -> int | None:
        """Return the author's line of `element`, where comrak made it."""
        line, _ = self.place_of(element)
        return self.lines[line] if line < len(self.lines) else None

    def beginning_of(self, node: Node) -> int | None:
        """Return the author's line of `node`, or of the first thing in it whose line is known."""
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Element):
                if line := self.line_of(node):
                    return line
                waiting.extend(reversed(node.children))
            elif isinstance(node, Atom) and node.line:
                return node.line
        return None

    def around(self, element: Element) -> tuple[bytes, bytes]:
        """Return up to two bytes of Markdown before and after the beginning of `element`."""
        line, column = self.place_of(element)
        text = self.markdown[line] if line < len(self.markdown) else b""
        return text[max(0, column - 2) : column], text[column : column + 2]

    def source_of(self, element: Element) -> str:
        """Return the Markdown of `element`, where comrak made it of one line; else ""."""
        match = PLACE.match(element.attributes.get("data-sourcepos", ""))
        line, column = self.place_of(element)
        if not match or match[1] != match[3] or line >= len(self.markdown):
            return ""
        return self.markdown[line][column : int(match[4])].decode(errors="replace")

    def line_from(self, element: Element) -> str:
        """Return the Markdown from where `element` begins to the end of that line, where comrak made it."""
        line, column = self.place_of(element)
        return self.markdown[line][column:].decode(errors="replace") if line < len(self.markdown) else ""

    def outside(self, element: Element) -> tuple[bytes, bytes]:
        """Return the bytes of Markdown before and after `element`, empty at the ends of its lines."""
        if not (match := PLACE.match(element.attributes.get("data-sourcepos", ""))):
            return b"", b""
        first, begin, last, end = map(int, match.groups())
        # An author may have typed the attribute, with any numbers.
        before, after = (b"".join(self.markdown[line - 1 : line]) for line in (first, last))
        return before[max(0, begin - 2) : max(0, begin - 1)], after[end : end + 1]

    def place_of(self, element: Element) -> tuple[int, int]:
        """Return where `element` begins in the Markdown: line and byte from 0; past the end where unknown."""
        match = PLACE.match(element.attributes.get("data-sourcepos", ""))
        return (int(match[1]) - 1, int(match[2]) - 1) if match else (len(self.markdown), 0)

    def warn(self, kind: str, line: int | None, detail: str = "") -> None:
        self.warnings.append(RenderWarning(kind, line, detail))
