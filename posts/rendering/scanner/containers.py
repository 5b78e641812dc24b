"""Container blocks: in which quote or list item a line stands, and whether it may hold a display formula."""

import re

CONTAINER_MARKERS = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]\s]+\]:))*[ \t]*")
LIST_MARKER = re.compile(r"[^> ]")
FOOTNOTE_MARKER = re.compile(r"\[\^[^\]\s]+\]:[ \t]*")
ATX_HEADING = re.compile(r"#{1,6}[ \t]")
HTML_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|iframe|li|main|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b",
    re.IGNORECASE,
)
# Any other tag begins an HTML block where it has a line to itself and interrupts no paragraph.
LONE_TAG = re.compile(r"</?[a-zA-Z][^<>]*>\s*")
RAW_HTML_START = re.compile(r"<(?:(pre|script|style|textarea)\b|!--)", re.IGNORECASE)
CODE_INDENT = 4


class ContainerTracker:
    """Follows a source line by line.

    `prefix` is what a new block needs at the beginning of its lines to stand where the last line stands,
    `in_html` whether that line belongs to an HTML block.
    """

    def __init__(self) -> None:
        self.prefix = ""
        self.in_html = False
        # What begins the further lines of the innermost quote or list item.
        self.item_prefix = ""
        self.after_blank = True
        self.in_indented_code = False
        self.in_table = False
        self.raw_html_end = ""

    def enter_line(self, line: str, following: str, *, in_fence: bool) -> bool:
        """Go on to `line`; return whether it is text in which a formula may become a block of its own."""
        markers = CONTAINER_MARKERS.match(line)[0]  # type: ignore[index]  # it matches the empty string too
        content = line[len(markers) :]
        if not content:
            self.after_blank, self.in_html, self.in_table = True, False, False
            return False
        if not in_fence:
            self.update_prefix(markers.expandtabs(CODE_INDENT))
            self.in_table = (
                self.in_table
                or is_table_delimiter_row(line)
                or ("|" in line and is_table_delimiter_row(following))
            )
            is_lone_tag = self.after_blank and LONE_TAG.fullmatch(content)
            self.in_html = self.in_html or bool(is_lone_tag or HTML_BLOCK_TAG.match(content))
        self.after_blank = False
        is_verbatim = in_fence or self.in_indented_code or self.in_table or self.is_raw_html(content)
        return not is_verbatim and not ATX_HEADING.match(content) and not (self.in_html and content[0] == "<")

    def update_prefix(self, markers: str) -> None:
        """Find the prefix of a line that begins with `markers`."""
        prefix = continuation_prefix(markers)
        if LIST_MARKER.search(markers):
            self.item_prefix = prefix
        elif markers.count(">") != self.item_prefix.count(">"):
            self.item_prefix = prefix[: prefix.rfind(">") + 2]
        elif self.after_blank and len(prefix) < len(self.item_prefix):
            self.item_prefix = prefix
        depth = len(prefix) - len(self.item_prefix)
        self.in_indented_code = depth >= CODE_INDENT and (self.after_blank or self.in_indented_code)
        # A lazy continuation line, too far left or right, belongs to the item.
        self.prefix = prefix if 0 <= depth < CODE_INDENT else self.item_prefix

    def is_raw_html(self, content: str) -> bool:
        """Whether the line is inside HTML that is not read as Markdown up to its end tag."""
        if not self.raw_html_end and (match := RAW_HTML_START.match(content)):
            self.raw_html_end = f"</{match[1].lower()}>" if match[1] else "-->"
        is_raw = bool(self.raw_html_end)
        if self.raw_html_end in content.lower():
            self.raw_html_end = ""
        return is_raw

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


def continuation_prefix(markers: str) -> str:
    """Return the prefix of the lines that follow a line which begins with `markers`."""
    return re.sub(r"[^> ]", " ", FOOTNOTE_MARKER.sub(" " * CODE_INDENT, markers))


def is_table_delimiter_row(line: str) -> bool:
    """Whether `line` is the row of hyphens below the head of a table (GFM, section 4.10)."""
    return "|" in line and "-" in line and not line.strip(" \t:|->")
