"""Markdown on its way to the parser, which remembers the lines its author sees."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceText:
    """`author_lines[i]` is the author's line, from 1, of line i, from 0, of `text`."""

    text: str
    author_lines: list[int]

    @classmethod
    def from_text(cls, text: str) -> "SourceText":
        """Return `text` as its author typed it."""
        return cls(text, list(range(1, text.count("\n") + 2)))

    def rewrite(self, lines: Iterable[tuple[int, str]]) -> "SourceText":
        """Return the text of `lines`, each given with the number, from 0, of the line here it comes from."""
        numbered = list(lines)
        text = "\n".join(line for _, line in numbered)
        return SourceText(text, [self.author_lines[number] for number, _ in numbered])
