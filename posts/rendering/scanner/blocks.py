"""The blocks of a Markdown source, as far as fenced code needs them (CommonMark 0.31.2, sections 4 and 5).

In which quotes and list items a line stands decides how far a fence in it is indented, and where it ends. In
an HTML block, as in indented code, nothing is a fence.
"""

import re
from enum import Enum, auto

CODE_INDENT = 4
TAB_WIDTH = 4
QUOTE = -1
# On one line; what stands behind more is taken for text.
MAX_CONTAINERS = 100

FENCE_OPENING = re.compile(r"(?P<fence>`{3,})[^`]*$|(?P<tildes>~{3,})")
FENCE_CLOSING = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,}) *$")
LIST_ITEM_MARKER = re.compile(r"(?P<mark>[-*+]|(?P<number>\d{1,9})[.)])(?P<space> +|$)")
FOOTNOTE_DEFINITION = re.compile(r"\[\^[^\]\s]+\]:")
# Ours and Python-Markdown's; what is indented below it belongs to it.
ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?) +\w")
THEMATIC_BREAK = re.compile(r"(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
ATX_HEADING = re.compile(r"#{1,6}(?: |$)")
SETEXT_UNDERLINE = re.compile(r"(?:=+|-+) *$")
# What begins an HTML block, and what ends it: the same kinds, in the order of section 4.6.
HTML_BLOCK = re.compile(
    r"<(?:(?P<verbatim>script|pre|style|textarea)(?=[ >]|$)|(?P<comment>!--)|(?P<instruction>\?)"
    r"|(?P<declaration>![A-Za-z])|(?P<cdata>!\[CDATA\[)"
    r"|/?(?P<block>address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details"
    r"|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html"
    r"|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary"
    r"|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[ >]|/>|$))",
    re.IGNORECASE,
)
HTML_BLOCK_END = {
    "verbatim": re.compile("</(?:script|pre|style|textarea)>", re.IGNORECASE),
    "comment": re.compile("-->"),
    "instruction": re.compile(r"\?>"),
    "declaration": re.compile(">"),
    "cdata": re.compile(r"\]\]>"),
}
BLANK = re.compile(r"^\s*$")
LONE_TAG_ATTRIBUTE = r"(?: +[A-Za-z_:][\w.:-]*+(?: *= *(?:[^\s\"'=<>`]++|'[^']*'|\"[^\"]*\"))?+)"
LONE_TAG = re.compile(
    rf"(?:<[A-Za-z][A-Za-z0-9-]*+{LONE_TAG_ATTRIBUTE}*+ */?>|</[A-Za-z][A-Za-z0-9-]*+ *>) *$"
)
# A line that begins otherwise goes on with a paragraph, or begins one.
BLOCK_SIGNS = frozenset(" \t>-*+`~<#[!?=_:0123456789")


class LineKind(Enum):
    """What a line is: HTML that Markdown's text cannot interrupt, such as a comment, is VERBATIM too."""

    BLANK = auto()
    CODE = auto()
    HEADING = auto()
    HTML = auto()
    TEXT = auto()
    VERBATIM = auto()


class BlockTracker:
    """Follows a source line by line.

    `fence` is the opening of the code block that goes on behind the last line, and `opens_fence` tells that
    it began there; `continues_verbatim` that the line goes on with code or HTML that a line before it opened.
    `kind` is that of the line. `containers` are those of the line: QUOTE, or the columns by which a list item
    is indented.
    """

    def __init__(self) -> None:
        self.containers: list[int] = []
        self.fence = ""
        self.opens_fence = False
        self.continues_verbatim = False
        self.in_paragraph = False
        self.kind = LineKind.BLANK
        self.html_end: re.Pattern[str] | None = None

    def enter_line(self, line: str) -> bool:
        """Go on to `line`; return whether it is fenced code, or a fence."""
        self.opens_fence = self.continues_verbatim = False
        if not self.containers and not self.html_end:
            if self.fence:
                return self.continue_fence(line)
            if line and line[0] not in BLOCK_SIGNS:
                self.in_paragraph = not line.isspace()
                self.kind = LineKind.TEXT if self.in_paragraph else LineKind.BLANK
                return False
        rest, matched = self.match_containers(line.expandtabs(TAB_WIDTH))
        is_inside = matched == len(self.containers)
        if self.fence and is_inside:
            return self.continue_fence(rest)
        if self.html_end and is_inside:
            return self.continue_html(rest)
        self.fence, self.html_end = "", None
        if not rest.strip():
            del self.containers[matched:]
            self.in_paragraph = False
            self.kind = LineKind.BLANK
            return False
        return self.enter_block(rest, matched)

    def continue_html(self, rest: str) -> bool:
        """Go on to a line of the HTML block, which may be its end."""
        self.continues_verbatim = True
        if self.html_end is BLANK:
            self.kind = LineKind.HTML if rest.strip() else LineKind.BLANK
        else:
            self.kind = LineKind.VERBATIM
        self.html_end = None if self.html_end and self.html_end.search(rest) else self.html_end
        return False

    def continue_fence(self, rest: str) -> bool:
        """Go on to a line of the fenced code, which may be its closing fence."""
        self.continues_verbatim = True
        self.kind = LineKind.CODE
        if self.fence[:3] in rest:
            match = FENCE_CLOSING.match(rest.expandtabs(TAB_WIDTH))
            if match and match["fence"].startswith(self.fence):
                self.fence = ""
        return True

    def match_containers(self, text: str) -> tuple[str, int]:
        """Return what stands behind the marks of the open containers, and how many of them go on."""
        for number, container in enumerate(self.containers):
            indent = len(text) - len(text.lstrip(" "))
            if container == QUOTE:
                if indent >= CODE_INDENT or text[indent : indent + 1] != ">":
                    return text, number
                text = text[indent + 1 :].removeprefix(" ")
            elif indent >= container:
                text = text[container:]
            elif text.strip():
                return text, number
        return text, len(self.containers)

    def enter_block(self, rest: str, matched: int) -> bool:
        """Go on to a line with something on it; return whether it is an opening fence."""
        is_inside = matched == len(self.containers)
        continues = self.in_paragraph and is_inside
        opened, rest = self.open_containers(rest, continues=continues)
        indent = len(rest) - len(rest.lstrip(" "))
        content = rest[indent:]
        was_paragraph = self.in_paragraph
        if opened:
            continues = was_paragraph = False
        if not content or (indent >= CODE_INDENT and not was_paragraph):
            self.kind = LineKind.CODE if content else LineKind.BLANK
            self.replace_containers(matched, opened, in_paragraph=False)
            return False
        if indent < CODE_INDENT and self.enter_leaf(content, matched, opened, continues=continues):
            return self.opens_fence
        self.kind = LineKind.TEXT
        if not (was_paragraph and not is_inside):
            # No lazy continuation of a paragraph in containers that would end here.
            self.replace_containers(matched, opened, in_paragraph=bool(content))
        return False

    def enter_leaf(self, content: str, matched: int, opened: list[int], *, continues: bool) -> bool:
        """Begin the block other than a paragraph that `content` begins; return whether it begins one."""
        self.kind = LineKind.HEADING
        if match := FENCE_OPENING.match(content):
            self.fence = match["fence"] or match["tildes"]
            self.opens_fence = True
            self.kind = LineKind.CODE
        elif content[0] == "<" and (end := find_html_end(content, continues=continues)):
            self.kind = LineKind.HTML if end is BLANK else LineKind.VERBATIM
            self.html_end = None if end is not BLANK and end.search(content, 2) else end
        elif ADMONITION.match(content):
            opened = [*opened, CODE_INDENT]
        elif not (
            ATX_HEADING.match(content)
            or THEMATIC_BREAK.match(content)
            or (continues and SETEXT_UNDERLINE.match(content))
        ):
            return False
        self.replace_containers(matched, opened, in_paragraph=False)
        return True

    def replace_containers(self, matched: int, opened: list[int], *, in_paragraph: bool) -> None:
        self.containers[matched:] = opened
        self.in_paragraph = in_paragraph

    def open_containers(self, rest: str, *, continues: bool) -> tuple[list[int], str]:
        """Return the containers that begin on the line, and what stands behind their marks.

        `continues` tells that the line may go on with a paragraph, which not every list item interrupts.
        """
        opened: list[int] = []
        while True:
            content = rest.lstrip(" ")
            indent = len(rest) - len(content)
            is_end = indent >= CODE_INDENT or not content or len(opened) >= MAX_CONTAINERS
            if is_end or THEMATIC_BREAK.match(content):
                return opened, rest
            if content[0] == ">":
                opened.append(QUOTE)
                rest = content[1:].removeprefix(" ")
            elif (item := LIST_ITEM_MARKER.match(content)) and not (
                continues and not may_interrupt(item, content)
            ):
                width = len(item["space"])
                # Five spaces are one, and indented code.
                space = width if 1 <= width <= CODE_INDENT and item.end() < len(content) else 1
                opened.append(indent + len(item["mark"]) + space)
                rest = content[len(item["mark"]) + space :]
            elif footnote := FOOTNOTE_DEFINITION.match(content):
                opened.append(CODE_INDENT)
                rest = content[footnote.end() :]
            else:
                return opened, rest
            continues = False


def may_interrupt(item: re.Match[str], content: str) -> bool:
    """Whether a list item may interrupt a paragraph: it is not empty, and its number is 1."""
    return item.end() < len(content) and int(item["number"] or 1) == 1


def find_html_end(content: str, *, continues: bool) -> re.Pattern[str] | None:
    """Return what ends the HTML block that `content` begins; None where it begins none.

    A lone tag of another name `continues` a paragraph, if there is one.
    """
    if match := HTML_BLOCK.match(content):
        return HTML_BLOCK_END.get(match.lastgroup or "", BLANK)
    return BLANK if not continues and LONE_TAG.match(content) else None
