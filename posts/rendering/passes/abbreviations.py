"""Abbreviations as PHP Markdown Extra and kramdown define them: `*[HTML]: Hyper Text Markup Language`."""

import re
from collections import Counter
from collections.abc import Iterable

from posts.rendering.characters import HAN_RANGES
from posts.rendering.context import RenderContext
from posts.rendering.passes.headings import HEADING_LEVELS
from posts.rendering.scanner.blocks import BlockTracker, LineKind
from posts.rendering.source import SourceText
from posts.rendering.tree import Element, Node

ABBREVIATION_LINE = re.compile(r" {0,3}\*\[(?P<name>[^\[\]\s][^\[\]]{0,59})\]:[ \t]*(?P<title>\S.*)")
# Further definitions stay text, and further words without their titles.
MAX_ABBREVIATIONS = 100
MAX_MARKED = 50
UNABBREVIATED_TAGS = frozenset({"a", "abbr", "code", "kbd", "pre", "samp", "var", *HEADING_LEVELS})
# Han are written without spaces, so that they are no part of the word beside them.
WORD_CHARACTER = rf"[^\W{HAN_RANGES}]"


def collect_abbreviations(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` without the definitions of abbreviations, which the context gets; the first counts."""
    if "*[" not in source.text:
        return source
    kept: list[tuple[int, str]] = []
    tracker = BlockTracker()
    lines = source.text.split("\n")
    for number, line in enumerate(lines):
        tracker.enter_line(line)
        match = ABBREVIATION_LINE.match(line) if tracker.kind is LineKind.TEXT else None
        # What ends with an asterisk is emphasis that begins with a bracket.
        if not match or line.rstrip().endswith("*") or len(context.abbreviations) >= MAX_ABBREVIATIONS:
            kept.append((number, line))
        elif match["name"].strip() in context.abbreviations:
            context.add_warning("unused-mark", source.author_lines[number], line.strip()[:80])
        else:
            context.abbreviations[match["name"].strip()] = (
                match["title"].rstrip(),
                source.author_lines[number],
            )
    return source.rewrite(kept or [(0, "")]) if len(kept) != len(lines) else source


def set_abbreviations(root: Element, context: RenderContext) -> None:
    """Make elements of the abbreviations in the text, and warn of those that are never used."""
    if not context.abbreviations:
        return
    used: Counter[str] = Counter()
    mark_below(root, compile_names(context.abbreviations), used, context)
    for name, (title, line) in context.abbreviations.items():
        if not used[name]:
            context.add_warning("unused-mark", line, f"*[{name}]: {title}"[:80])


def compile_names(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for `names` as whole words, the longest that fits."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        before = rf"(?<!{WORD_CHARACTER})" if re.match(WORD_CHARACTER, name) else ""
        after = rf"(?!{WORD_CHARACTER})" if re.match(WORD_CHARACTER, name[-1]) else ""
        groups.setdefault((before, after), []).append(re.escape(name))
    return re.compile(
        "|".join(f"{before}(?:{'|'.join(group)}){after}" for (before, after), group in groups.items())
    )


def mark_below(
    element: Element, pattern: re.Pattern[str], used: Counter[str], context: RenderContext
) -> None:
    """Mark the abbreviations in the text below `element`, and count them in `used`."""
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, str):
            children.extend(split_abbreviations(child, pattern, used, context))
            continue
        children.append(child)
        if isinstance(child, Element) and child.tag not in UNABBREVIATED_TAGS:
            mark_below(child, pattern, used, context)
    element.children = children


def split_abbreviations(
    text: str, pattern: re.Pattern[str], used: Counter[str], context: RenderContext
) -> list[Node]:
    """Return `text` with an element for each abbreviation, up to MAX_MARKED of each."""
    nodes: list[Node] = []
    start = 0
    for match in pattern.finditer(text):
        name = match[0]
        used[name] += 1
        if used[name] <= MAX_MARKED:
            title, _ = context.abbreviations[name]
            nodes += [text[start : match.start()], Element("abbr", {"title": title}, [name])]
            start = match.end()
    nodes.append(text[start:])
    return [node for node in nodes if node]
