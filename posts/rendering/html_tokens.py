"""HTML as the parser wrote it, token by token: the parser's own tags and those of the author.

A tag is what CommonMark takes for one (0.31.2, section 6.6). Every other `<` is text, and so is a comment or
an instruction that is never closed. One way through the text, in linear time.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Literal, NamedTuple

SPACE = r"[ \t\n\r\f\v]"
ATTRIBUTE = rf"{SPACE}++[A-Za-z_:][\w.:-]*+(?:{SPACE}*+={SPACE}*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+"
# Office writes names with a colon, such as `o:p`.
HTML_TAG = re.compile(
    rf"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*+)(?P<attributes>(?:{ATTRIBUTE})*+){SPACE}*+/?>"
)
TYPED_ATTRIBUTE = re.compile(
    rf"(?P<name>[A-Za-z_:][\w.:-]*+)(?:{SPACE}*={SPACE}*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'=<>`]+)))?"
)
# How the parser writes where an element comes from, and the elements that it writes without.
OWN_TAG = re.compile(r'data-sourcepos="\d+:|data-footnote-|class="task-list-item-checkbox"')
# Text and whole elements of the parser with nothing of the author's in them: most of a page is that.
OWN_TAG_REST = r"\b[^<>]*?data-sourcepos=[^<>]*+>"
INLINE_NAMES, BLOCK_NAMES = "a code del em mark span strong", "dt h1 h2 h3 h4 h5 h6 p td th"
# No group is captured: with possessive quantifiers, Python 3.11 may lose count of them.
PARSER_INLINE = "|".join(
    [
        "[^<]++",
        rf"<(?:br|hr|img){OWN_TAG_REST}",
        *(rf"<{name}{OWN_TAG_REST}[^<]*+</{name}>" for name in INLINE_NAMES.split()),
    ]
)
PARSER_PARAGRAPH = rf"<p{OWN_TAG_REST}(?:{PARSER_INLINE})*+</p>"
PARSER_ITEM = rf"<li{OWN_TAG_REST}(?:{PARSER_INLINE}|{PARSER_PARAGRAPH})*+</li>"
PARSER_BLOCK = "|".join(
    [
        rf"<pre{OWN_TAG_REST}<code[^<>]*+>[^<]*+</code></pre>",
        *(rf"<{name}{OWN_TAG_REST}(?:{PARSER_INLINE})*+</{name}>" for name in BLOCK_NAMES.split()),
        PARSER_ITEM,
        *(rf"<{name}{OWN_TAG_REST}(?:\n|{PARSER_ITEM})*+</{name}>" for name in ("ol", "ul")),
    ]
)
PARSER_RUN = re.compile(rf"(?:{PARSER_INLINE}|{PARSER_BLOCK})++")
BLOCK_END = re.compile(r"</(?:dt|h[1-6]|li|[ou]l|p|pre|td|th)>")
# What begins what is no tag, and what ends it.
INSTRUCTION_ENDS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))

TokenKind = Literal["text", "blocks", "open", "close", "comment", "instruction", "unclosed"]


class HtmlToken(NamedTuple):
    """A piece of HTML: `text` as it is written, for a tag with its `name` in lower case.

    `is_own` tells that the parser wrote the tag; `start` is where the token begins. Whole "blocks" of the
    parser, with nothing of the author's in them, are one token.
    """

    kind: TokenKind
    text: str
    start: int
    name: str = ""
    attributes: str = ""
    is_own: bool = False

    @property
    def end(self) -> int:
        """Where the token ends."""
        return self.start + len(self.text)


class HtmlTokenizer:
    """Reads `html` from the beginning to the end; `skip_to` leaves something out."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.position = 0
        # Where each string stands next, so that many searches for one that is far away take linear time.
        self.next_spans: dict[str, tuple[int, tuple[int, int] | None]] = {}

    def iter_tokens(self) -> Iterator[HtmlToken]:
        """Give every token, from where the last one, or what was skipped, ended."""
        while self.position < len(self.html):
            token = self.read_token()
            self.position = token.end
            yield token

    def skip_to(self, position: int) -> None:
        """Go on at `position`."""
        self.position = position

    def read_token(self) -> HtmlToken:
        start = self.position
        if run := PARSER_RUN.match(self.html, start):
            return HtmlToken("blocks" if BLOCK_END.search(run[0]) else "text", run[0], start)
        if match := HTML_TAG.match(self.html, start):
            is_own = bool(OWN_TAG.search(match["attributes"]))
            kind: TokenKind = "close" if match["end"] else "open"
            return HtmlToken(kind, match[0], start, match["name"].lower(), match["attributes"], is_own)
        return self.read_instruction(start)

    def read_instruction(self, start: int) -> HtmlToken:
        """Return the comment, or whatever is no tag, that begins at `start`."""
        begun = (pair for pair in INSTRUCTION_ENDS if self.html.startswith(pair[0], start))
        opening, ending = next(begun, ("", ""))
        if not opening:
            return HtmlToken("text", "<", start)
        if opening == "<!--" and self.html.startswith(("<!-->", "<!--->"), start):
            return HtmlToken("comment", self.html[start : self.html.index(">", start) + 1], start)
        span = self.find(ending, start + len(opening))
        if opening == "<!--":
            span = self.find_escaped_end(start, span)
        if span is None:
            return HtmlToken("unclosed", opening, start)
        kind: TokenKind = "comment" if opening == "<!--" else "instruction"
        return HtmlToken(kind, self.html[start : span[1]], start)

    def find_escaped_end(self, start: int, typed: tuple[int, int] | None) -> tuple[int, int] | None:
        """Return where the comment at `start` ends; `typed` is its next end in HTML.

        An empty line ends a block of HTML: the parser has read the end behind it as text, and escaped it.
        """
        escaped, own_tag = self.find("--&gt;", start), self.find("data-sourcepos=", start)
        if escaped is None or own_tag is None or own_tag > escaped:
            return typed
        return min(escaped, typed or escaped)

    def find(self, wanted: str, start: int) -> tuple[int, int] | None:
        """Return begin and end of the next `wanted`, in any case, at or after `start`, if there is one."""
        searched_from, span = self.next_spans.get(wanted, (len(self.html) + 1, None))
        if searched_from > start or (span and span[0] < start):
            match = compile_literal(wanted).search(self.html, start)
            span = match.span() if match else None
            self.next_spans[wanted] = (start, span)
        return span


@cache
def compile_literal(text: str) -> re.Pattern[str]:
    """Return the pattern that matches `text` in any case."""
    return re.compile(re.escape(text), re.IGNORECASE)


def parse_attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag; the value of one without any is ""."""
    values: dict[str, str] = {}
    for match in TYPED_ATTRIBUTE.finditer(text):
        value = match["double"] or match["single"] or match["bare"] or ""
        values.setdefault(match["name"].lower(), unescape(value))
    return values
