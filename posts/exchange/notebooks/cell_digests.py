"""Digests of a notebook's cells, by which a later upload tells code that was changed and not run again."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from posts.exchange.notebooks.document import Notebook, NotebookCell
from posts.exchange.notebooks.writing import REMOVED_CELLS, split_cell_options
from posts.rendering.notebook_cells import CODE_DIGEST_LENGTH, compute_code_digest

HIDING_TAGS = REMOVED_CELLS | {"remove_input", "remove_output"}


class CellDigest(NamedTuple):
    """A cell of code that was run: digests of code and run, and whether the run is older than the code."""

    code: str
    run: str
    is_stale: bool = False


def compute_cell_digests(notebook: Notebook) -> list[CellDigest]:
    """Return the digests of the cells of code that have outputs. No cell is taken for stale."""
    return [
        CellDigest(compute_code_digest(split_cell_options(cell.source)[0]), compute_run_digest(cell))
        for cell in notebook.cells
        if cell.kind == "code" and cell.count > 0 and cell.outputs
    ]


def compute_run_digest(cell: NotebookCell) -> str:
    """Return a digest of what a run of a cell left: its number, what it showed, and when that was."""
    digest = hashlib.sha256(f"{cell.count}\n{cell.run_times}".encode())
    for output in cell.outputs:
        data = json.dumps(output.data, sort_keys=True, default=str)
        digest.update(f"\n{output.kind}\n{output.size}\n{output.text}\n{data}".encode("utf-8", "replace"))
    return digest.hexdigest()[:CODE_DIGEST_LENGTH]


def mark_stale_cells(cells: Iterable[CellDigest], earlier: Iterable[CellDigest]) -> list[CellDigest]:
    """Return `cells`, of which those are stale whose run was that of other code in an `earlier` upload.

    Of these the newest comes last.
    """
    runs: dict[str, dict[str, bool]] = defaultdict(dict)
    for cell in earlier:
        runs[cell.run][cell.code] = cell.is_stale
    return [
        cell._replace(is_stale=runs[cell.run].get(cell.code, True)) if cell.run in runs else cell
        for cell in cells
    ]


def hides_cells(notebook: Notebook) -> bool:
    """Whether tags of cells, or options in their code, keep something of the notebook from readers."""
    return any(
        HIDING_TAGS & (cell.tags | (split_cell_options(cell.source)[1] if cell.kind == "code" else set()))
        for cell in notebook.cells
    )
