"""Keeps code out of reach while the text around it is rewritten.

Every line of code becomes one short token, so that lines can still be
indented, quoted and moved. Tokens use noncharacters of Unicode, which no text
may hold.
"""

import re
from collections.abc import Callable, Sequence

OPEN, CLOSE = "\ufdd0", "\ufdd1"
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
TOKEN = re.compile(f"{OPEN}(\\d+){CLOSE}")
FENCE = re.compile(
    r"^(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)$"
)
LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s")
# Spans end with their paragraph.
CODE_SPAN = re.compile(
    r"(?<![`\\])(?P<mark>`+)(?!`)(?P<code>(?:(?!\n[ \t]*\n)[^\ufdd0])+?)(?<!`)(?P=mark)(?!`)"
)
HTML_CODE = re.compile(r"<(pre|code|script|style|textarea)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)

SpanReader = Callable[[str], str | None]


class Mask:
    """What was hidden from one text."""

    def __init__(self) -> None:
        self.hidden: list[str] = []

    def hide(self, text: str) -> str:
        """Return `text` with each line, but for its indentation, as a token."""
        return "\n".join(self._hide_line(line) for line in text.split("\n"))

    def _hide_line(self, line: str) -> str:
        content = line.lstrip(" \t")
        if not content:
            return line
        self.hidden.append(content)
        return f"{line[: len(line) - len(content)]}{OPEN}{len(self.hidden) - 1}{CLOSE}"

    def rewrite(self, rules: Sequence[tuple[re.Pattern[str], str]]) -> None:
        """Apply rules to what is hidden."""
        for pattern, replacement in rules:
            self.hidden = [pattern.sub(replacement, text) for text in self.hidden]

    def restore(self, text: str) -> str:
        """Return `text` with what was hidden in its place, however often it was hidden."""
        while TOKEN.search(text):
            text = TOKEN.sub(lambda match: self.hidden[int(match[1])], text)
        return text

    def hide_code(self, text: str, read_span: SpanReader | None = None) -> str:
        """Return `text` with fences, indented code, spans and HTML code hidden.

        `read_span` may say what a span's content stands for instead of code;
        that is put in its place and left visible.
        """
        text = self._hide_fences(text)
        text = HTML_CODE.sub(lambda match: self.hide(match[0]), text)

        def span(match: re.Match[str]) -> str:
            meant = read_span(match["code"]) if read_span else None
            return self.hide(match[0]) if meant is None else meant

        return CODE_SPAN.sub(span, text)

    def _hide_fences(self, text: str) -> str:
        lines = text.split("\n")
        mark, in_quote, may_indent = "", False, True
        for index, line in enumerate(lines):
            if mark:
                closed = re.match(rf"[ \t>]*{mark[0]}{{{len(mark)},}}\s*$", line)
                if in_quote and not line.lstrip().startswith(">"):
                    mark = ""
                else:
                    lines[index] = self._hide_code_line(line)
                    mark = "" if closed else mark
                    continue
            if (match := FENCE.match(line)) and not (match["mark"][0] == "`" and "`" in match["info"]):
                mark, in_quote = match["mark"], ">" in match["lead"]
                lines[index] = match["lead"] + self.hide(line[len(match["lead"]) :])
            elif line[:4].strip() == "" and line.strip():
                if may_indent and line.startswith(("    ", "\t")):
                    lines[index] = self.hide(line)
            elif line.strip():
                may_indent = not LIST_ITEM.match(line) and ends_block(lines, index)
        return "\n".join(lines)

    def _hide_code_line(self, line: str) -> str:
        """Hide a line within a fence, its `>` marks excepted."""
        lead = re.match(r"(?:[ \t]*>)*", line)
        head = lead[0] if lead else ""
        return head + self.hide(line[len(head) :])


def ends_block(lines: list[str], index: int) -> bool:
    """Whether the line after `index` is blank, so that an indented one after it is code."""
    return index + 1 < len(lines) and not lines[index + 1].strip()
