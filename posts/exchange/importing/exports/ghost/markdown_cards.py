"""Markdown as Ghost read it: headings without a space, and each line end a break (markdown-it, `breaks`)."""

import re

FENCE_MARK = re.compile(r"^[ >]*(?P<mark>`{3,}|~{3,})")
LAZY_HEADING = re.compile(r"^( {0,3}#{1,6})(?=[^#\s])")
# What begins a block, goes on in a table or in HTML, or is set off by four spaces: no line of a paragraph.
OTHER_BLOCK = re.compile(
    r"\s*(?:$|#|[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$)|>|\||<|[-=*_]{3,}\s*$|`{3}|~{3}|\[[^\]]+\]:|!\[[^\]]*\]\([^)]*\)\s*$|:)"
    r"|    |\t"
)
LEADING_QUOTE_MARK = re.compile(r"^[ >]*>[ ]?")
TABLE_LINE = re.compile(r"^[^|\n]*\|")
ITEM_MARK = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+(?=\S)")


def mend_markdown(text: str) -> str:
    """Return the Markdown of a card so that it shows here what it showed there; code stays as it is."""
    lines = text.replace("\r\n", "\n").split("\n")
    mended: list[str] = []
    fence = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        mark = FENCE_MARK.match(line)
        if mark:
            fence = mark["mark"] if not fence else "" if mark["mark"].startswith(fence) else fence
            mended.append(line)
        elif fence:
            mended.append(line)
        else:
            mended.append(LAZY_HEADING.sub(r"\1 ", line) + ("\\" if is_broken_line(line, following) else ""))
    return "\n".join(mended)


def is_broken_line(line: str, following: str) -> bool:
    """Whether `line` and `following` are of one paragraph, and nothing tells of a break between them."""
    is_quoted = ">" in following[:4]
    if is_quoted != (">" in line[:4]):
        return False
    line, following = LEADING_QUOTE_MARK.sub("", line), LEADING_QUOTE_MARK.sub("", following)
    begun = ITEM_MARK.sub("", line)
    if line.endswith(("  ", "\\")) or OTHER_BLOCK.match(begun) or TABLE_LINE.match(line):
        return False
    return not OTHER_BLOCK.match(following.lstrip() if begun != line else following)
