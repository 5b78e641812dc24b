"""Fences, captions, pictures, headings, theorems and groups in the spelling that Quarto numbers.

Its cross-references: https://quarto.org/docs/authoring/cross-references.html. What it has no kind for is
written out with the number of the page.
"""

import re
from itertools import count

from posts.exchange.exporting.plain_things import (
    EQUATION_LABEL,
    PlainThingWriter,
    drop_blank_end,
    split_group_caption,
)
from posts.exchange.exporting.text_facts import TextFacts
from posts.exchange.exporting.tool_theorems import count_colons, respell_key
from posts.exchange.exporting.written_algorithms import write_algorithm_lines
from posts.exchange.exporting.written_things import Caption, WrittenFence
from posts.rendering.numbered.attributes import ThingAttributes
from posts.rendering.numbered.kinds import KINDS_BY_NAME, NumberedKind, find_kind_of_key
from posts.rendering.scanner.algorithms import Algorithm

UNKNOWN_TO_QUARTO = frozenset({"assumption", "proof"})
CELL_COMMENTS = {"mermaid": "%%|", "dot": "//|"}


class QuartoThingWriter:
    """Writes things with keys; `written_out` are those that are referred to by links instead."""

    def __init__(self, facts: TextFacts) -> None:
        self.facts = facts
        self.plain = PlainThingWriter(facts)
        self.written_out: set[str] = set()
        self.made_keys = count(1)

    def get_key(self, key: str, kind: NumberedKind | None = None) -> str:
        """Return `key` as Quarto spells it; "" for what it does not number."""
        label = self.facts.labels.get(key)
        found = (KINDS_BY_NAME[label.kind] if label else None) or find_kind_of_key(key) or kind
        if not key or found is None or found.name in UNKNOWN_TO_QUARTO or key in self.written_out:
            return ""
        return respell_key(key) or f"{found.prefix}-{key}"

    def write_fence(self, fence: WrittenFence) -> list[str] | None:
        """Return a diagram as a cell, and code with all that is said of it in Pandoc's attributes."""
        info, key = fence.info, self.get_key(fence.info.key, fence.kind)
        if fence.diagram:
            options = [f"label: {key}"] if key else []
            options += [f'fig-cap: "{escape_quotes(info.title)}"'] if info.title else []
            comments = [f"{CELL_COMMENTS[fence.diagram]} {option}" for option in options]
            return [f"{fence.mark}{{{fence.diagram}}}", *comments, *fence.lines, fence.mark]
        if not (info.key or info.title or info.marked_ranges) or is_pandoc_info(fence.info_text, key):
            return None
        attributes = [f"#{key}"] if key else []
        attributes += [f".{fence.language}"] if fence.language else []
        if info.title:
            attributes.append(f'{"lst-cap" if key else "filename"}="{escape_quotes(info.title)}"')
        if info.marked_ranges:
            ranges = ",".join(
                str(begin) if begin == end else f"{begin}-{end}" for begin, end in info.marked_ranges
            )
            attributes.append(f'code-line-numbers="{ranges}"')
        return [f"{fence.mark}{{{' '.join(attributes)}}}", *fence.lines, fence.mark]

    def write_algorithm(self, algorithm: Algorithm, caption: str) -> list[str]:
        """Return an algorithm as a theorem of that kind, with its lines as a list."""
        kind = KINDS_BY_NAME["algorithm"]
        lines = write_algorithm_lines(algorithm, self.facts.language)
        if not (caption or algorithm.label):
            return self.plain.write_algorithm(algorithm, caption)
        return self.write_theorem(kind, caption, ThingAttributes(algorithm.label), "", lines)

    def write_caption(self, caption: Caption) -> list[str]:
        """Return the caption of a table as Pandoc has it; it knows none of other things."""
        key = self.get_key(caption.marks.key, caption.kind)
        if caption.kind.name == "table":
            return [f": {caption.text} {{#{key}}}" if key else f": {caption.text}"]
        self.written_out.add(caption.marks.key)
        return self.plain.write_caption(caption)

    def write_picture(self, match: re.Match[str], caption: Caption) -> str:
        """Return the picture with its caption in brackets, which is where Quarto looks for it."""
        key = self.get_key(caption.marks.key, caption.kind)
        values = [f"{name}={value}" for name, value in caption.marks.values.items()]
        if match["title"] and match["alt"]:
            values.append(f'fig-alt="{escape_quotes(match["alt"])}"')
        parts = [*([f"#{key}"] if key else []), *values]
        attributes = f"{{{' '.join(parts)}}}" if parts else ""
        return f"![{caption.text}]({match['address']}){attributes}"

    def write_heading(self, text: str, marks: ThingAttributes) -> str:
        key = self.get_key(marks.key) or marks.key
        parts = [f"#{key}"] if key else []
        parts += [f".{name}" for name in marks.classes if name != "numbered"]
        return f"{text} {{{' '.join(parts)}}}" if parts else text

    def write_equation(self, lines: list[str]) -> tuple[list[str], list[str], str]:
        """Return anchors before a formula, its lines, and the key behind it: Quarto has one for each."""
        keys = [match["key"].strip() for line in lines for match in EQUATION_LABEL.finditer(line)]
        if len(keys) > 1 and all(key in self.facts.labels for key in keys):
            anchors, written = self.plain.write_equation(lines)
            self.written_out.update(keys)
            return anchors, written, ""
        key = self.get_key(keys[0]) if keys else ""
        if not key or not key.startswith("eq-"):
            return [], lines, ""
        written = []
        for line in lines:
            rest = EQUATION_LABEL.sub("", line)
            if rest == line or rest.strip():
                written.append(rest)
        return [], written, f" {{#{key}}}"

    def write_theorem(
        self, kind: NumberedKind, name: str, marks: ThingAttributes, title: str, inside: list[str]
    ) -> list[str]:
        """Return a theorem as Quarto's block, with its name as a heading. What it cannot number is titled."""
        while inside and not inside[0].strip():
            inside = inside[1:]
        key = self.get_key(marks.key, kind)
        if kind.name == "assumption":
            heading = self.plain.write_theorem(kind, name, marks, title, [])[0].removeprefix("> ")
            return write_div(".assumption", [heading, "", *inside])
        if not key and kind.is_counted and "unnumbered" not in marks.classes:
            # Without one, Quarto gives no number, and the page does.
            key = f"{kind.prefix}-unnamed-{next(self.made_keys)}"
        is_keyed = key and kind.style != "proof"
        return write_div(
            f"#{key}" if is_keyed else f".{kind.name}", [*([f"## {name}", ""] if name else []), *inside]
        )

    def write_group(self, kind: NumberedKind, name: str, key: str, inside: list[str]) -> list[str]:
        """Return several blocks as one figure, whose caption is the last paragraph."""
        content, words = split_group_caption(inside, name)
        quarto_key = self.get_key(key, kind)
        return write_div(f"#{quarto_key}" if quarto_key else f".{kind.name}", [*content, "", words])


def write_div(attributes: str, inside: list[str]) -> list[str]:
    """Return a block of Pandoc around `inside`; those in it have fewer colons."""
    inside = drop_blank_end(inside)
    colons = ":" * (max([2, *map(count_colons, inside)]) + 1)
    return ["", f"{colons} {{{attributes}}}", *inside, colons, ""]


def escape_quotes(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def is_pandoc_info(text: str, key: str) -> bool:
    """Whether an info string is one that Quarto reads as it is."""
    return text.strip().startswith("{") and text.strip().endswith("}") and (not key or f"#{key}" in text)
