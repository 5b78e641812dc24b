"""Notebooks among the files of a site: read as Markdown, their pictures put where links find them."""

import hashlib
from pathlib import Path

from posts.exchange.importing.records.file_types import NOTEBOOK_SUFFIX
from posts.exchange.importing.records.record import ImportFileError, NotebookSource, PostRecord
from posts.exchange.importing.records.regular_files import read_regular_file
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.notebooks.cell_digests import compute_cell_digests, hides_cells
from posts.exchange.notebooks.document import NotebookError
from posts.exchange.notebooks.reading import read_notebook
from posts.exchange.notebooks.writing import write_notebook
from posts.models.slugs import slugify
from posts.rendering.characters import normalize_text

OUTPUT_FOLDER = "notebook-outputs"
HEAD_BYTES_OF_JSON = 64


def is_notebook(path: Path, site: SourceSite) -> bool:
    """Whether the file at `path` is read as a notebook: by its name, or because it alone was asked for."""
    if path.suffix.lower() == NOTEBOOK_SUFFIX:
        return True
    return path == site.selection and looks_like_notebook(path)


def looks_like_notebook(path: Path) -> bool:
    try:
        head = read_regular_file(path, HEAD_BYTES_OF_JSON).lstrip(b"\xef\xbb\xbf \t\r\n")
        return head.startswith(b"{") and b'"nbformat"' in read_regular_file(path)
    except OSError:
        return False


def read_notebook_text(path: Path, record: PostRecord, site: SourceSite) -> str:
    """Return the notebook at `path` as Markdown with front matter. Raises ImportFileError.

    Its pictures are written below the work folder of `site`; without one they are left out.
    """
    place = f"{OUTPUT_FOLDER}/{hashlib.sha256(record.origin.encode()).hexdigest()[:12]}"
    stem = slugify(path.stem) or "notebook"

    def store_file(name: str, data: bytes) -> str:
        address = f"{place}/{stem}-{name}"
        if site.work_folder is None:
            record.add_note("picture left out", name)
            return address
        target = site.work_folder / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return address

    try:
        notebook = read_notebook(path)
        record.notebook = NotebookSource(
            path,
            path.name,
            compute_cell_digests(notebook),
            hides_parts=hides_cells(notebook) or not site.includes_outputs,
        )
        text = write_notebook(notebook, store_file, record.add_note, includes_outputs=site.includes_outputs)
    except NotebookError as error:
        raise ImportFileError(str(error)) from error
    except OSError as error:
        raise ImportFileError(f"the file cannot be read: {error.strerror}") from error
    return normalize_text(text.encode("utf-8", "ignore").decode())
