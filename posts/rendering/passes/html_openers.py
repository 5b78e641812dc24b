"""Lines that CommonMark takes for the beginning of an HTML block, though their author means text.

A comment, script or instruction that is never closed would hide all that follows; after a tag alone on its
line, such as `<path>`, no Markdown would be read up to the next empty line. With a backslash before it, it is
text.
"""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.context import RenderContext
from posts.rendering.html_tokens import HTML_TAG
from posts.rendering.passes.embeds import EMBEDDING_TAGS
from posts.rendering.passes.raw_html_names import HEAD_TAGS, SHOWN_TAGS
from posts.rendering.scanner.blocks import BlockTracker, LineKind
from posts.rendering.scanner.containers import CONTAINER_MARKERS
from posts.rendering.source import SourceText

# What ends each block that goes on over empty lines (CommonMark 0.31.2, section 4.6, kinds 1 to 5).
RAW_BLOCK_OPENING = re.compile(
    r"<(?:(?P<tag>script|pre|style|textarea)(?=[\s>]|$)|(?P<comment>!--)|(?P<instruction>\?)|(?P<cdata>!\[CDATA\[)"
    r"|(?P<declaration>![A-Za-z]))",
    re.IGNORECASE,
)
OPENER_HINT = re.compile(r"^[ \t>*+.)\d-]*<[A-Za-z/!?]", re.MULTILINE)
RAW_BLOCK_ENDS = {"comment": "-->", "instruction": "?>", "cdata": "]]>", "declaration": ">"}
TAG_START = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>]|$)")
# Each begins a block even where more stands on its line (kind 6), and readers get none of them.
REFUSED_BLOCK_TAGS = frozenset(
    {"basefont", "frameset", "menuitem", "noframes", "optgroup", "option", "select", "template", "title"}
)
# They are dealt with where the whole element is known.
LEFT_TAGS = SHOWN_TAGS | EMBEDDING_TAGS | HEAD_TAGS | {"form", "math", "script", "style", "svg", "textarea"}


def escape_html_openers(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with a backslash before each `<` at the beginning of a line that begins no HTML."""
    has_openers = "<" in source.text and OPENER_HINT.search(source.text)
    candidates = dict(find_candidates(source.lines)) if has_openers else {}
    if not candidates:
        return source
    lines = list(source.lines)
    tracker = BlockTracker()
    for number, line in enumerate(lines):
        escaped = escape_opener(line) if number in candidates else line
        tracker.enter_line(escaped)
        if number in candidates and tracker.kind not in {LineKind.CODE, LineKind.HTML, LineKind.VERBATIM}:
            lines[number] = escaped
            if opening := candidates[number]:
                context.add_warning("typed-html", source.author_lines[number], opening)
    return SourceText("\n".join(lines), source.author_lines)


def find_candidates(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give the lines, from 0, that begin with what is no HTML, each with what is never closed, or ""."""
    text = ""
    start = 0
    places: dict[str, int] = {}
    for number, line in enumerate(lines):
        start += len(line) + 1
        if "<" not in line:
            continue
        content = line[CONTAINER_MARKERS.match(line).end() :]  # type: ignore[union-attr]  # it always matches
        if match := RAW_BLOCK_OPENING.match(content):
            name = (match["tag"] or "").lower()
            end = f"</{name}" if name else RAW_BLOCK_ENDS[str(match.lastgroup)]
            text = text or "\n".join(lines).lower()
            behind = start - len(content) - 1 + match.end()
            closing = find_next(text, end, behind, places)
            # What begins once more before it ends has not ended.
            again = find_next(text, f"<{name}", behind, places) if name else len(text)
            if closing == len(text) or again < closing:
                yield number, content[: match.end()]
        elif is_refused_line(content):
            yield number, ""


def find_next(text: str, wanted: str, start: int, places: dict[str, int]) -> int:
    """Return where `wanted` stands next in `text` from `start` on, or the end of it.

    `places` remembers it, so that many searches take linear time; they go forward only.
    """
    if places.get(wanted, -1) < start:
        place = text.find(wanted, start)
        places[wanted] = place if place >= 0 else len(text)
    return places[wanted]


def is_refused_line(content: str) -> bool:
    """Whether a line would begin an HTML block with a tag that readers do not get."""
    match = TAG_START.match(content)
    name = match[1].lower() if match else ""
    if not name or name in LEFT_TAGS:
        return False
    tag = HTML_TAG.match(content)
    return name in REFUSED_BLOCK_TAGS or bool(tag and not content[tag.end() :].strip())


def escape_opener(line: str) -> str:
    """Return `line` with a backslash before the first `<`."""
    return line.replace("<", "\\<", 1)
