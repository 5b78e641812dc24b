"""What has a number and stands on lines of its own: fences, captions, pictures and headings with keys.

They are found here as the renderer finds them; a `ThingWriter` says what a tool has for each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from posts.rendering.context import RenderContext
from posts.rendering.numbered.attributes import TRAILING_ATTRIBUTES, ThingAttributes, parse_thing_attributes
from posts.rendering.numbered.kinds import KINDS_BY_NAME, NumberedKind, find_kind_of_key
from posts.rendering.passes.algorithms import ALGORITHM_LANGUAGES
from posts.rendering.passes.caption_lines import match_caption
from posts.rendering.passes.fence_info import FenceInfo, parse_fence_info, parse_language
from posts.rendering.passes.tex_environments import fence_tex_environments
from posts.rendering.scanner import find_fences
from posts.rendering.scanner.algorithms import Algorithm, read_algorithm
from posts.rendering.scanner.fences import match_opening_fence
from posts.rendering.source import SourceText

HEADING_WITH_KEY = re.compile(r"(?P<prefix>[ \t>]*)(?P<signs>#{1,6})[ \t]+(?P<text>.*\S)[ \t]*$")
# Its attributes follow a picture without a space.
PICTURE_WITH_KEY = re.compile(
    r"!\[(?P<alt>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"\((?P<address><[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?P<title>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'))?\s*\)"
    r"\{:?(?P<attributes>(?=[^{}\n]*(?:#|\.numbered))[^{}\n]{1,200})\}"
)
# Marks behind the title of a quotation are those of a theorem.
QUOTED_KIND = re.compile(r"[ \t]*>[ \t>]*\[!")
QUOTE_OR_INDENT = re.compile(r"[ \t>]*")
CELL_LANGUAGES = {"mermaid": "mermaid", "mmd": "mermaid", "dot": "dot", "graphviz": "dot", "gv": "dot"}


@dataclass(frozen=True, slots=True)
class WrittenFence:
    """A block of code: its `mark`, such as three backticks, what its author said of it, and its lines."""

    mark: str
    info_text: str
    language: str
    info: FenceInfo
    lines: Sequence[str]

    @property
    def diagram(self) -> str:
        """The engine that draws it; empty for code."""
        return CELL_LANGUAGES.get(self.language, "")

    @property
    def kind(self) -> NumberedKind:
        """What it is when it has a number."""
        found = find_kind_of_key(self.info.key)
        return found or KINDS_BY_NAME["figure" if self.diagram else "listing"]


@dataclass(slots=True)
class Caption:
    """The words that name something: its `kind`, its `text` and the marks behind it."""

    kind: NumberedKind
    text: str
    marks: ThingAttributes = field(default_factory=ThingAttributes)


class ThingWriter(Protocol):
    """Writes things as a tool has them; what it returns are lines without quotation marks before them."""

    def write_fence(self, fence: WrittenFence) -> list[str] | None:
        """Return a block of code; None where it stays as it is."""

    def write_algorithm(self, algorithm: Algorithm, caption: str) -> list[str]:
        """Return an algorithm with its caption."""

    def write_caption(self, caption: Caption) -> list[str]:
        """Return a caption that stands beside a table, a picture or code."""

    def write_picture(self, match: re.Match[str], caption: Caption) -> str:
        """Return a picture, a `match` of PICTURE_WITH_KEY, with its caption."""

    def write_heading(self, text: str, marks: ThingAttributes) -> str:
        """Return the text of a heading and its key."""


def write_things(lines: list[str], writer: ThingWriter) -> list[str]:
    """Return `lines` with everything that may have a number as `writer` has it."""
    source = fence_tex_environments(SourceText.from_text("\n".join(lines)), RenderContext("en", {}))
    lines = list(source.lines)
    fences = find_fences(lines)
    written: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if number in fences.prefixes:
            end = number + 1
            while end < len(lines) and fences.in_fence[end] and end not in fences.prefixes:
                end += 1
            written += write_fence_lines(lines[number:end], fences.prefixes[number], writer)
            number = end
            continue
        above, below = lines[max(0, number - 1)], lines[min(number + 1, len(lines) - 1)]
        is_by_table = "|" in above or "|" in below
        ends_paragraph = number + 1 == len(lines) or not below.strip(" \t>")
        written += write_text_line(line, writer, may_name=is_by_table or ends_paragraph)
        number += 1
    return written


def write_fence_lines(lines: Sequence[str], prefix: str, writer: ThingWriter) -> Sequence[str]:
    """Return a block of code, which `prefix` stands before, as `writer` has it."""
    opening = match_opening_fence(lines[0])
    if opening is None:
        return lines
    inside_prefix = re.sub(r"[^\s>]", " ", prefix)
    content = [cut_prefix(line, inside_prefix) for line in lines[1:]]
    if content and content[-1].strip() and not content[-1].strip(" \t" + opening["fence"][0]):
        content.pop()
    info = parse_fence_info(opening["info"])
    language = info.language or parse_language(opening["info"])
    found: list[str] | None
    source = "\n".join(content)
    if language in ALGORITHM_LANGUAGES and "\\" in source and (algorithm := read_algorithm(source)):
        algorithm.label = algorithm.label or info.key
        found = writer.write_algorithm(algorithm, algorithm.caption or info.title)
    else:
        found = writer.write_fence(WrittenFence(opening["fence"], opening["info"], language, info, content))
    if found is None:
        return lines
    return [f"{inside_prefix if place else prefix}{line}".rstrip() for place, line in enumerate(found)]


def cut_prefix(line: str, prefix: str) -> str:
    """Return `line` without `prefix`, of which a line may have less."""
    for sign in prefix:
        if line[:1] == sign or (sign == " " and line[:1] == "\t"):
            line = line[1:]
        elif sign != " ":
            break
    return line


def write_text_line(line: str, writer: ThingWriter, *, may_name: bool) -> list[str]:
    """Return a line outside of code as `writer` has it; whether it `may_name` something is told by others."""
    if "}" not in line or QUOTED_KIND.match(line):
        return [line]
    if heading := HEADING_WITH_KEY.fullmatch(line):
        if not (attributes := TRAILING_ATTRIBUTES.search(heading["text"])):
            return [line]
        text = heading["text"][: attributes.start()]
        marks = parse_thing_attributes(attributes["attributes"])
        return [f"{heading['prefix']}{heading['signs']} {writer.write_heading(text, marks)}"]
    caption = match_caption(line)
    if caption and (caption["mark"] or may_name) and not PICTURE_WITH_KEY.search(line):
        gap = caption["prefix"].rstrip()
        written = writer.write_caption(read_caption_line(caption["text"]))
        return [gap, *(f"{caption['prefix']}{each}".rstrip() for each in written), gap]
    if "](" not in line:
        return [line]
    prefix = QUOTE_OR_INDENT.match(line)[0]  # type: ignore[index]  # it matches what is empty
    new = PICTURE_WITH_KEY.sub(lambda match: write_keyed_picture(match, writer), line)
    return [f"{prefix if place else ''}{each}".rstrip() for place, each in enumerate(new.split("\n"))]


def read_caption_line(text: str) -> Caption:
    """Return what the `text` of a caption says: what stands before its marks, and these."""
    match = TRAILING_ATTRIBUTES.search(text)
    marks = parse_thing_attributes(match["attributes"]) if match else ThingAttributes()
    kind = find_kind_of_key(marks.key) or KINDS_BY_NAME["table"]
    return Caption(kind, text[: match.start()].strip() if match else text.strip(), marks)


def write_keyed_picture(match: re.Match[str], writer: ThingWriter) -> str:
    """Return a picture with a key or number as `writer` has it; one in code, or with another key, stays."""
    marks = parse_thing_attributes(match["attributes"])
    kind = find_kind_of_key(marks.key)
    is_figure = (kind is not None and kind.name == "figure") or "numbered" in marks.classes
    if not is_figure or match.string[: match.start()].count("`") % 2:
        return match[0]
    title = (match["title"] or "")[1:-1] or match["alt"]
    return writer.write_picture(match, Caption(KINDS_BY_NAME["figure"], title, marks))
