"""The notebook of a post, kept with it: its file in media, and what a later upload needs to be merged."""

import hashlib
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from posts.exchange.exporting.file_names import clean_path_part
from posts.exchange.importing.records.record import NotebookSource, PostRecord
from posts.exchange.importing.records.regular_files import read_regular_file
from posts.exchange.notebooks.cell_digests import CellDigest, mark_stale_cells
from posts.models import ImportRecord, Post, PostNotebook, Revision, RevisionKind
from posts.models.media_files import write_media_file
from posts.models.notebook import NOTEBOOK_FOLDER
from posts.rendering.notebook_cells import find_notebook_code
from posts.revisions.snapshots import Snapshot

MAX_KEPT_BYTES = 50 * 1024 * 1024
MAX_FILE_NAME_LENGTH = 150


def get_notebook(post: Post | None) -> PostNotebook | None:
    """Return the notebook of `post`; None where it has none."""
    return PostNotebook.objects.filter(post=post).first() if post and post.pk else None


def find_merge_base(post: Post) -> Snapshot | None:
    """Return what `post` was made of, as a snapshot: a version of its notebook, else its last import."""
    notebook = get_notebook(post)
    if notebook:
        version = notebook.find_version(post.source) or notebook.versions[0]
        return dict(version["fields"])
    revision = Revision.objects.filter(post=post, kind=RevisionKind.IMPORTED).first()
    return dict(revision.snapshot) if revision else None


def keep_notebook(
    post: Post, source: NotebookSource, fields: Snapshot, import_digest: str = "", *, is_shown: bool
) -> PostNotebook:
    """Keep the notebook `source` as the newest version of that of `post`.

    `fields`: what it alone makes of the post. `import_digest`: that of its import record. `is_shown`: whether
    the text that readers see is made of it. Raises OSError where the file cannot be read or written.
    """
    notebook = get_notebook(post) or PostNotebook(post=post)
    cells = mark_stale_cells(source.cells, read_cells(*reversed(notebook.versions)))
    notebook.add_version(
        {
            "source": fields["source"],
            "fields": fields,
            "codes": sorted({block.digest for block in find_notebook_code(fields["source"])}),
            "cells": cells,
            "import": import_digest,
            "uploaded": timezone.now().isoformat(),
            "hides_parts": source.hides_parts,
            **store_notebook_file(post, source),
        },
        is_shown=is_shown,
    )
    notebook.save()
    return notebook


def read_cells(*versions: dict[str, Any]) -> list[CellDigest]:
    """Return the digests of the cells of `versions`."""
    return [CellDigest(*cell) for version in versions for cell in version["cells"]]


def store_notebook_file(post: Post, source: NotebookSource) -> dict[str, Any]:
    """Store the file of a notebook, if it is not too large; return what a version tells of it."""
    file = describe_notebook_file(post, source)
    if file["media_name"] and source.is_stored and not default_storage.exists(file["media_name"]):
        write_media_file(file["media_name"], read_regular_file(source.path, MAX_KEPT_BYTES))
    return file


def describe_notebook_file(post: Post, source: NotebookSource) -> dict[str, Any]:
    """Return name, size in bytes and name in media of a notebook's file; that is "" where it is too large."""
    name = clean_path_part(source.file_name)[-MAX_FILE_NAME_LENGTH:]
    size = source.path.stat().st_size
    if size > MAX_KEPT_BYTES:
        return {"file_name": name, "media_name": "", "size": size}
    # Whoever does not have the content cannot guess it; no two posts share a file.
    token = hashlib.sha256(post.uid.bytes + read_regular_file(source.path, MAX_KEPT_BYTES)).hexdigest()
    return {"file_name": name, "media_name": f"{NOTEBOOK_FOLDER}/{token[:40]}.ipynb", "size": size}


def keep_record_notebook(
    record: PostRecord, post: Post, fields: Snapshot, digest: str, *, is_shown: bool = True
) -> None:
    """Keep the notebook that `record` was read from with its `post`; note what is to be looked at."""
    source = record.notebook
    if source is None:
        return
    try:
        notebook = keep_notebook(post, source, fields, digest, is_shown=is_shown)
    except OSError as error:
        record.add_note("notebook not kept", str(error.strerror or error))
        return
    newest = notebook.versions[0]
    if not newest["media_name"]:
        record.add_note("notebook not kept", f"{newest['size']:,} bytes")
    shown = {block.digest: block.number for block in find_notebook_code(fields["source"])}
    for cell in read_cells(newest):
        if cell.is_stale and cell.code in shown:
            record.add_note("output older than its code", f"In [{shown[cell.code]}]")


def refresh_notebook(record: PostRecord, imported: ImportRecord) -> None:
    """Keep the file of a notebook that changed in nothing that the post shows, or that no version kept."""
    post = imported.post
    notebook = get_notebook(post)
    base = find_merge_base(post) if record.notebook and post else None
    if record.notebook is None or post is None or base is None:
        return
    fields = notebook.versions[0]["fields"] if notebook else base
    try:
        name = describe_notebook_file(post, record.notebook)["media_name"]
    except OSError:
        return
    if notebook is None or notebook.versions[0]["media_name"] != name:
        is_shown = notebook is None or notebook.versions[0]["media_name"] == notebook.media_name
        keep_record_notebook(record, post, fields, imported.file_digest, is_shown=is_shown)


def take_back_notebook(post: Post, origin: str) -> None:
    """Drop the version of the notebook of `post` that its import from `origin`, which is undone, brought."""
    notebook = get_notebook(post)
    imported = ImportRecord.objects.filter(origin=origin, post=post).first() if notebook else None
    if notebook and imported and notebook.versions[0]["import"] == imported.file_digest:
        notebook.drop_newest()
