"""Conflicts of a sync: the text of the file becomes a draft of the post, and the editor merges both."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid5

from posts.exchange.importing.reader import read_post_file
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.transmission import TransmissionSite
from posts.models import Category, Draft, DraftRevision, Post, Series
from posts.revisions.draft_snapshots import build_draft_fields
from posts.revisions.drafts import get_draft, save_draft
from posts.revisions.editor_window import EditorWindow
from posts.revisions.snapshots import Snapshot, take_snapshot

VERSION = re.compile(r"^version: (\d{1,9})$", re.MULTILINE)


def keep_as_draft(post: Post, path: Path, root: Path, base: str, editor: Any) -> None:
    """Keep what the file at `path` says as the draft of `editor`, typed over what `base` was.

    What `editor` typed already stays; both are merged. Raises DraftError, ImportFileError and SkipImport.
    """
    record = read_post_file(path, TransmissionSite(root, root))
    uid = uuid5(post.uid, f"sync {root}")
    draft = get_draft(post, editor)
    seq = draft.window_seq + 1 if draft and draft.window == uid else 1
    version = VERSION.search(base)
    base_version = int(version[1]) if version else record.version or post.version
    window = EditorWindow(uid, seq, editor.pk, post.pk, min(base_version, post.version), "")
    save_draft(editor, window, build_draft_fields(build_record_snapshot(record, post)))


def build_record_snapshot(record: PostRecord, post: Post) -> Snapshot:
    """Return `post` with what `record` says of it; relations that are not there stay."""
    snapshot = take_snapshot(post)
    names = (
        "title",
        "source",
        "summary",
        "bibliography",
        "language",
        "series_order",
        "cover_alt",
        "is_pinned",
        "is_unlisted",
    )
    snapshot |= {name: getattr(record, name) for name in names}
    snapshot |= {"slug": record.slug or post.slug, "tags": list(record.tags)}
    category = record.category and Category.objects.filter(name__iexact=record.category[-1]).first()
    series = record.series and Series.objects.filter(name=record.series).first()
    snapshot["category"] = category.pk if category else snapshot["category"]
    snapshot["series"] = series.pk if series else snapshot["series"]
    return snapshot


def is_conflict_open(post: Post, editor: Any) -> bool:
    """Whether `editor` has not yet merged or discarded what was kept."""
    unmerged = DraftRevision.objects.filter(post=post, editor=editor, is_unmerged=True)
    return Draft.objects.filter(post=post, editor=editor).exists() or unmerged.exists()
