"""The text of a post on its way: HTML, in which pieces of Markdown stand for themselves."""

import re
from collections import Counter
from html import escape, unescape

import nh3

from posts.exchange.html_to_markdown import Conversion, ConversionError, convert_html
from posts.exchange.importing.exports.ghost.formulas import mark_formulas

LOST_NOTES = {
    "hidden": "hidden text left out",
    "lost-link": "link without a target",
    "lost-picture": "picture without an address",
    "local-picture": "picture of somebody's computer",
    "drawing": "drawing left out",
    "too-deep": "nested too deep, flattened",
}
# The marks before a piece on its line, of quotations and items, which go on below it.
LINE_MARKS = re.compile(r"(?:[ >]|[-*+] |\d{1,9}[.)] |\[[ x]\] )*")
NOTE_LABEL = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)
ADDRESS_PART = re.compile(r"\]\([^()\s]*\)")
UNTURNED = re.compile(r"<(script|style|form|svg|canvas|object|math-field)\b", re.IGNORECASE)
UNSHOWN_ELEMENT = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
GIST = re.compile(
    r"<script\b[^<>]*\bsrc=[\"']?(https://gist\.github\.com/[\w./-]+?)(?:\.js)?(?:\?[^\"'\s<>]*)?[\"'\s>]"
)


class BodyWriter:
    """Collects the HTML of a post; `notes` is what its author should look at, as "kind: what".

    `has_math`: the page loaded KaTeX or MathJax, so that `$x$` was a formula there.
    `is_restricted` is set where a part of the text was for members only.
    """

    def __init__(self, *, has_math: bool = False) -> None:
        self.has_math = has_math
        self.is_restricted = False
        self.notes: list[str] = []
        self._html: list[str] = []
        self._pieces: list[str] = []
        self._labels: set[str] = set()
        self._prefix = "markdownpiece"

    def add_note(self, kind: str, text: str) -> None:
        self.notes.append(f"{kind}: {' '.join(text.split())[:200]}")

    def add_html(self, html: str) -> None:
        """Add HTML that is well-formed, or whose faults may reach what follows."""
        self._html.append(html)

    def add_text(self, text: str) -> None:
        """Add text, whose line ends are kept."""
        self._html.append(escape_with_breaks(text))

    def add_markdown(self, markdown: str) -> None:
        """Add a block of Markdown, as it is but for the labels of its notes."""
        if markdown.strip():
            self._pieces.append(self._rename_notes(markdown.strip("\n")))
            self._html.append(f"<p>\0{len(self._pieces) - 1}\0</p>")

    def add_comment(self, kind: str, text: str) -> None:
        """Keep `text` in a comment, which readers do not see, and say so."""
        self.add_note(kind, text)
        self.add_markdown(f"<!-- {kind}: {text.replace('--', '- -').replace('>', '&gt;').strip()} -->")

    def add_foreign_html(self, html: str, what: str) -> None:
        """Add HTML that somebody wrote by hand, as Markdown; where that would lose words, as HTML."""
        if not html.strip():
            return
        for address in GIST.findall(html):
            self.add_html(f"<p>{build_html_link(address, address)}</p>")
        conversion = self._convert(html)
        if conversion is None or is_less(conversion, html):
            self.add_note("kept as HTML", f"{what}: {html}")
            self.add_markdown(flatten_html(html))
            return
        if match := UNTURNED.search(html):
            self.add_note(f"{match[1].lower()} left out", f"{what}: {html}")
        self._add_conversion_notes(conversion, what)
        self.add_markdown(conversion.markdown)

    def build_markdown(self) -> str:
        """Return the Markdown of all that was added."""
        html = "".join(self._html)
        while self._prefix in html:
            self._prefix += "x"
        html = re.sub(r"\0(\d+)\0", rf"{self._prefix}\1z", html)
        conversion = self._convert(html)
        if conversion is None:
            self.add_note("only the text kept", "too long or nested too deep")
            markdown = "\n\n".join(escape(line) for line in list_text_lines(html))
        else:
            self._add_conversion_notes(conversion, "the text")
            markdown = conversion.markdown
        lines = [self._put_piece(line) for line in markdown.split("\n")]
        return "\n".join(lines).strip("\n") + "\n" if markdown.strip() else ""

    # Parts of these.

    def _convert(self, html: str) -> Conversion | None:
        """Return `html` converted; None where it is too long or too deep."""
        numbers = [int(label) for label in self._labels if label.isascii() and label.isdigit()]
        try:
            conversion = convert_html(
                mark_formulas(html, has_math=self.has_math), first_note=max(numbers, default=0) + 1
            )
        except ConversionError:
            return None
        return conversion

    def _add_conversion_notes(self, conversion: Conversion, what: str) -> None:
        for note in conversion.notes:
            if note.kind in LOST_NOTES:
                self.add_note(LOST_NOTES[note.kind], f"{what}: {note.detail} ({note.count})")

    def _rename_notes(self, markdown: str) -> str:
        """Return `markdown` with labels of notes that no other piece has."""
        for label in dict.fromkeys(NOTE_LABEL.findall(markdown)):
            new = label
            while new in self._labels:
                new = f"{new}-{len(self._labels)}"
            self._labels.add(new)
            if new != label:
                markdown = markdown.replace(f"[^{label}]", f"[^{new}]")
        return markdown

    def _put_piece(self, line: str) -> str:
        """Return a line of Markdown with the piece that stands in it, on lines of its own if it is alone."""
        pattern = re.compile(rf"{self._prefix}(\d+)z")
        match = pattern.search(line)
        if not match:
            return line
        before, after = line[: match.start()], line[match.end() :]
        if after.strip() or not LINE_MARKS.fullmatch(before):
            return pattern.sub(lambda found: " ".join(self._pieces[int(found[1])].split()), line)
        first, *others = self._pieces[int(match[1])].split("\n")
        below = re.sub(r"[^ >]", " ", before)
        return "\n".join([f"{before}{first}", *(f"{below}{each}".rstrip() for each in others)])


def escape_with_breaks(text: str) -> str:
    """Return `text` as HTML, its line ends as breaks."""
    return escape(text.replace("\0", ""), quote=False).replace("\n", "<br>")


def build_html_link(address: str, text: str) -> str:
    """Return a link in HTML; the text alone where there is no address."""
    shown = escape_with_breaks(text)
    return f'<a href="{escape(address)}">{shown}</a>' if address.strip() else shown


def list_text_lines(html: str) -> list[str]:
    """Return what `html` says, block by block, without any of its marks."""
    parted = re.sub(r"<(?:/?(?:p|div|li|h[1-6]|blockquote|tr|pre|ul|ol|table)|br)\b", r"\n\g<0>", html)
    text = nh3.clean(parted, tags=set(), clean_content_tags={"script", "style"})
    return [line.strip() for line in unescape(text).split("\n") if line.strip()]


def is_less(conversion: Conversion, html: str) -> bool:
    """Whether `html` shows drawings, letters or digits that its Markdown has not; marks may part words."""
    if any(note.kind == "drawing" for note in conversion.notes):
        return True
    shown = Counter("".join(list_text_lines(html)))
    kept = Counter(ADDRESS_PART.sub("](", conversion.markdown))
    return any(sign.isalnum() for sign in shown - kept)


def flatten_html(html: str) -> str:
    """Return `html` as one block of Markdown, without scripts, indents, and empty lines, which end it."""
    html = UNSHOWN_ELEMENT.sub("", html)
    return "\n".join(line.strip() for line in html.split("\n") if line.strip())
