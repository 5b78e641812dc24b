"""What the passes over one post share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from posts.rendering.result import RenderWarning
from posts.rendering.tree import Atom, Element


@dataclass(slots=True)
class Page:
    """One rendering in progress.

    `lines[i]` is the author's line (from 1) of line i (from 0) of the text that became HTML.
    """

    language: str
    image_sizes: Mapping[str, tuple[int, int]]
    lines: Sequence[int] = ()
    formulas: list[tuple[Atom, int | None]] = field(default_factory=list)
    warnings: list[RenderWarning] = field(default_factory=list)

    def line_of(self, element: Element) -> int | None:
        """Return the author's line of `element`, where comrak made it."""
        number, _, _ = element.attributes.get("data-sourcepos", "").partition(":")
        index = int(number) - 1 if number.isdecimal() else -1
        return self.lines[index] if 0 <= index < len(self.lines) else None

    def warn(self, kind: str, line: int | None, detail: str) -> None:
        self.warnings.append(RenderWarning(kind, line, detail))
