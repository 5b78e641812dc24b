"""Numbers written out, for tools that count nothing themselves: "**图 1**：caption", with an anchor.

Where a tool lets no HTML through, the anchors are left out and the rest stays.
"""

import re
from collections.abc import Iterable

from posts.exchange.exporting.text_facts import TextFacts
from posts.exchange.exporting.written_algorithms import write_algorithm_lines
from posts.exchange.exporting.written_things import Caption, WrittenFence
from posts.rendering.numbered.attributes import ThingAttributes
from posts.rendering.numbered.kinds import KINDS_BY_NAME, NumberedKind
from posts.rendering.passes.numbers import TYPED_CAPTION, TYPED_HEADING, WIDE_LANGUAGES
from posts.rendering.passes.theorems import TYPED_END
from posts.rendering.scanner.algorithms import Algorithm

EQUATION_LABEL = re.compile(r"\\label\{(?P<key>[^{}\n]{1,200})\}")
REFERENCE_IN_FORMULA = re.compile(r"\\(?P<command>eqref|ref)\{(?P<key>[^{}\n]{1,200})\}")
# A line at whose end the end of a proof can stand.
TEXT_LINE = re.compile(r"(?!\s*(?:\$\$|```|~~~|:::|\||\\\[|\\end))[^\n]*[^\s$][^\n]*")
# What is no caption: a picture, a table, code, a formula, HTML.
SHOWN_LINE = re.compile(r"\s*(?:!\[|\||```|~~~|\$\$|<)")


class PlainThingWriter:
    """Writes numbers, captions and anchors as text; the numbers are those of the page."""

    def __init__(self, facts: TextFacts) -> None:
        self.facts = facts
        self.is_wide = facts.language in WIDE_LANGUAGES

    def write_anchor(self, key: str) -> str:
        label = self.facts.labels.get(key)
        return f'<span id="{label.anchor}"></span>' if label else ""

    def format_number(self, kind: NumberedKind, key: str) -> str:
        """Return "图 1"; the name alone where the page has no number."""
        label = self.facts.labels.get(key)
        return kind.format_number(label.number if label else "", self.facts.language)

    def write_named(self, caption: Caption) -> str:
        """Return the line of a caption: its anchor, its number and its words."""
        key = caption.marks.key
        if TYPED_CAPTION.match(caption.text) or not (key in self.facts.labels or caption.text):
            return f"{self.write_anchor(key)}{caption.text}"
        number = self.format_number(caption.kind, key)
        # Behind a sign and before a letter, CommonMark would not end what is bold.
        colon = ("：" if self.is_wide else ": ") if caption.text else ""
        return f"{self.write_anchor(key)}**{number}**{colon}{caption.text}"

    def write_fence(self, fence: WrittenFence) -> list[str] | None:
        """Return code below its caption, a diagram above it."""
        info = fence.info
        if not (info.key or info.is_numbered):
            return None
        caption = self.write_named(Caption(fence.kind, info.title, ThingAttributes(info.key)))
        ranges = ",".join(
            str(begin) if begin == end else f"{begin}-{end}" for begin, end in info.marked_ranges
        )
        opening = f"{fence.mark}{fence.language}{f' {{{ranges}}}' if ranges else ''}"
        code = [opening, *fence.lines, fence.mark]
        return [*code, "", caption, ""] if fence.diagram else [caption, "", *code]

    def write_algorithm(self, algorithm: Algorithm, caption: str) -> list[str]:
        kind = KINDS_BY_NAME["algorithm"]
        named = self.write_named(Caption(kind, caption, ThingAttributes(algorithm.label)))
        return [named, "", *write_algorithm_lines(algorithm, self.facts.language)]

    def write_caption(self, caption: Caption) -> list[str]:
        return [self.write_named(caption)]

    def write_picture(self, match: re.Match[str], caption: Caption) -> str:
        """Return the picture, and below it the caption as a paragraph."""
        picture = match[0][: match.start("attributes") - match.start()].rstrip("{:")
        anchor = self.write_anchor(caption.marks.key)
        words = self.write_named(caption).removeprefix(anchor)
        return f"{anchor}{picture}\n\n{words}\n"

    def write_heading(self, text: str, marks: ThingAttributes) -> str:
        """Return the heading with its number, as the page has it, and its key, which the tools read."""
        label = self.facts.labels.get(marks.key)
        if label and label.number and not TYPED_HEADING.match(text):
            text = f"{label.number} {text}"
        return f"{text} {{#{label.anchor if label else marks.key}}}" if marks.key else text

    def write_equation(self, lines: list[str]) -> tuple[list[str], list[str]]:
        r"""Return the anchors of a formula, and its lines with `\tag{1}` in place of labels."""
        anchors: list[str] = []

        def replace_label(match: re.Match[str]) -> str:
            key = match["key"].strip()
            label = self.facts.labels.get(key)
            if label is None or label.kind != "equation":
                return match[0]
            anchors.append(self.write_anchor(key))
            return rf"\tag{{{label.number}}}"

        def replace_reference(match: re.Match[str]) -> str:
            label = self.facts.labels.get(match["key"].strip())
            if label is None:
                return match[0]
            return rf"\text{{({label.number})}}" if match["command"] == "eqref" else label.number

        written = [
            REFERENCE_IN_FORMULA.sub(replace_reference, EQUATION_LABEL.sub(replace_label, line))
            for line in lines
        ]
        return anchors, join_lone_tags(written)

    def write_theorem(
        self, kind: NumberedKind, name: str, marks: ThingAttributes, title: str, inside: list[str]
    ) -> list[str]:
        """Return a theorem as a quotation that begins with its title; a proof ends with its sign."""
        words = title or self.format_number(kind, marks.key)
        if name and kind.style == "proof" and kind.name_in(self.facts.language).casefold() in name.casefold():
            words = name
        elif name:
            words += f"（{name}）" if self.is_wide else f" ({name})"
        if kind.style == "proof":
            inside = end_proof(inside)
        heading = f"{self.write_anchor(marks.key)}**{words}**"
        return [f"> {line}".rstrip() for line in [heading, "", *inside]]

    def write_group(self, kind: NumberedKind, name: str, key: str, inside: list[str]) -> list[str]:
        """Return what stands in a div that is one figure, whose last paragraph is the caption."""
        content, words = split_group_caption(inside, name)
        caption = self.write_named(Caption(kind, words, ThingAttributes(key)))
        return ["", *content, "", caption, ""]


def join_lone_tags(lines: Iterable[str]) -> list[str]:
    r"""Return `lines` with a `\tag` that stands on a line by itself behind the line before it."""
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].strip() and re.fullmatch(r"\s*\\tag\{[^{}]*\}\s*", line):
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return joined


def split_group_caption(inside: list[str], name: str) -> tuple[list[str], str]:
    """Return the lines of a group without its caption, and that: `name`, else its last paragraph."""
    lines = drop_blank_end(inside)
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    last = lines[start:]
    if name or not start or any(map(SHOWN_LINE.match, last)):
        return lines, name
    return drop_blank_end(lines[:start]), " ".join(line.strip() for line in last)


def drop_blank_end(lines: list[str]) -> list[str]:
    """Return `lines` up to the last that is not empty."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def end_proof(inside: list[str]) -> list[str]:
    """Return the lines of a proof with the sign of its end, unless its author typed one."""
    lines = drop_blank_end(inside)
    if not lines or TYPED_END.search(lines[-1]):
        return lines
    if TEXT_LINE.fullmatch(lines[-1]) and not lines[-1].rstrip().endswith("$$"):
        return [*lines[:-1], f"{lines[-1].rstrip()} ∎"]
    return [*lines, "", "∎"]
