"""On which line of the Markdown something stands that the parser passed on as it was typed."""

import re

from posts.rendering.context import RenderContext

SOURCE_LINES = re.compile(r'data-sourcepos="(\d{1,7}):\d{1,7}-(\d{1,7}):')
# Each search that finds nothing reads all that follows.
MAX_FRUITLESS_SEARCHES = 50


class LineFinder:
    """Finds the lines of pieces of `html`, which are asked for in its order."""

    def __init__(self, html: str, context: RenderContext) -> None:
        self.html = html
        self.markdown_lines = context.markdown_lines
        self.asked_until = 0
        # The line, from 0, and the byte in it from which on is searched.
        self.line = self.column = 0
        self.fruitless = 0

    def find_line(self, text: str, start: int) -> int:
        """Return the line, from 1, of `text`, which stands at `start` in the HTML; else one near it."""
        self.enter_element(start)
        wanted = text.partition("\n")[0].encode()
        column = self.column
        searched = (
            range(self.line, len(self.markdown_lines)) if self.fruitless < MAX_FRUITLESS_SEARCHES else ()
        )
        for number in searched:
            if (place := self.markdown_lines[number].find(wanted, column)) >= 0:
                self.line, self.column = number, place + len(wanted)
                self.pass_over(text[len(text.partition("\n")[0]) :])
                return number + 1
            column = 0
        self.fruitless += 1
        return self.line + 1

    def pass_over(self, text: str) -> None:
        """Go on behind `text`, which stands where the last search ended: what is in it is not searched."""
        count, last = text.count("\n"), text.rpartition("\n")[2].encode()
        number = self.line + count
        if number < len(self.markdown_lines):
            start = 0 if count else self.column
            place = self.markdown_lines[number].find(last, start)
            if place >= 0:
                self.line, self.column = number, place + len(last)

    def enter_element(self, start: int) -> None:
        """Go on to the last element before `start` whose line the parser tells; footnotes lead back."""
        place = self.html.rfind("data-sourcepos=", self.asked_until, start)
        self.asked_until = max(self.asked_until, start)
        if place < 0 or not (match := SOURCE_LINES.match(self.html, place)):
            return
        first, last = int(match[1]) - 1, int(match[2]) - 1
        if not first <= self.line <= last and last < len(self.markdown_lines):
            self.line, self.column = first, 0
