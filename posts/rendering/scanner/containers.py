"""Container blocks: in which quote or list item a line stands, and whether it may hold a display formula."""

import re

from posts.rendering.scanner.blocks import CODE_INDENT, QUOTE, TAB_WIDTH, BlockTracker, LineKind

CONTAINER_MARKERS = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]\s]+\]:))*[ \t]*")


class ContainerTracker:
    """Follows a source line by line.

    `prefix` is what a new block needs at the beginning of its lines to stand where the last line stands,
    `in_html` whether that line belongs to an HTML block.
    """

    def __init__(self) -> None:
        self.blocks = BlockTracker()
        self.prefix = ""
        self.in_html = False
        self.in_table = False

    def enter_line(self, line: str, following: str) -> bool:
        """Go on to `line`; return whether it is text in which a formula may become a block of its own."""
        self.blocks.enter_line(line)
        kind = self.blocks.kind
        if kind is LineKind.BLANK:
            self.in_html = self.in_table = False
            return False
        self.in_html = kind is LineKind.HTML
        containers = self.blocks.containers
        self.prefix = (
            "".join("> " if depth == QUOTE else " " * depth for depth in containers) if containers else ""
        )
        if self.prefix or line[:1].isspace():
            self.prefix += " " * self.indentation(line)
        self.in_table = kind is LineKind.TEXT and (
            self.in_table
            or ("|" in line and (is_table_delimiter_row(line) or is_table_delimiter_row(following)))
        )
        if self.in_html:
            return not line.lstrip(" \t>").startswith("<")
        return kind is LineKind.TEXT and not self.in_table

    def indentation(self, line: str) -> int:
        """Return by how much a paragraph is indented in its container: less than indented code."""
        markers = CONTAINER_MARKERS.match(line)[0]  # type: ignore[index]  # it matches the empty string too
        depth = len(markers.expandtabs(TAB_WIDTH)) - len(self.prefix)
        is_indented = not markers.strip(" \t>") and 0 < depth < CODE_INDENT
        return depth if is_indented else 0

    def strip_prefix(self, line: str) -> str:
        """Return `line` without what its quote or list item puts before it."""
        for sign in self.prefix:
            if line[:1] in {sign, "\t"}:
                line = line[1:]
        return line.rstrip()

    def is_in_quote(self, line: str) -> bool:
        """Whether `line` is still in the quote of the last line entered; true where that is in none."""
        depth = self.prefix.count(">")
        return line.lstrip(" ").startswith(">") if depth else True


def is_table_delimiter_row(line: str) -> bool:
    """Whether `line` is the row of hyphens below the head of a table (GFM, section 4.10)."""
    return "|" in line and "-" in line and not line.strip(" \t:|->")
