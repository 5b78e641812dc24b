"""Near misses: what is typed almost as Markdown wants it, or as another program would have it.

It is shown as typed; the author gets a hint that says what to write instead.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from posts.rendering.context import RenderContext
from posts.rendering.result import RenderWarning
from posts.rendering.scanner import match_opening_fence
from posts.rendering.scanner.blocks import BlockTracker, LineKind
from posts.rendering.source import SourceText

MAX_HINTS = 200  # of one post
MAX_DETAIL_LENGTH = 80
# Where a block may begin: behind the marks of quotes and list items.
BLOCK_START = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+)*")
PATH_START = re.compile(r"https?:|[\w.-]*/")
# Spaces that Markdown takes for letters (Unicode, White_Space, and the two of no width).
ODD_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
# An address with a space in it, which is no address and a title.
SPACED_ADDRESS = r"[^()<>\n\"']{0,500}?[ ]++(?![\"'(={])[^()<>\n\"']{1,500}?"
# A line of its own, which is neither a tag (`#a #b`), a colour nor C.
LONE_HEADING = r"(?!(?:include|define|if|endif|pragma|[\da-fA-F]{3,8})\b)(?=[^\W\d][^#\n]*(?:\n\n|\n?\Z))"
PICTURE_SUFFIX = r"\.(?i:avif|gif|jpe?g|png|svg|webp)"
FULL_WIDTH_SIGNS = str.maketrans("！＃＊－＞｀｜（）", "!#*->`|()")
# What no hint is given about: code spans, formulas, comments.
VERBATIM = re.compile(r"`{2,}[^`\n][^\n]*?`{2,}|(?<!`)`[^`\n]+`(?!`)|\$\$[^$]*\$\$|\$[^$\n]*\$")
PLAIN_LINES = frozenset({LineKind.TEXT, LineKind.HEADING, LineKind.HTML})


def quote_match(match: re.Match[str]) -> str:
    """Return what was found."""
    return match["found"].strip()


def show_replacement(match: re.Match[str]) -> str:
    """Return what was found with full-width signs, and with the signs to write instead."""
    found = match["found"].strip()
    return f"{found} → {found.translate(FULL_WIDTH_SIGNS)}"


def escape_spaces(match: re.Match[str]) -> str:
    """Return the link or image that was found, with an address that holds no spaces."""
    before, bracket, text = get_line_before(match).rpartition("[")
    address = match["address"].strip()
    if not bracket or not (before.endswith("!") or PATH_START.match(address)):
        return ""  # as in `[f](x y)`
    return f"{'!' * before.endswith('!')}[{text}]({address.replace(' ', '%20')})"


def name_block_mark(match: re.Match[str]) -> str:
    """Return the mark that was found, where it stands at the beginning of a block."""
    return match["found"] if BLOCK_START.fullmatch(get_line_before(match)) else ""


def name_fence_in_line(match: re.Match[str]) -> str:
    """Return the fence that was found behind text."""
    before = get_line_before(match)
    is_block = BLOCK_START.fullmatch(before) or BLOCK_START.fullmatch(f"{before} ")
    return "" if is_block or "`" in before or before.endswith("\\") else match["found"]


def get_line_before(match: re.Match[str]) -> str:
    """Return what stands on the line before what was found."""
    start = match.start("found")
    return match.string[match.string.rfind("\n", 0, start) + 1 : start]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A kind of hint: `signs` of which one must be there, the pattern, and what to tell of a match.

    `describe` returns "" for what is none after all.
    """

    kind: str
    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    describe: Callable[[re.Match[str]], str] = quote_match


def compile_line(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


NEAR_MISSES = (
    NearMiss(
        "odd-space",
        tuple("\u00a0\u2002\u2003\u2009\u200b\u3000\ufeff"),
        compile_line(rf"^[ \t>]*(?P<found>#{{1,6}}|[-*+]|\d{{1,9}}[.)])[{ODD_SPACES}]"),
    ),
    NearMiss("heading-space", ("##",), compile_line(r"(?P<found>###{0,4})(?=[^\s#])"), name_block_mark),
    NearMiss("heading-space", ("\n\n#",), compile_line(rf"\n\n(?P<found>#){LONE_HEADING}")),
    NearMiss("heading-space", ("#",), compile_line(rf"\A(?P<found>#){LONE_HEADING}")),
    NearMiss(
        "space-in-address",
        ("](",),
        compile_line(rf"(?P<found>\]\((?P<address>[^\s()<>{{\"']{SPACED_ADDRESS})\))"),
        escape_spaces,
    ),
    NearMiss(
        "toc-marker",
        ("[toc", "[TOC", "[Toc", "_TOC_", "{{toc", "{{ toc"),
        compile_line(
            r"^[ \t]*(?P<found>(?i:@?\[toc\](?:\([^()\n]*\))?|\[\[_?toc_?\]\]|\{\{ ?toc ?\}\}))[ \t]*$"
        ),
    ),
    NearMiss(
        "wiki-embed",
        ("![[",),
        compile_line(r"(?P<found>!\[\[[^\[\]\n]{1,500}\]\])(?!\()"),
    ),
    NearMiss(
        "comment-marks",
        ("%%",),
        compile_line(r"(?P<found>%%[^%\n]+%%|^%%$(?=\n(?:[^\n]*\n){0,100}?%%$))"),
    ),
    NearMiss(
        "template-tag",
        ("{%", "{{"),
        compile_line(
            r"(?P<found>\{\{[<%][^\n{}]*[>%]\}\}|\{%[^\n%{}]*%\}"
            r"|\{\{-? ?(?:site|page|post|layout|include)\.[^\n{}]*\}\})"
        ),
    ),
    NearMiss(
        "full-width-sign",
        ("]（", "］（"),
        compile_line(r"(?P<found>!?\[[^\[\]\n]{1,500}\]（[^（）\n\u4e00-\u9fff]*[./#][^（）\n]*）)"),
        show_replacement,
    ),
    NearMiss(
        "full-width-sign",
        ("！[",),
        compile_line(rf"(?P<found>！\[[^\[\]\n]{{0,500}}\]\([^()\n]*{PICTURE_SUFFIX}\))"),
        show_replacement,
    ),
    NearMiss(
        "full-width-sign",
        tuple("＃＊－＞"),
        compile_line(r"^[ \t]*(?P<found>＃{1,6}|[＊－](?=[ \t])|＞)"),
        show_replacement,
    ),
    NearMiss("full-width-sign", ("｀",), compile_line(r"(?P<found>｀+[^｀\n]+｀+)"), show_replacement),
    NearMiss(
        "full-width-sign", ("｜",), compile_line(r"^[ \t]*(?P<found>｜)[^\n]*｜[ \t]*$"), show_replacement
    ),
    NearMiss(
        "fence-in-line",
        ("```",),
        compile_line(r"(?P<found>```[\w+#-]*)[ \t]*$"),
        name_fence_in_line,
    ),
)


def add_hints(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` as it is, and hint at its near misses by the lines of its author."""
    context.warnings.extend(find_near_misses(source))
    context.warnings.extend(find_fences_in_html(source))
    return source


def find_fences_in_html(source: SourceText) -> Iterator[RenderWarning]:
    """Yield a hint for each opening fence that is HTML, because it stands directly below a tag."""
    if "<" not in source.text or ("```" not in source.text and "~~~" not in source.text):
        return
    is_open = False
    for number, kind in enumerate(find_line_kinds(source.lines)):
        if kind is LineKind.HTML and match_opening_fence(source.lines[number]):
            is_open = not is_open
            if is_open:
                yield RenderWarning("fence-in-html", source.author_lines[number])
        elif kind is not LineKind.HTML:
            is_open = False


def blank_fences(source: SourceText) -> list[str]:
    """Return the lines of `source`, empty where they are fenced code."""
    marked_lines = zip(source.lines, source.fences.in_fence, strict=True)
    return ["" if in_fence else line for line, in_fence in marked_lines]


def find_near_misses(source: SourceText) -> Iterator[RenderWarning]:
    """Yield a hint for each near miss in `source`, at most MAX_HINTS."""
    if wanted := [miss for miss in NEAR_MISSES if any(sign in source.text for sign in miss.signs)]:
        text = "\n".join(blank_fences(source))
        found = ((miss, match) for miss in wanted for match in miss.pattern.finditer(text))
        yield from islice(describe_matches(text, source, found), MAX_HINTS)


def describe_matches(
    text: str, source: SourceText, found: Iterator[tuple[NearMiss, re.Match[str]]]
) -> Iterator[RenderWarning]:
    """Yield the hints for those matches that stand in text, not in code, formulas or comments."""
    prose = None  # made for the first match: most texts have none
    for miss, match in found:
        prose = prose or ProseFinder(text, source.lines)
        number, detail = prose.find_line(match.start("found")), miss.describe(match)
        if number is not None and detail:
            yield RenderWarning(miss.kind, source.author_lines[number], detail[:MAX_DETAIL_LENGTH])


class ProseFinder:
    """Knows where in `text` there is text: its lines are those of the source, empty where they are fenced."""

    def __init__(self, text: str, lines: Sequence[str]) -> None:
        self.kinds = list(find_line_kinds(lines))
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.verbatim = sorted([*(match.span() for match in VERBATIM.finditer(text)), *find_comments(text)])

    def find_line(self, position: int) -> int | None:
        """Return the number, from 0, of the line at `position`; None where that is code or the like."""
        number = bisect_right(self.starts, position) - 1
        before = bisect_right(self.verbatim, (position, len(self.starts) + position)) - 1
        is_verbatim = before >= 0 and position < self.verbatim[before][1]
        return None if is_verbatim or self.kinds[number] not in PLAIN_LINES else number


def find_line_kinds(lines: Sequence[str]) -> Iterator[LineKind]:
    """Yield what each line is."""
    tracker = BlockTracker()
    for line in lines:
        tracker.enter_line(line)
        yield tracker.kind


def find_comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each HTML comment."""
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start)) >= 0:
        yield start, end
        start = text.find("<!--", end)
