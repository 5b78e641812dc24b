"""What the passes over one post share."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from posts.rendering.formulas import EquationNumbers, MacroExpander
from posts.rendering.result import Heading, Label, Mention, RenderWarning
from posts.rendering.tree import Element, Node, OpaqueNode

# As comrak writes it: line and byte, from 1, of begin and end.
SOURCE_POSITION = re.compile(r"(\d{1,7}):(\d{1,7})-(\d{1,7}):(\d{1,7})")


@dataclass(slots=True)
class RenderContext:
    """One render in progress: what it was given, where it is in the source, and what it has found so far.

    `image_sizes` to `citation_style` are those of `render`. `markdown_lines` are the lines that the parser
    read, `author_lines` which of the author's (from 1) each comes from. `summary` is that of the post, where
    its author wrote one.
    """

    language: str
    image_sizes: Mapping[str, Sequence[int]]
    macros: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    numbering: Mapping[str, Any] = field(default_factory=dict)
    literature: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    citation_style: str = ""
    markdown_lines: Sequence[bytes] = ()
    author_lines: Sequence[int] = ()
    # Some lexers need time that grows with the square of the code. Of the processor: on a busy machine
    # the preview must not be highlighted otherwise than the page.
    highlight_seconds: float = 1.0
    # What diagrams of the post may still take, and what they have taken.
    diagram_seconds: float = 4.0
    diagram_characters: int = 0
    # How often each source was drawn.
    diagrams: Counter[str] = field(default_factory=Counter)
    formulas: list[OpaqueNode] = field(default_factory=list)
    # Whether the source may cite anything.
    has_citations: bool = False
    has_pasted_mathml: bool = False
    has_excerpt_marker: bool = False
    # Whether something may have a number, or may refer to what has one.
    has_numbered: bool = False
    warnings: list[RenderWarning] = field(default_factory=list)
    # The notes by their labels without case: each label as typed, and the author's lines of its note.
    note_lines: dict[str, tuple[str, list[int]]] = field(default_factory=dict)
    # The same of those that stand in HTML, unless the parser takes them for notes.
    possible_note_lines: dict[str, tuple[str, list[int]]] = field(default_factory=dict)
    # Definitions of abbreviations by the words: what they stand for, and the author's line.
    abbreviations: dict[str, tuple[str, int]] = field(default_factory=dict)
    summary: "Summary | None" = None
    block_lines: tuple[int | None, ...] = ()
    toc: list[Heading] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    # How many things of each kind the post has numbered itself.
    counts: dict[str, int] = field(default_factory=dict)
    labels_by_key: dict[str, Label] = field(default_factory=dict)
    equation_numbers: EquationNumbers = field(default_factory=EquationNumbers)
    # In which part of the post a display formula stands, by its identity, where parts are numbered.
    formula_sections: dict[int, int] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    # Whether the tree holds a link to somewhere on the site.
    has_local_links: bool = False
    excerpt: str = ""
    feed_html: str = ""
    # Knows the site's macros and those that the post has defined so far.
    macro_expander: MacroExpander = field(init=False)

    def __post_init__(self) -> None:
        self.macro_expander = MacroExpander(self.macros)

    def add_label(self, label: Label, line: int | None) -> None:
        """Note what can be referred to; of two with one key the first counts, and the author is told."""
        if label.key in self.labels_by_key:
            self.add_warning("duplicate-label", line, label.key)
        else:
            self.labels_by_key[label.key] = label
            self.labels.append(label)

    def line_of(self, element: Element) -> int | None:
        """Return the author's line of `element`, where comrak made it."""
        line, _ = self.position_of(element)
        return self.author_lines[line] if line < len(self.author_lines) else None

    def first_line_of(self, node: Node) -> int | None:
        """Return the author's line of `node`, or of the first node in it whose line is known."""
        pending = [node]
        while pending:
            node = pending.pop()
            if isinstance(node, Element):
                if line := self.line_of(node):
                    return line
                pending.extend(reversed(node.children))
            elif isinstance(node, OpaqueNode) and node.line:
                return node.line
        return None

    def bytes_at_start(self, element: Element) -> tuple[bytes, bytes]:
        """Return up to two bytes of Markdown before and after the beginning of `element`."""
        line, column = self.position_of(element)
        text = self.markdown_lines[line] if line < len(self.markdown_lines) else b""
        return text[max(0, column - 2) : column], text[column : column + 2]

    def bytes_outside(self, element: Element) -> tuple[bytes, bytes]:
        """Return the bytes of Markdown before and after `element`, empty at the ends of its lines."""
        if not (match := SOURCE_POSITION.match(element.attributes.get("data-sourcepos", ""))):
            return b"", b""
        first, begin, last, end = map(int, match.groups())
        # An author may have typed the attribute, with any numbers.
        before, after = (b"".join(self.markdown_lines[line - 1 : line]) for line in (first, last))
        return before[max(0, begin - 2) : max(0, begin - 1)], after[end : end + 1]

    def markdown_of(self, element: Element) -> str:
        """Return the Markdown of `element`, where comrak made it of one line; else ""."""
        match = SOURCE_POSITION.match(element.attributes.get("data-sourcepos", ""))
        line, column = self.position_of(element)
        if not match or match[1] != match[3] or line >= len(self.markdown_lines):
            return ""
        return self.markdown_lines[line][column : int(match[4])].decode(errors="replace")

    def rest_of_line(self, element: Element) -> str:
        """Return the Markdown from the beginning of `element` to the end of its line; "" where unknown."""
        line, column = self.position_of(element)
        if line >= len(self.markdown_lines):
            return ""
        return self.markdown_lines[line][column:].decode(errors="replace")

    def position_of(self, element: Element) -> tuple[int, int]:
        """Return where `element` begins in the Markdown: line and byte from 0; past the end if unknown."""
        match = SOURCE_POSITION.match(element.attributes.get("data-sourcepos", ""))
        return (int(match[1]) - 1, int(match[2]) - 1) if match else (len(self.markdown_lines), 0)

    def add_warning(self, kind: str, line: int | None, detail: str = "") -> None:
        """Warn the author; the parameters are the fields of `RenderWarning`."""
        self.warnings.append(RenderWarning(kind, line, detail))


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of a post, rendered with a context of its own."""

    root: Element
    context: RenderContext
