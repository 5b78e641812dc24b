"""`Mask`: hides code and formulas while the text around them is rewritten.

Every hidden line becomes one short token, so that lines can still be indented,
quoted and moved. Tokens use noncharacters of Unicode, which no text may hold.
"""

import re
from collections.abc import Callable, Sequence

from posts.rendering.scanner import find_fences

MASK_OPEN, MASK_CLOSE = "\ufdd0", "\ufdd1"
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
MASK_TOKEN = re.compile(f"{MASK_OPEN}(\\d+){MASK_CLOSE}")
LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s")
# Spans end with their paragraph.
MASKED_CODE_SPAN = re.compile(
    r"(?<![`\\])(?P<mark>`+)(?!`)(?P<code>(?:(?!\n[ \t]*\n)[^\ufdd0])+?)(?<!`)(?P=mark)(?!`)"
)
HTML_CODE = re.compile(r"<(pre|code|script|style|textarea)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)

SpanReader = Callable[[str], str | None]


class Mask:
    """The lines hidden from one text."""

    def __init__(self) -> None:
        self.hidden_lines: list[str] = []

    def hide_text(self, text: str) -> str:
        """Return `text` with each line, except its indentation, replaced by a token."""
        return "\n".join(self._hide_line(line) for line in text.split("\n"))

    def _hide_line(self, line: str) -> str:
        content = line.lstrip(" \t")
        self.hidden_lines.append(content)
        return f"{line[: len(line) - len(content)]}{MASK_OPEN}{len(self.hidden_lines) - 1}{MASK_CLOSE}"

    def rewrite_hidden(
        self, rules: Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]
    ) -> None:
        """Apply rewrite rules to the hidden lines."""
        for pattern, replacement in rules:
            self.hidden_lines = [pattern.sub(replacement, text) for text in self.hidden_lines]

    def restore_text(self, text: str) -> str:
        """Return `text` with hidden lines put back, also those hidden within others."""
        while MASK_TOKEN.search(text):
            text = MASK_TOKEN.sub(lambda match: self.hidden_lines[int(match[1])], text)
        return text

    def hide_code(
        self, text: str, read_span: SpanReader | None = None, *, keep_indented: bool = False
    ) -> str:
        """Return `text` with fences, indented code, spans and HTML code hidden.

        `keep_indented`: indented lines are text, as in MDX.

        `read_span` may return a replacement for the content of a code span that
        is no code; it replaces the span and stays visible.
        """
        text = self.hide_fences(text)
        text = text if keep_indented else self._hide_indented(text)
        text = HTML_CODE.sub(lambda match: self.hide_text(match[0]), text)

        def replace_span(match: re.Match[str]) -> str:
            meant = read_span(match["code"]) if read_span else None
            return self.hide_text(match[0]) if meant is None else meant

        return MASKED_CODE_SPAN.sub(replace_span, text)

    def hide_fences(self, text: str) -> str:
        """Hide fenced code, as the renderer finds it, except the quote and list marks before it."""
        lines = text.split("\n")
        fences = find_fences(lines)
        for index, line in enumerate(lines):
            if index in fences.prefixes:
                prefix = fences.prefixes[index]
                lines[index] = prefix + self.hide_text(line[len(prefix) :])
            elif fences.in_fence[index]:
                lines[index] = self._hide_code_line(line)
        return "\n".join(lines)

    def _hide_indented(self, text: str) -> str:
        """Hide indented code; below a list, indented lines belong to its items."""
        lines = text.split("\n")
        may_begin = True
        for index, line in enumerate(lines):
            is_indented = line.startswith(("    ", "\t"))
            if is_indented and may_begin and line.strip():
                lines[index] = self.hide_text(line)
            elif line.strip() and not is_indented and not line.startswith((" ", "\t")):
                may_begin = not LIST_ITEM.match(line) and not "".join(lines[index + 1 : index + 2]).strip()
        return "\n".join(lines)

    def _hide_code_line(self, line: str) -> str:
        """Hide a line within a fence, except its `>` marks."""
        lead = re.match(r"(?:[ \t]*>)*", line)
        head = lead[0] if lead else ""
        return head + self.hide_text(line[len(head) :])
