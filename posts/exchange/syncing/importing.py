"""Files of a folder into the site: by the importer that there is, under the versions that were compared."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from posts.exchange.importing import own_exports, persist
from posts.exchange.importing.digests import compute_post_digest
from posts.exchange.importing.importer import import_site
from posts.exchange.importing.observer import ImportObserver
from posts.exchange.importing.records.record import PostRecord, SkipImport
from posts.exchange.importing.sites.transmission import TransmissionSite
from posts.models import ImportRecord, Post, RevisionKind
from posts.revisions.recording import lock_post_at_version, record_revision


class SelectedSite(TransmissionSite):
    """A folder of which some files are imported."""

    selected: tuple[Path, ...] = ()

    def iter_selected_files(self) -> Iterator[Path]:
        yield from self.selected

    def iter_unread_files(self) -> Iterator[tuple[Path, str]]:
        yield from ()


@dataclass
class ImportedFile:
    """What became of a file: its post, None where it has none, and the text that was read."""

    post_key: int | None
    outcome: str
    reason: str
    text: str
    notes: list[str] = field(default_factory=list)


class SyncImportObserver(ImportObserver):
    """Imports over posts at the versions that were compared.

    `known` has the post of a file by its path, `placed` all that have a file, whether it is imported or not.
    """

    publishes_errors = False

    takes_batches = False

    def __init__(self, editor: Any, known: dict[Path, Post], placed: dict[Path, Post]) -> None:
        self.editor, self.known, self.placed = editor, known, placed
        self.slugs: dict[str, str] = {}
        self.imported: dict[Path, ImportedFile] = {}

    def select_records(self, records: list[PostRecord]) -> tuple[list[PostRecord], list[PostRecord]]:
        """Give each record the origin of its post, whatever the file says."""
        placed_keys = {post.pk for post in self.placed.values()}
        taken = dict(ImportRecord.objects.exclude(post=None).values_list("origin", "post_id"))
        for record in records:
            if post := self.known.get(record.path):
                imported = ImportRecord.objects.filter(post=post).first()
                record.origin = (imported or own_exports.add_import_record(record, post, taken)).origin
                self.slugs[record.origin] = record.slug
            elif taken.get(record.origin) in placed_keys:
                # A new file at the path, or with the slug, of one that is elsewhere now.
                digest = hashlib.sha256(record.file_text.encode()).hexdigest()
                record.origin = f"{record.origin[:480]}#{digest[:12]}"
        read = {record.path for record in records}
        return records, [
            build_link_target(path, post) for path, post in self.placed.items() if path not in read
        ]

    @contextmanager
    def isolate_record(self, record: PostRecord) -> Iterator[None]:
        """Hold the post at its version; what was edited meanwhile is merged the next time."""
        with transaction.atomic():
            if post := self.known.get(record.path):
                if not lock_post_at_version(post.pk, post.version):
                    raise SkipImport("the post is being edited here; run it again")
                # Now that its addresses are those of this site, its text can be compared.
                if is_edited_without_date(record, post):
                    record.updated_at = None  # now
                stored = Post.objects.get(pk=post.pk)
                digest = compute_post_digest(stored)
                ImportRecord.objects.filter(post=post).update(post_digest=digest)
            yield

    def note_saved(self, record: PostRecord, post: Any, before: dict[str, str]) -> None:
        """Give a known post the slug that the file has now, if it is free."""
        wanted = self.slugs.get(record.origin)
        if wanted and wanted != post.slug and not post.is_slug_taken(wanted):
            post.slug = wanted
            post.save(update_fields=["slug"])
            record_revision(post, RevisionKind.IMPORTED, self.editor)
            digest = compute_post_digest(post)
            ImportRecord.objects.filter(origin=record.origin).update(post_digest=digest)

    def note_outcome(self, record: PostRecord, outcome: str, reason: str) -> None:
        is_in = outcome in {persist.POST_CREATED, persist.POST_UPDATED, persist.POST_UNCHANGED}
        key = ImportRecord.objects.filter(origin=record.origin).values_list("post_id", flat=True).first()
        notes = [f"{note.kind}: {note.text}" for note in record.notes]
        self.imported[record.path] = ImportedFile(
            key if is_in else None, outcome, reason, record.file_text, notes
        )


def build_link_target(path: Path, post: Post) -> PostRecord:
    """Return of a post what links to its file at `path` need."""
    parent = post.parent.path if post.parent else ""
    return PostRecord(
        f"{path}#{post.uid}",
        path,
        title=post.title,
        slug=post.slug,
        is_page=post.is_page,
        parent=parent or "",
    )


def is_edited_without_date(record: PostRecord, post: Post) -> bool:
    """Whether a text was changed in a file, and not the date of its last change beside it."""
    is_edited = (record.title, record.source) != (post.title, post.source)
    return is_edited and record.updated_at == own_exports.cut_to_seconds(post.updated_at)


def import_files(
    root: Path, paths: Iterable[Path], known: dict[Path, Post], placed: dict[Path, Post], editor: Any
) -> tuple[dict[Path, ImportedFile], dict[str, list[str]]]:
    """Import `paths`; return what became of each that could be read, and reasons by kind for the others."""
    site = SelectedSite(root, root)
    site.selected = tuple(paths)
    observer = SyncImportObserver(editor, known, placed)
    author = editor.get_username() if editor else ""
    summary = import_site(site, author=author, observer=observer)
    return observer.imported, summary.reasons
