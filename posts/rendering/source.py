"""Markdown on its way to the parser, which remembers the lines its author sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from posts.rendering.scanner import FenceScan, find_fences


@dataclass(frozen=True)
class SourceText:
    """`author_lines[i]` is the author's line, from 1, of line i, from 0, of `text`.

    A pass that changes nothing returns the same object, so that `lines` and `fences` are found once for all.
    """

    text: str
    author_lines: list[int]

    @classmethod
    def from_text(cls, text: str) -> "SourceText":
        """Return `text` as its author typed it."""
        return cls(text, list(range(1, text.count("\n") + 2)))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text."""
        return tuple(self.text.split("\n"))

    @cached_property
    def fences(self) -> FenceScan:
        """The fenced code of the text."""
        return find_fences(self.lines)

    def rewrite(self, lines: Iterable[tuple[int, str]]) -> "SourceText":
        """Return the text of `lines`, each given with the number, from 0, of the line here it comes from."""
        numbered = list(lines)
        text = "\n".join(line for _, line in numbered)
        return SourceText(text, [self.author_lines[number] for number, _ in numbered])
