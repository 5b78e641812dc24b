"""Files of notebooks read into a `Notebook`: formats 4 and 3 (nbformat.readthedocs.io)."""

import json
import mmap
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from posts.exchange.json_values import (
    read_list_value,
    read_mapping_value,
    read_number_value,
    read_text_value,
)
from posts.exchange.notebooks.document import CellOutput, Notebook, NotebookCell, NotebookError
from posts.exchange.notebooks.shortening import MAX_PARSED_BYTES, shorten_json

MAX_NOTEBOOK_BYTES = 1024 * 1024 * 1024
MAX_TIMES_LENGTH = 1000  # of the times of a run; there are four or five
# Keys of outputs in format 3, and the media types that they are in format 4.
OLD_MEDIA_TYPES = {
    "text": "text/plain",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "latex": "text/latex",
    "json": "application/json",
    "javascript": "application/javascript",
    "pdf": "application/pdf",
}
KERNELS = {"ir": "r", **{name: name for name in ("bash", "julia", "octave", "ruby", "scala", "sql")}}
# In metadata: of the notebook extension for hiding, and of JupyterLab.
HIDING_FLAGS = (("hide_input", "hide_input"), ("hide_output", "hide_output"))
LAB_FLAGS = (("source_hidden", "hide_input"), ("outputs_hidden", "hide_output"))


def read_notebook(path: Path) -> Notebook:
    """Return the notebook in the file at `path`. Raises NotebookError, and OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb"):  # noqa: PTH123  (a descriptor)
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotebookError("a pipe, a socket or a device, no file")
        if status.st_size > MAX_NOTEBOOK_BYTES:
            raise NotebookError(f"it is larger than {MAX_NOTEBOOK_BYTES // 1024**2:,} MB")
        if not status.st_size:
            raise NotebookError("the file is empty")
        with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as data:
            return parse_notebook(data)


def parse_notebook(data: bytes | mmap.mmap) -> Notebook:
    """Return the notebook whose JSON is `data`. Raises NotebookError."""
    shortened, omitted_count, omitted_bytes = shorten_json(data)
    if len(shortened) > 2 * MAX_PARSED_BYTES:
        raise NotebookError("it is too large, without its outputs, too")
    try:
        document = json.loads(shortened.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    except RecursionError as error:
        raise NotebookError("it is nested too deep") from error
    except ValueError as error:
        raise NotebookError(f"the notebook is damaged, no JSON: {error}") from error
    notebook = build_notebook(document)
    notebook.omitted_count, notebook.omitted_bytes = omitted_count, omitted_bytes
    return notebook


def build_notebook(document: Any) -> Notebook:
    """Return the notebook that parsed JSON is. Raises NotebookError where it is none."""
    if not isinstance(document, dict) or "nbformat" not in document:
        raise NotebookError("it is no notebook: JSON without nbformat")
    metadata = read_mapping_value(document, "metadata")
    cells = list(iter_cells(document))
    language = read_text_value(read_mapping_value(metadata, "language_info"), "name")
    language = language or read_text_value(read_mapping_value(metadata, "kernelspec"), "language")
    language = language or next((cell.form for cell in cells if cell.kind == "code" and cell.form), "")
    return Notebook(cells, language or guess_kernel_language(metadata), metadata)


def guess_kernel_language(metadata: dict[str, Any]) -> str:
    """Return the language of a kernel by its name, such as `julia-1.10` or `ir`; Python for others."""
    name = read_text_value(read_mapping_value(metadata, "kernelspec"), "name").lower()
    return KERNELS.get(name.rstrip("-.0123456789"), "python")


def iter_cells(document: dict[str, Any]) -> Iterator[NotebookCell]:
    """Yield the cells of a notebook: its own, and those of the worksheets of format 3."""
    found = list(read_list_value(document, "cells"))
    for sheet in read_list_value(document, "worksheets"):
        found += read_list_value(sheet, "cells")
    for number, cell in enumerate(found, 1):
        if isinstance(cell, dict):
            yield build_cell(cell, number)


def build_cell(cell: dict[str, Any], number: int) -> NotebookCell:
    """Return a cell; one of a kind that is not known is raw."""
    kind = read_text_value(cell, "cell_type")
    metadata = read_mapping_value(cell, "metadata")
    source = join_source_lines(cell.get("source", cell.get("input")))
    if kind == "heading":
        # Of format 3.
        level = min(max(read_number_value(cell, "level", 1), 1), 6)
        return NotebookCell(number, "markdown", f"{'#' * level} {' '.join(source.split())}")
    if kind == "code":
        count = read_number_value(cell, "execution_count") or read_number_value(cell, "prompt_number")
        outputs = [build_output(each) for each in read_list_value(cell, "outputs") if isinstance(each, dict)]
        form = read_text_value(cell, "language")
        times = json.dumps(read_mapping_value(metadata, "execution"), sort_keys=True)
        return NotebookCell(
            number,
            "code",
            source,
            count,
            outputs,
            read_tags(metadata),
            form,
            run_times=times[:MAX_TIMES_LENGTH],
        )
    attachments = {
        name: forms
        for name, forms in read_mapping_value(cell, "attachments").items()
        if isinstance(forms, dict)
    }
    form = read_text_value(metadata, "raw_mimetype") or read_text_value(metadata, "format")
    return NotebookCell(
        number,
        "markdown" if kind == "markdown" else "raw",
        source,
        tags=read_tags(metadata),
        form=form,
        attachments=attachments,
    )


def read_tags(metadata: dict[str, Any]) -> frozenset[str]:
    """Return the tags of a cell, with `_` for `-`; switches that hide a part of it count as tags."""
    tags = {
        tag.strip().lower().replace("-", "_")
        for tag in read_list_value(metadata, "tags")
        if isinstance(tag, str)
    }
    tags |= {tag for key, tag in HIDING_FLAGS if metadata.get(key) is True}
    lab = read_mapping_value(metadata, "jupyter")
    return frozenset(tags | {tag for key, tag in LAB_FLAGS if lab.get(key) is True})


def build_output(output: dict[str, Any]) -> CellOutput:
    """Return an output of either format."""
    kind = read_text_value(output, "output_type")
    if kind == "omitted":
        return CellOutput("omitted", size=read_number_value(output, "size"))
    if kind == "stream":
        stream = read_text_value(output, "name") or read_text_value(output, "stream")
        return CellOutput("stream", join_source_lines(output.get("text")), stream)
    if kind in {"error", "pyerr"}:
        lines = [line for line in read_list_value(output, "traceback") if isinstance(line, str)]
        summary = ": ".join(filter(None, (read_text_value(output, key) for key in ("ename", "evalue"))))
        return CellOutput("error", "\n".join(lines) or summary)
    data = read_mapping_value(output, "data")
    forms = data or {new: output[old] for old, new in OLD_MEDIA_TYPES.items() if old in output}
    forms = {name: join_source_lines(form) if is_text_form(form) else form for name, form in forms.items()}
    return CellOutput("data", data=forms, metadata=read_mapping_value(output, "metadata"))


def is_text_form(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(line, str) for line in value)
    )


def join_source_lines(value: Any) -> str:
    """Return a text, which may be written as a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""
