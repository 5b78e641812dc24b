"""In which quote or list item a line of Markdown stands, as far as a new block needs to know."""

import re

MARKERS = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]\s]+\]:))*[ \t]*")
LIST_MARKER = re.compile(r"[^> ]")
FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:[ \t]*")
HEADING = re.compile(r"#{1,6}[ \t]")
HTML_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|iframe|li|main|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b",
    re.IGNORECASE,
)
# Any other tag begins HTML where it has a line to itself and no paragraph goes on.
LONE_TAG = re.compile(r"</?[a-zA-Z][^<>]*>\s*")
RAW_HTML = re.compile(r"<(?:(pre|script|style|textarea)\b|!--)", re.IGNORECASE)
CODE_INDENT = 4


class Containers:
    """Follows a source line by line; `prefix` begins a new block where the last line stands."""

    def __init__(self) -> None:
        self.prefix = ""
        self.in_html = False
        # What begins the next lines of the innermost quote or list item.
        self.item = ""
        self.after_blank = True
        self.in_code = False
        self.in_table = False
        self.raw_html_end = ""

    def enter(self, line: str, following: str, *, in_fence: bool) -> bool:
        """Go on to `line`; return whether it is text in which a formula may be a block of its own."""
        markers = MARKERS.match(line)[0]  # type: ignore[index]  # it matches the empty string too
        content = line[len(markers) :]
        if not content:
            self.after_blank, self.in_html, self.in_table = True, False, False
            return False
        if not in_fence:
            self.place(markers.expandtabs(CODE_INDENT))
            self.in_table = self.in_table or is_table_rule(line) or ("|" in line and is_table_rule(following))
            is_lone_tag = self.after_blank and LONE_TAG.fullmatch(content)
            self.in_html = self.in_html or bool(is_lone_tag or HTML_BLOCK.match(content))
        self.after_blank = False
        is_verbatim = in_fence or self.in_code or self.in_table or self.is_raw_html(content)
        return not is_verbatim and not HEADING.match(content) and not (self.in_html and content[0] == "<")

    def place(self, markers: str) -> None:
        """Find the prefix of a line that begins with `markers`."""
        prefix = continue_markers(markers)
        if LIST_MARKER.search(markers):
            self.item = prefix
        elif markers.count(">") != self.item.count(">"):
            self.item = prefix[: prefix.rfind(">") + 2]
        elif self.after_blank and len(prefix) < len(self.item):
            self.item = prefix
        depth = len(prefix) - len(self.item)
        self.in_code = depth >= CODE_INDENT and (self.after_blank or self.in_code)
        # A line that goes on lazily, too far left or right, belongs to the item.
        self.prefix = prefix if 0 <= depth < CODE_INDENT else self.item

    def is_raw_html(self, content: str) -> bool:
        """Whether the line is inside HTML that is not read as Markdown up to its end tag."""
        if not self.raw_html_end and (match := RAW_HTML.match(content)):
            self.raw_html_end = f"</{match[1].lower()}>" if match[1] else "-->"
        is_raw = bool(self.raw_html_end)
        if self.raw_html_end in content.lower():
            self.raw_html_end = ""
        return is_raw

    def strip(self, line: str) -> str:
        """Return `line` without what the quote or list item puts before it."""
        for sign in self.prefix:
            if line[:1] in {sign, "\t"}:
                line = line[1:]
        return line.rstrip()

    def holds(self, line: str) -> bool:
        """Whether `line` is still in the quote of the last line entered."""
        depth = self.prefix.count(">")
        return line.lstrip(" ").startswith(">") if depth else True


def continue_markers(markers: str) -> str:
    """Return the prefix of the lines that follow a line which begins with `markers`."""
    return re.sub(r"[^> ]", " ", FOOTNOTE.sub(" " * CODE_INDENT, markers))


def is_table_rule(line: str) -> bool:
    """Whether `line` is the rule below the head of a table."""
    return "|" in line and "-" in line and not line.strip(" \t:|->")
