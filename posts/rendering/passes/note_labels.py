"""Labels of footnotes: one that is defined twice, one without a note, and a note that nothing refers to.

The first definition counts. The parser would move what follows a second one into the list of notes; it stays
where it was typed instead.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote

from posts.rendering.context import SOURCE_POSITION, RenderContext
from posts.rendering.scanner.blocks import BlockTracker, LineKind
from posts.rendering.source import SourceText
from posts.rendering.tree import Element

NOTE_DEFINITION = re.compile(r"(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)\[\^(?P<label>[^\]\s]+)\]:")
NOTE_REFERENCE = re.compile(r"\[\^(?P<label>[^\]\[\s]{1,100})\]")
SHOWN_DEFINITION = re.compile(r"\[\^([^\]\s]{1,100})\]:")
# `[^a-z]` is a pattern that its author forgot to put into code.
CHARACTER_RANGE = re.compile(r"\\|.-.")
QUOTE_PREFIX = re.compile(r"[ \t]*>[ \t>]*")
NOTE_INDENT = " " * 4
NOTE_VERBATIM_TAGS = frozenset({"code", "kbd", "pre", "samp", "var"})


def escape_repeated_notes(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with a backslash before each note whose label has one already; note where each is."""
    if "[^" not in source.text or "]:" not in source.text:
        return source
    lines = list(source.lines)
    repeated: set[int] = set()
    for number, label, is_in_html in list(iter_definitions(lines)):
        own_lines = find_note_lines(lines, number)
        folded = label.casefold()
        if is_in_html:
            # A display formula before it ends the block of HTML: the parser decides.
            authors_lines = [source.author_lines[line] for line in own_lines]
            context.possible_note_lines.setdefault(folded, (label, authors_lines))
            continue
        if folded not in context.note_lines:
            context.note_lines[folded] = (label, [source.author_lines[line] for line in own_lines])
            continue
        context.add_warning("duplicate-note", source.author_lines[number], f"[^{label}]")
        lines[number] = lines[number].replace("[^", "\\[^", 1)
        repeated.add(number)
        for line in own_lines[1:]:
            lines[line] = lines[line].removeprefix(NOTE_INDENT)
    return source.rewrite(separate_lines(lines, repeated)) if repeated else source


def separate_lines(lines: Sequence[str], numbers: Collection[int]) -> Iterator[tuple[int, str]]:
    """Give `lines`, numbered from 0, with an empty one before each of `numbers` that follows on text."""
    for number, line in enumerate(lines):
        if number in numbers and number and lines[number - 1].strip(" \t>"):
            quote = QUOTE_PREFIX.match(line)
            yield number, quote[0].rstrip() if quote else ""
        yield number, line


def iter_definitions(lines: Sequence[str]) -> Iterator[tuple[int, str, bool]]:
    """Give the line, from 0, and the label of each note outside code; and whether it seems to be in HTML."""
    tracker = BlockTracker()
    for number, line in enumerate(lines):
        tracker.enter_line(line)
        is_in_html = tracker.continues_verbatim and tracker.kind is LineKind.HTML
        is_text = not tracker.continues_verbatim and (
            tracker.kind is not LineKind.CODE or tracker.opens_fence
        )
        if (is_in_html or is_text) and (match := NOTE_DEFINITION.match(line)):
            yield number, match["label"], is_in_html


def find_note_lines(lines: Sequence[str], number: int) -> list[int]:
    """Return the lines, from 0, of the note that begins on line `number`, without empty ones."""
    found = [number]
    is_after_blank = False
    for following in range(number + 1, len(lines)):
        line = lines[following]
        if not line.strip(" \t>"):
            is_after_blank = True
        elif NOTE_DEFINITION.match(line) or (is_after_blank and not line.startswith((NOTE_INDENT, "\t"))):
            break
        else:
            found.append(following)
            is_after_blank = False
    return found


def warn_of_unmatched_notes(root: Element, context: RenderContext) -> None:
    """Warn of notes that are not shown, and of references that lead to none."""
    possible = context.possible_note_lines
    if not (context.note_lines or possible) and not any(b"[^" in line for line in context.markdown_lines):
        return
    shown = {
        unquote(element.attributes.get("id", "")).removeprefix("fn-").casefold()
        for element in root.iter_elements()
        if element.tag == "li"
    }
    typed = find_typed_definitions(root) if possible else set()
    hidden = {folded: note for folded, note in possible.items() if folded not in typed}
    for folded, (label, lines) in {**hidden, **context.note_lines}.items():
        if folded not in shown:
            for line in lines:
                context.add_warning("orphan-note", line, f"[^{label}]")
    for label, line in iter_missing_references(root, context, (0, len(context.markdown_lines))):
        context.add_warning("missing-note", line, f"[^{label}]")


def find_typed_definitions(root: Element) -> set[str]:
    """Return the labels, without case, of definitions that stand on the page as they were typed."""
    elements = (root, *root.iter_elements())
    texts = (child for element in elements for child in element.children if isinstance(child, str))
    return {match[1].casefold() for text in texts for match in SHOWN_DEFINITION.finditer(text)}


def iter_missing_references(
    element: Element, context: RenderContext, span: tuple[int, int]
) -> Iterator[tuple[str, int]]:
    """Give the label and the author's line of each reference that stands below `element` as it was typed.

    `span` are the first and the last line, from 0, of the Markdown that it comes from; the last is excluded.
    """
    if match := SOURCE_POSITION.match(element.attributes.get("data-sourcepos", "")):
        span = (int(match[1]) - 1, int(match[3]))
    for child in element.children:
        if isinstance(child, Element) and child.tag not in NOTE_VERBATIM_TAGS:
            yield from iter_missing_references(child, context, span)
        elif isinstance(child, str) and "[^" in child:
            for reference in NOTE_REFERENCE.finditer(child):
                if CHARACTER_RANGE.match(reference["label"]):
                    continue
                if line := find_typed_reference(reference[0], context, span):
                    yield reference["label"], line


def find_typed_reference(reference: str, context: RenderContext, span: tuple[int, int]) -> int | None:
    """Return the author's line of `reference` within `span`, where it is typed without a backslash."""
    wanted = reference.encode()
    for number in range(span[0], min(span[1], len(context.markdown_lines))):
        line = context.markdown_lines[number]
        place = line.find(wanted)
        if place >= 0 and line[place - 1 : place] != b"\\":
            return context.author_lines[number]
    return None
