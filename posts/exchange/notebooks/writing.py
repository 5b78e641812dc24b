"""A notebook as Markdown."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import unquote

import yaml

from posts.exchange.html_to_markdown import ConversionError, convert_html
from posts.exchange.html_to_markdown.document import CodeBlock
from posts.exchange.html_to_markdown.writer import write_code
from posts.exchange.json_values import read_mapping_value
from posts.exchange.notebooks.document import CellOutput, Notebook, NotebookCell
from posts.exchange.notebooks.outputs import (
    IMAGE_SUFFIXES_BY_TYPE,
    AddNotebookNote,
    OutputWriter,
    note_widgets,
    write_text_block,
)

# Takes a name such as "3-1.png" and the content of a file; returns its address in the Markdown.
StoreNotebookFile = Callable[[str, bytes], str]
FRONT_MATTER = re.compile(r"\A\s*(---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z))", re.DOTALL)
TOP_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(?P<text>[^\n]+?)[ \t]*#*[ \t]*$", re.MULTILINE)
EMBEDDED_PICTURE = re.compile(r"(?<=[(\"'])data:image/[\w+.-]{1,20};base64,[A-Za-z0-9+/=]+")
FENCE_LINE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
# Options of a cell, as Quarto writes them.
NOTEBOOK_OPTION = re.compile(r"\A#\|[ \t]*(?P<key>[\w-]+)[ \t]*:[ \t]*(?P<value>[^\n]*)(?:\n|\Z)")
OPTION_TAGS = {
    ("include", "false"): "remove_cell",
    ("echo", "false"): "remove_input",
    ("output", "false"): "remove_output",
    ("code-fold_cell", "true"): "hide_input",
}
REMOVED_CELLS = frozenset({"remove_cell", "hide_cell", "hide", "parameters_hidden"})
CELL_MAGIC = re.compile(r"\A%%(?P<name>\w+)")
MAGIC_LANGUAGES = {
    **{name: name for name in ("bash", "html", "javascript", "latex", "perl", "ruby", "sql", "svg")},
    "js": "javascript",
    "sh": "bash",
    "writefile": "",
}
KERNEL_LANGUAGES = {"ipython": "python", "ipython2": "python", "ipython3": "python", "R": "r"}
# Keys of a notebook's metadata that say something of a post.
POST_KEYS = """
    title slug date updated tags keywords categories category author authors description summary excerpt lang
    draft series cover image aliases permalink unlisted
""".split()  # noqa: SIM905  (a list would take a line for each)
NESTED_POST_KEYS = ("nikola", "front_matter", "frontmatter", "blog", "pelican")


def write_notebook(
    notebook: Notebook,
    store_file: StoreNotebookFile,
    add_note: AddNotebookNote,
    *,
    includes_outputs: bool = True,
) -> str:
    """Return the Markdown of a notebook, its front matter first.

    `store_file` is given each picture as it is met; `add_note` is told what was left out, by kind.
    """
    writer = NotebookWriter(notebook, store_file, add_note, includes_outputs=includes_outputs)
    front, cells = writer.split_front_matter()
    blocks = [block.strip("\n") for cell in cells for block in writer.write_cell(cell)]
    if notebook.omitted_count:
        add_note("left out as too large", f"{notebook.omitted_count} parts, {notebook.omitted_bytes:,} bytes")
    body = "\n\n".join(block for block in blocks if block.strip())
    return f"{front}\n{body}\n" if front else f"{body}\n"


class NotebookWriter:
    """Writes the cells of one notebook."""

    def __init__(
        self,
        notebook: Notebook,
        store_file: StoreNotebookFile,
        add_note: AddNotebookNote,
        *,
        includes_outputs: bool,
    ) -> None:
        self.notebook, self.store_file, self.add_note = notebook, store_file, add_note
        self.includes_outputs = includes_outputs
        self.cell_number = self.file_number = 0
        self.outputs = OutputWriter(self.store_output_file, self.note_in_cell)

    def note_in_cell(self, kind: str, text: str) -> None:
        self.add_note(kind, f"cell {self.cell_number}: {' '.join(text.split())[:200]}")

    def store_output_file(self, suffix: str, data: bytes) -> str:
        self.file_number += 1
        return self.store_file(f"{self.cell_number}-{self.file_number}{suffix}", data)

    # Front matter.

    def split_front_matter(self) -> tuple[str, list[NotebookCell]]:
        """Return the front matter and the cells: that of the first cell, else what the metadata say."""
        cells = list(self.notebook.cells)
        first = next((cell for cell in cells if cell.source.strip()), None)
        match = FRONT_MATTER.match(first.source) if first and first.kind != "code" else None
        if match and first:
            first.source = first.source[match.end() :]
            first.kind = "markdown"
            return match[1].rstrip("\n") + "\n", cells
        fields = {**collect_fields(self.notebook.metadata)}
        if "title" not in fields and (title := find_title_below(cells)):
            fields["title"] = title
        head = (
            yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=float("inf")) if fields else ""
        )
        return f"---\n{head}---\n" if head else "", cells

    # Cells.

    def write_cell(self, cell: NotebookCell) -> Iterator[str]:
        """Yield the blocks of a cell."""
        self.cell_number, self.file_number = cell.number, 0
        tags = set(cell.tags)
        if cell.kind == "code":
            cell.source, options = split_cell_options(cell.source)
            tags |= options
        if tags & REMOVED_CELLS:
            self.note_in_cell("cell left out", f"tagged {', '.join(sorted(tags & REMOVED_CELLS))}")
            return
        if cell.kind == "markdown":
            yield close_open_marks(self.place_attachments(cell))
        elif cell.kind == "raw":
            yield self.write_raw(cell)
        else:
            yield from self.write_code_cell(cell, tags)

    def write_code_cell(self, cell: NotebookCell, tags: set[str]) -> Iterator[str]:
        code = self.write_source(cell)
        if code and not tags & {"remove_input"}:
            yield fold_cell(code, "Code") if tags & {"hide_input"} else code
        if not self.includes_outputs or tags & {"remove_output"}:
            return
        written = "\n\n".join(filter(None, map(self.write_one_output, merge_streams(cell.outputs))))
        if written:
            yield fold_cell(written, "Output") if tags & {"hide_output"} else written

    def write_source(self, cell: NotebookCell) -> str:
        """Return the code in a fence, its execution count as the title."""
        source = cell.source.strip("\n")
        if not source.strip():
            return ""
        magic = CELL_MAGIC.match(source)
        language = MAGIC_LANGUAGES.get(magic["name"]) if magic else None
        language = self.language if language is None else language
        opening, *others = write_code(CodeBlock(source, language or "text"))
        title = f' title="In [{cell.count}]"' if cell.count > 0 else ""
        return "\n".join([opening + title, *others])

    @property
    def language(self) -> str:
        name = self.notebook.language
        known = KERNEL_LANGUAGES.get(name, name.lower())
        return known if re.fullmatch(r"[\w+#.-]{1,40}", known) else ""

    def write_one_output(self, output: CellOutput) -> str:
        note_widgets(output, self.note_in_cell)
        return self.outputs.write_output(output)

    def write_raw(self, cell: NotebookCell) -> str:
        """Return a raw cell: Markdown, HTML and LaTeX as what they are, any other as text."""
        form, text = cell.form.lower(), cell.source
        if not text.strip():
            return ""
        if "markdown" in form:
            return close_open_marks(text)
        if "html" in form:
            try:
                return convert_html(text).markdown
            except ConversionError:
                self.note_in_cell("HTML too large", f"{len(text):,} characters")
        if "latex" in form and "\\begin{" in text and "tabular" not in text:
            return f"$$\n{text.strip()}\n$$"
        self.note_in_cell("raw cell kept as text", text)
        return write_text_block(text.strip("\n"))

    def place_attachments(self, cell: NotebookCell) -> str:
        """Return the text of a cell with the addresses of the files that were pasted into it."""
        text = EMBEDDED_PICTURE.sub(self.store_embedded, cell.source)
        for name, forms in cell.attachments.items():
            media_type = next((each for each in forms if each in IMAGE_SUFFIXES_BY_TYPE), "")
            form = forms.get(media_type)
            address = self.outputs.store_form(form, media_type) if media_type else ""
            if not address:
                self.note_in_cell("attachment left out", name)
                continue
            for written in sorted({name, unquote(name), name.replace(" ", "%20")}, key=len, reverse=True):
                # The name of a file describes nothing.
                text = text.replace(f"![{written}](attachment:", "![](attachment:")
                text = text.replace(f"attachment:{written}", address)
        return text

    def store_embedded(self, match: re.Match[str]) -> str:
        """Return the address of the file that a picture in the text itself becomes."""
        return self.outputs.store_data_address(match[0]) or match[0]


def merge_streams(outputs: list[CellOutput]) -> Iterator[CellOutput]:
    """Yield outputs; pieces of one stream that follow one another are one."""
    for key, group in groupby(outputs, key=lambda output: (output.kind, output.stream)):
        pieces = list(group)
        if key[0] == "stream":
            yield CellOutput("stream", "".join(piece.text for piece in pieces), key[1])
        else:
            yield from pieces


def fold_cell(markdown: str, summary: str) -> str:
    return f"<details>\n<summary>{summary}</summary>\n\n{markdown}\n\n</details>"


def split_cell_options(source: str) -> tuple[str, set[str]]:
    """Return code without the options at its top, and the tags that these amount to."""
    tags = set()
    while match := NOTEBOOK_OPTION.match(source):
        tags.add(OPTION_TAGS.get((match["key"].lower(), match["value"].strip().lower()), ""))
        source = source[match.end() :]
    return source, tags - {""}


def close_open_marks(text: str) -> str:
    """Return the Markdown of a cell with the fence or comment closed that would swallow the next cells."""
    fence = ""
    for match in FENCE_LINE.finditer(text):
        mark, info = match["fence"], match["info"].strip()
        if not fence:
            fence = mark if not (mark[0] == "`" and "`" in info) else ""
        elif mark.startswith(fence) and not info:
            fence = ""
    if fence:
        return f"{text.rstrip()}\n{fence}"
    return f"{text} -->" if text.rfind("<!--") > text.rfind("-->") else text


def collect_fields(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return what the metadata of a notebook say of a post, as front matter."""
    holders = [*(read_mapping_value(metadata, key) for key in NESTED_POST_KEYS), metadata]
    fields: dict[str, Any] = {}
    for holder in holders:
        for key in POST_KEYS:
            value = holder.get(key)
            if is_front_matter_value(value):
                fields.setdefault(key, simplify_field(value))
    return fields


def is_front_matter_value(value: Any) -> bool:
    """Whether a value can stand in front matter: a text, number or switch, or a list of texts and names."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, str) or get_person_name(item) for item in value)
    return isinstance(value, str | int | bool) and value != ""


def simplify_field(value: Any) -> Any:
    return (
        [item if isinstance(item, str) else get_person_name(item) for item in value]
        if isinstance(value, list)
        else value
    )


def get_person_name(item: Any) -> str:
    name = item.get("name") if isinstance(item, dict) else None
    return name if isinstance(name, str) else ""


def find_title_below(cells: list[NotebookCell]) -> str:
    """Return the first heading of level 1 that does not begin the text; "" where there is none."""
    for cell in cells:
        if cell.kind != "markdown":
            continue
        for match in TOP_HEADING.finditer(cell.source):
            if len(match[1]) == 1 and "```" not in cell.source[: match.start()]:
                return match["text"].strip()
    return ""
