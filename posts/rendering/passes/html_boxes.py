"""Markdown between the tags of a box, such as `<center>`, that its author did not set off by empty lines.

CommonMark would show the marks as they are typed, up to the next empty line.
"""

import re
from collections.abc import Iterator, Sequence

from posts.rendering.context import RenderContext
from posts.rendering.scanner.blocks import BlockTracker, LineKind
from posts.rendering.source import SourceText

BOX_OPENING = re.compile(
    r" {0,3}(?P<tag><(?P<name>center|div|details)(?: [^<>]*)?>)(?P<rest>.*)", re.IGNORECASE
)
SUMMARY = re.compile(r"(?P<tag>\s*<summary(?: [^<>]*)?>[^<>]*</summary>)(?P<rest>.*)", re.IGNORECASE)
MARKDOWN_MARK = re.compile(r"!\[|\]\(|\*\*|`|^ {0,3}(?:[-*+] |\d{1,9}[.)] |#{1,6} |> |\|)", re.MULTILINE)
# Inside a box, these are left as their author wrote them.
INNER_HTML = re.compile(
    r"\{\{|\{%|<(?!/?(?:a|b|br|em|i|img|kbd|span|strong|sub|sup)\b)[A-Za-z/!]", re.IGNORECASE
)
MAX_LINES = 200


def set_off_boxed_markdown(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with empty lines around the Markdown in boxes of HTML."""
    lines = source.text.split("\n")
    if not any(BOX_OPENING.match(line) for line in lines):
        return source
    tracker = BlockTracker()
    kept: list[tuple[int, str]] = []
    skip = 0
    for number, line in enumerate(lines):
        was_text = tracker.kind in {LineKind.BLANK, LineKind.TEXT, LineKind.HEADING}
        tracker.enter_line(line)
        if number < skip:
            continue
        box = None
        if was_text and tracker.kind is LineKind.HTML and (opening := BOX_OPENING.match(line)):
            box = read_box(lines, number, opening)
        if box:
            kept.extend(box)
            skip = box[-1][0] + 1
        else:
            kept.append((number, line))
    return source.rewrite(kept) if len(kept) != len(lines) else source


def read_box(lines: Sequence[str], number: int, opening: re.Match[str]) -> list[tuple[int, str]] | None:
    """Return the lines of the box that begins at `number`, set off, or None where it needs no change.

    Behind an empty line inside, its Markdown is read anyway.
    """
    closing = f"</{opening['name'].lower()}>"
    tags: list[tuple[int, str]] = [(number, opening["tag"])]
    content: list[tuple[int, str]] = []
    for place, line in iter_box_lines(lines, number, opening["rest"]):
        text = line
        if not content and (summary := SUMMARY.match(line)):
            tags.append((place, summary["tag"]))
            text = summary["rest"]
        before, found, after = split_closing(text, closing)
        if before.strip():
            content.append((place, before))
        is_end = found or (place > number and not line.strip())
        if is_end and (after.strip() or not has_markdown("\n".join(text for _, text in content))):
            return None
        if is_end:
            end = [(content[-1][0], ""), (place, found)] if found else [(place, "")]
            return [*tags, (tags[-1][0], ""), *content, *end]
    return None


def has_markdown(text: str) -> bool:
    """Whether `text` holds marks of Markdown, and no HTML or shortcodes but in its lines."""
    return bool(MARKDOWN_MARK.search(text)) and not INNER_HTML.search(text)


def iter_box_lines(lines: Sequence[str], number: int, rest: str) -> Iterator[tuple[int, str]]:
    """Give the lines behind the opening tag, beginning with the `rest` of its own."""
    yield number, rest
    yield from enumerate(lines[number + 1 : number + MAX_LINES], number + 1)


def split_closing(text: str, closing: str) -> tuple[str, str, str]:
    """Return what stands before the tag `closing` in `text`, the tag, and what stands behind it."""
    place = text.lower().find(closing)
    if place < 0:
        return text, "", ""
    end = place + len(closing)
    return text[:place], text[place:end], text[end:]
