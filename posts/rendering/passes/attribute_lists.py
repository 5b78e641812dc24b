"""kramdown's attribute lists on lines of their own: `{: #id}`, `{:.no_toc}`, `{:toc}`.

An id goes to the heading above or below, the size of a picture to the picture; of all else the author is
told. https://kramdown.gettalong.org/syntax.html#block-ials
"""

import re
from collections.abc import Sequence

from posts.rendering.context import RenderContext
from posts.rendering.scanner.blocks import BlockTracker, LineKind
from posts.rendering.source import SourceText

LISTED_ATTRIBUTE = r"(?:[#.][^\s{}#.=\"']++|[A-Za-z][\w-]*+=(?:\"[^\"{}]*+\"|'[^'{}]*+'|[^\s{}\"']++))"
ATTRIBUTE_LIST = re.compile(
    rf"(?P<before>[ \t>]*)\{{:(?:[A-Za-z][\w-]*: )?[ \t]*"
    rf"(?P<list>(?:[A-Za-z][\w-]*+|{LISTED_ATTRIBUTE}(?:[ \t]*+{LISTED_ATTRIBUTE})*+))[ \t]*\}}[ \t]*$"
)
LISTED_ID = re.compile(r"(?:^|[\s\w])#([^\s{}#.=\"']+)")
LISTED_SIZE = re.compile(r"(?<![\w-])(?:width|height)=[\"']?\d{1,4}(?:px|%)?[\"']?")
HEADING_LINE = re.compile(r" {0,3}#{1,6}[ \t]+\S")
CLOSING_HASHES = re.compile(r"(?<![ \t])[ \t]++#++[ \t]*+$")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
LONE_IMAGE = re.compile(r"[ \t>]*!\[[^\[\]\n]*\]\([^()\n]*\)$")
LONE_ITEM = re.compile(r"[ \t]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+\S.*")
LIST_MARK = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")


def apply_attribute_lists(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` without attribute lists; what is used of them stands where our passes look for it."""
    if "{:" not in source.text:
        return source
    lines = source.text.split("\n")
    kinds: list[LineKind] = []
    tracker = BlockTracker()
    removed: set[int] = set()
    for number, line in enumerate(lines):
        tracker.enter_line(line)
        kinds.append(tracker.kind)
        if tracker.kind is LineKind.TEXT and (match := ATTRIBUTE_LIST.match(line)):
            item = number - 1
            if match["list"].lower() == "toc" and is_lone_item(lines, item, kinds):
                # kramdown puts the contents in the place of the item.
                removed.add(item)
                detail = f"{lines[item].strip()} {line.strip()}"
                context.add_warning("unused-mark", source.author_lines[item], detail[:80])
            else:
                apply_list(match, number, lines, kinds, (source, context))
            if stands_between_text(lines, number) and not LIST_MARK.match(lines[number + 1]):
                lines[number] = match["before"].rstrip()
                tracker.enter_line(lines[number])
            else:
                removed.add(number)
    kept = [(number, line) for number, line in enumerate(lines) if number not in removed]
    return source.rewrite(kept or [(0, "")])


def stands_between_text(lines: Sequence[str], number: int) -> bool:
    """Whether text stands right above and right below the line `number`, from 0."""
    around = [*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2]]
    return len(around) == 2 and all(line.strip(" \t>") for line in around)


def is_lone_item(lines: Sequence[str], number: int, kinds: Sequence[LineKind]) -> bool:
    """Whether the line `number` is a list of one item."""
    is_item = number >= 0 and kinds[number] is LineKind.TEXT and LONE_ITEM.fullmatch(lines[number])
    return bool(is_item) and (number == 0 or not LIST_MARK.match(lines[number - 1]))


def apply_list(
    match: re.Match[str],
    number: int,
    lines: list[str],
    kinds: Sequence[LineKind],
    where: tuple[SourceText, RenderContext],
) -> None:
    """Write what of the list on the line `number` is used into another of `lines`; warn of the rest."""
    source, context = where
    unused = match["list"]
    heading = find_heading_line(lines, number, kinds)
    above = lines[number - 1].rstrip() if number else ""
    if (
        heading is not None
        and (found := LISTED_ID.search(unused))
        and not lines[heading].rstrip().endswith("}")
    ):
        lines[heading] = f"{CLOSING_HASHES.sub('', lines[heading]).rstrip()} {{#{found[1]}}}"
        unused = unused.replace(f"#{found[1]}", "", 1)
    elif LONE_IMAGE.match(above) and (sizes := LISTED_SIZE.findall(unused)):
        lines[number - 1] = f"{above}{{{' '.join(sizes)}}}"
        unused = LISTED_SIZE.sub("", unused)
    if unused := unused.strip():
        context.add_warning("unused-mark", source.author_lines[number], f"{{: {unused}}}"[:80])


def find_heading_line(lines: Sequence[str], number: int, kinds: Sequence[LineKind]) -> int | None:
    """Return the line, from 0, with the text of the heading right above or below the line `number`."""
    above = number - 1
    if above >= 0 and kinds[above] is LineKind.HEADING:
        if HEADING_LINE.match(lines[above]):
            return above
        if above and kinds[above - 1] is LineKind.TEXT and UNDERLINE.match(lines[above]):
            return above - 1
    is_begin = above < 0 or not lines[above].strip()
    below = number + 1
    return below if is_begin and below < len(lines) and HEADING_LINE.match(lines[below]) else None
