"""Outputs of cells as Markdown: the best form of each, and its files."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Any

from posts.exchange.html_to_markdown import ConversionError, convert_html
from posts.exchange.html_to_markdown.document import CodeBlock
from posts.exchange.html_to_markdown.writer import write_code
from posts.exchange.json_values import read_mapping_value, read_number_value
from posts.exchange.notebooks.document import CellOutput
from posts.exchange.notebooks.terminal_text import clean_terminal_text

# More is no reading matter; how much was left out is said.
MAX_OUTPUT_CHARACTERS = 20_000
# What the pictures of each suffix begin with; drawings are text.
PICTURE_SIGNATURES = {
    ".png": b"\x89PNG",
    ".jpg": b"\xff\xd8",
    ".gif": b"GIF8",
    ".webp": b"RIFF",
    ".svg": b"",
}
# Of all outputs of a notebook: a post may have 1,000,000.
MAX_ALL_CHARACTERS = 400_000
IMAGE_SUFFIXES_BY_TYPE = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
}
# Takes a suffix and the content of a file; returns its address.
StoreFile = Callable[[str, bytes], str]
AddNotebookNote = Callable[[str, str], None]
SCRIPT_TYPES = ("application/javascript", "text/javascript")
WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"
TEX_DELIMITERS = re.compile(
    r"\A\s*(?:\$\$(?P<a>.*)\$\$|\$(?P<b>[^$]*)\$|\\\[(?P<c>.*)\\\]|\\\((?P<d>.*)\\\))\s*\Z", re.DOTALL
)
DISPLAY_STYLE_COMMAND = re.compile(r"\A\s*\\displaystyle\b\s*")
MAX_SHOWN_WIDTH = 10_000


class OutputWriter:
    """Writes outputs. `store_file` keeps pictures; `add_note` is told what was left out, by kind."""

    def __init__(self, store_file: StoreFile, add_note: AddNotebookNote) -> None:
        self.store_file, self.add_note = store_file, add_note
        self.characters_left = MAX_ALL_CHARACTERS

    def write_output(self, output: CellOutput) -> str:
        """Return the Markdown of an output; "" for one that shows nothing."""
        if output.kind == "omitted":
            self.add_note("output left out", f"{output.size:,} bytes")
            return write_text_block(f"[An output of {output.size:,} bytes was left out.]")
        if output.kind in {"stream", "error"}:
            return self.write_text(output.text)
        for media_type, write in self.list_writers():
            if media_type in output.data and (markdown := write(output, media_type)):
                return markdown
        return self.write_leftover(output)

    def list_writers(self) -> list[tuple[str, Callable[[CellOutput, str], str]]]:
        """Return what can be shown, the best first: a formula or a table says more than its picture."""
        images = [(name, self.write_image) for name in IMAGE_SUFFIXES_BY_TYPE]
        return [
            ("text/markdown", self.write_markdown),
            ("text/latex", self.write_formula),
            ("text/html", self.write_html),
            *images,
            ("application/pdf", self.write_pdf),
            ("text/plain", lambda output, name: self.write_text(output.data[name])),
            ("application/json", self.write_json),
        ]

    def write_text(self, text: Any) -> str:
        """Return the text of a terminal as a block of code, shortened where it is long."""
        if not isinstance(text, str):
            return ""
        limit = min(MAX_OUTPUT_CHARACTERS, self.characters_left)
        shown = clean_terminal_text(text[: 4 * MAX_OUTPUT_CHARACTERS])[:limit]
        self.characters_left -= len(shown)
        rest = len(text) - len(shown)
        if len(text) > limit and rest > 0:
            self.add_note("output shortened", f"{len(text):,} characters")
            shown = f"{shown}\n[{rest:,} more characters were left out.]"
        return write_text_block(shown) if shown.strip() else ""

    def write_markdown(self, output: CellOutput, media_type: str) -> str:
        text = output.data[media_type]
        if not isinstance(text, str) or len(text) > 5 * MAX_OUTPUT_CHARACTERS:
            return ""
        return text.strip("\n")

    def write_formula(self, output: CellOutput, media_type: str) -> str:
        """Return LaTeX as a formula; a table of LaTeX is none, its other forms are better."""
        text = output.data[media_type]
        if not isinstance(text, str) or len(text) > MAX_OUTPUT_CHARACTERS or "\\begin{tabular" in text:
            return ""
        match = TEX_DELIMITERS.match(text)
        tex = next((part for part in match.groups() if part is not None), "") if match else text
        tex = DISPLAY_STYLE_COMMAND.sub("", tex)
        lines = [line for line in tex.replace("$$", " ").split("\n") if line.strip()]
        return "\n".join(["$$", *lines, "$$"]) if lines else ""

    def write_html(self, output: CellOutput, media_type: str) -> str:
        """Return HTML as Markdown; "" where it shows itself by a script, or is too large."""
        text = output.data[media_type]
        if not isinstance(text, str):
            return ""
        try:
            conversion = convert_html(text)
        except ConversionError:
            self.add_note("HTML too large", f"{len(text):,} characters")
            return ""
        if len(conversion.markdown) > 5 * MAX_OUTPUT_CHARACTERS:
            self.add_note("HTML too large", f"{len(text):,} characters")
            return ""
        markdown = conversion.markdown
        for picture in conversion.pictures:
            if picture.is_embedded:
                address = self.store_data_address(picture.source)
                markdown = markdown.replace(f"]({picture.address}", f"]({address}")
        if "<script" in text and markdown:
            self.add_note("script left out", " ".join(conversion.markdown.split())[:80])
        return markdown.strip("\n")

    def write_image(self, output: CellOutput, media_type: str) -> str:
        """Return a picture without an alternative text, which somebody has yet to write."""
        address = self.store_form(output.data[media_type], media_type)
        width = read_number_value(read_mapping_value(output.metadata, media_type), "width")
        size = f"{{width={width}}}" if 0 < width < MAX_SHOWN_WIDTH else ""
        return f"![]({address}){size}" if address else ""

    def write_pdf(self, output: CellOutput, media_type: str) -> str:
        data = decode_base64(output.data[media_type])
        return f"[PDF]({self.store_file('.pdf', data)})" if data.startswith(b"%PDF") else ""

    def write_json(self, output: CellOutput, media_type: str) -> str:
        text = json.dumps(output.data[media_type], ensure_ascii=False, indent=1)
        return self.write_text(text)

    def write_leftover(self, output: CellOutput) -> str:
        """Say what is not shown of an output that has no form that can be."""
        names = ", ".join(str(name) for name in output.data)[:200]
        if names:
            self.add_note("output not shown", names)
        return ""

    def store_form(self, form: Any, media_type: str) -> str:
        """Store a picture; return its address, "" where it cannot be decoded."""
        suffix = IMAGE_SUFFIXES_BY_TYPE.get(media_type, "")
        if media_type == "image/svg+xml" and isinstance(form, str):
            is_written = "<svg" in form
            data = form.encode("utf-8", "ignore") if is_written else decode_base64(form)
            data = data if b"<svg" in data else b""
        else:
            data = decode_base64(form)
        if not data or not suffix or not data.startswith(PICTURE_SIGNATURES[suffix]):
            self.add_note("picture damaged", media_type)
            return ""
        return self.store_file(suffix, data)

    def store_data_address(self, address: str) -> str:
        """Store the picture in an address of the form `data:image/png;base64,…`; return its new address."""
        head, _, data = address.partition(",")
        media_type = head.removeprefix("data:").partition(";")[0]
        return self.store_form(data, media_type)


def decode_base64(value: Any) -> bytes:
    """Return the bytes that `value` is in base64; none where it is not."""
    if not isinstance(value, str):
        return b""
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def write_text_block(text: str) -> str:
    return "\n".join(write_code(CodeBlock(text, "text")))


def note_widgets(output: CellOutput, add_note: AddNotebookNote) -> None:
    """Tell of what only a running notebook shows."""
    if WIDGET_TYPE in output.data:
        text = output.data.get("text/plain")
        add_note("widget left out", text if isinstance(text, str) else "")
    elif any(name in output.data for name in SCRIPT_TYPES):
        add_note("script left out", "an output")
