"""A notebook that an editor drops on the text: a new post, or merged into what is typed there."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils import timezone

from posts import imaging
from posts.exchange.exporting.file_names import clean_path_part
from posts.exchange.importing.conversion import convert_record
from posts.exchange.importing.exports.opening import open_source
from posts.exchange.importing.link_resolver import LinkResolver
from posts.exchange.importing.media_import import MediaImporter
from posts.exchange.importing.notebook_merge import merge_notebook_text
from posts.exchange.importing.notebook_versions import get_notebook, keep_notebook
from posts.exchange.importing.reader import read_post_file
from posts.exchange.importing.records.file_types import NOTEBOOK_SUFFIX
from posts.exchange.importing.records.record import ImportFileError, NotebookSource, PostRecord
from posts.media.library import enqueue_variants
from posts.models import Picture, Post, PostNotebook, RevisionKind
from posts.models.media_files import find_media_references
from posts.revisions.recording import record_revision
from posts.revisions.snapshots import take_snapshot
from posts.search.related import update_related_posts

MAX_NOTEBOOK_STEM = 50
NEW_PICTURE_AGE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MergedNotebook:
    """The text with a notebook in it, and how many conflicts are marked there.

    `is_fragment`: the text is that of the notebook alone, to be inserted into what is typed.
    """

    text: str
    title: str
    conflict_count: int = 0
    is_fragment: bool = False


def create_notebook_post(data: bytes, file_name: str, user: Any) -> Post:
    """Return a new draft by `user`, made of the notebook in `data`.

    Raises ImportFileError, SkipImport, OSError and `rendering.RenderError`.
    """
    with TemporaryDirectory(prefix="notebook-") as folder, transaction.atomic():
        record, source = read_notebook_file(data, file_name, Path(folder))
        claim_pictures(record.source, user)
        post = Post(title=record.title, source=record.source, summary=record.summary, author=user)
        post.language = record.language
        post.save()
        post.tags.set(record.tags)
        update_related_posts(post)
        record_revision(post, RevisionKind.CREATED, user)
        keep_notebook(post, source, take_snapshot(post), is_shown=True)
    return post


def merge_dropped_notebook(
    data: bytes, file_name: str, post: Post | None, typed: str, user: Any
) -> MergedNotebook:
    """Return `typed`, which `user` has before them as the text of `post`, with the notebook in `data`.

    The notebook is kept with `post`; nothing else of it is changed. Raises ImportFileError, SkipImport and
    OSError.
    """
    with TemporaryDirectory(prefix="notebook-") as folder, transaction.atomic():
        record, source = read_notebook_file(data, file_name, Path(folder))
        claim_pictures(record.source, user)
        notebook = get_notebook(post)
        merged = merge_into_text(record, typed, notebook, source.file_name)
        if post:
            fields = take_snapshot(post) | {"source": record.source}
            # Readers get it with the text that is made of it: when that is saved.
            keep_notebook(post, source, fields, is_shown=post.published_at is None)
    return merged


def merge_into_text(
    record: PostRecord, typed: str, notebook: PostNotebook | None, file_name: str
) -> MergedNotebook:
    """Return `typed` merged with the notebook that `record` was read from."""
    if not typed.strip():
        return MergedNotebook(record.source, record.title)
    base = notebook.find_version(typed) if notebook else None
    if base is None:
        return MergedNotebook(record.source, record.title, is_fragment=True)
    merged = merge_notebook_text(base["source"], typed, record.source, file_name)
    return MergedNotebook(merged.text, record.title, merged.conflict_count)


def read_notebook_file(data: bytes, file_name: str, folder: Path) -> tuple[PostRecord, NotebookSource]:
    """Return the notebook in `data` as a record, with its pictures in media, and its source.

    Raises ImportFileError, SkipImport and OSError.
    """
    name = (
        f"{clean_path_part(PurePosixPath(file_name).stem)[:MAX_NOTEBOOK_STEM] or 'notebook'}{NOTEBOOK_SUFFIX}"
    )
    path = folder / "uploads" / name
    path.parent.mkdir()
    path.write_bytes(data)
    site = open_source(path, folder / "work")
    record = read_post_file(path, site)
    if record.notebook is None:
        raise ImportFileError("it is no notebook")
    convert_record(record, site, LinkResolver(site, [record], MediaImporter(dry_run=False)))
    return record, record.notebook


def claim_pictures(source: str, user: Any) -> None:
    """Note `user` as who uploaded the pictures of `source` that nobody did; have their variants made."""
    names = set(find_media_references(source).values())
    new = Picture.objects.filter(name__in=names, sent_by=None, widths=[], posts=None)
    for picture in new:
        if imaging.may_have_variants(picture.name, picture.bytes):
            enqueue_variants(picture)
    new.filter(created_at__gte=timezone.now() - NEW_PICTURE_AGE).update(sent_by=user)
