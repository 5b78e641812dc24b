"""A notebook as both formats have it: cells, and their outputs."""

from dataclasses import dataclass, field
from typing import Any, Literal


class NotebookError(Exception):
    """The file is no notebook that can be read; the message says why, for people."""


@dataclass(slots=True)
class CellOutput:
    """What a cell showed.

    `kind`: "stream", "data", "error", or "omitted" for one that was too large to be read. `data`: its forms
    by media type, texts joined. `text`: that of a stream, or of a traceback. `metadata`: by media type.
    """

    kind: Literal["stream", "data", "error", "omitted"]
    text: str = ""
    stream: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    size: int = 0  # bytes, of one that was left out


@dataclass(slots=True)
class NotebookCell:
    """A cell. `number` counts from 1; `count` is its execution count, 0 where it was not run."""

    number: int
    kind: Literal["markdown", "code", "raw"]
    source: str
    count: int = 0
    outputs: list[CellOutput] = field(default_factory=list)
    tags: frozenset[str] = frozenset()
    # Media type of a raw cell, language of a code cell in format 3.
    form: str = ""
    # Files pasted into the cell, by name: forms by media type.
    attachments: dict[str, dict[str, Any]] = field(default_factory=dict)
    # When its code ran, as JupyterLab records it; "" where nothing did.
    run_times: str = ""


@dataclass(slots=True)
class Notebook:
    """The cells of a notebook. `language` is that of its kernel; `metadata` is as the file has it."""

    cells: list[NotebookCell]
    language: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    # What was too large: how many outputs, attachments or widgets, and bytes of them.
    omitted_count: int = 0
    omitted_bytes: int = 0
