"""Undoing of an import: its new posts go to the trash, those it updated become what they were before.

A post that was edited since, or imported again, is kept as it is, with the reason. Accounts,
categories, tags, series, redirects and pictures that came with the posts stay.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from posts.exchange.import_jobs.observers import SAVED_OUTCOMES
from posts.exchange.importing.digests import compute_post_digest
from posts.exchange.importing.notebook_updates import UNDONE_DIGEST
from posts.exchange.importing.notebook_versions import take_back_notebook
from posts.models import ImportJob, ImportJobItem, ImportOutcome, ImportRecord, Post, RevisionKind
from posts.models.state import STATE_TIMESTAMPS
from posts.rendering import RenderError
from posts.revisions.recording import get_revision_at, record_earlier_state, record_revision
from posts.revisions.restore import restore_revision

TRASHED, RESTORED, KEPT = "trashed", "restored", "kept"


def undo_items(job: ImportJob, progress: Callable[[list[Any], str], Iterable[Any]]) -> None:
    """Undo what the job did to each post, the last one first; what is undone is not undone twice."""
    waiting = job.items.filter(outcome__in=SAVED_OUTCOMES, undone="").order_by("-pk")
    keys = list(waiting.values_list("pk", flat=True))
    for key in progress(keys, "undoing"):
        with transaction.atomic():
            item = ImportJobItem.objects.select_for_update(of=["self"]).get(pk=key)
            item.undone, item.message = undo_item(item, job.created_by)
            item.save(update_fields=["undone", "message"])


def undo_item(item: ImportJobItem, editor: Any) -> tuple[str, str]:
    """Undo what was done to one post; return TRASHED, RESTORED or KEPT, and a message."""
    post = Post.objects.select_for_update(of=["self"], no_key=True).filter(pk=item.post_id or 0).first()
    if post is None:
        return KEPT, _("The post was deleted.")
    if post.binned_at and item.outcome == ImportOutcome.CREATED:
        forget_file(item, post)
        return TRASHED, ""
    if compute_post_digest(post) != item.post_digest or post.archived_at or post.binned_at:
        return KEPT, _("The post was changed since the import.")
    if item.outcome == ImportOutcome.CREATED:
        move_to_trash(post, editor)
        forget_file(item, post)
        return TRASHED, ""
    return restore_before(item, post, editor)


def move_to_trash(post: Post, editor: Any) -> None:
    record_earlier_state(post.pk)
    post.set_state("binned_at")
    post.save(update_fields=STATE_TIMESTAMPS)
    record_revision(post, RevisionKind.TRASHED, editor)


def forget_file(item: ImportJobItem, post: Post) -> None:
    """Let the next import of the same file bring the post back."""
    take_back_notebook(post, item.origin)
    ImportRecord.objects.filter(origin=item.origin, post=post).update(
        file_digest=UNDONE_DIGEST, post_digest=compute_post_digest(post)
    )


def restore_before(item: ImportJobItem, post: Post, editor: Any) -> tuple[str, str]:
    """Make `post` what it was before the import updated it; return RESTORED or KEPT, and a message."""
    revision = get_revision_at(post.pk, int(item.before["version"]))
    if revision is None:
        return KEPT, _("What the post was before is not recorded.")
    set_publishing(post, revision.snapshot)
    try:
        messages = restore_revision(post, revision, editor)
    except RenderError:
        return KEPT, _("What the post was before cannot be rendered any more.")
    # An item of an earlier version does not say when the post last changed notably; "" is never.
    names = ("created_at", "updated_at", "notable_at")
    dates = {
        name: parse_datetime(item.before[name]) if item.before[name] else None
        for name in names
        if name in item.before
    }
    Post.objects.filter(pk=post.pk).update(**dates)
    take_back_notebook(post, item.origin)
    ImportRecord.objects.filter(origin=item.origin, post=post).update(
        file_digest=item.before["file_digest"], post_digest=item.before["post_digest"]
    )
    return RESTORED, " ".join(messages)


def set_publishing(post: Post, snapshot: dict[str, Any]) -> None:
    """Set author and state from `snapshot`, which restoring a revision leaves alone."""
    for name in STATE_TIMESTAMPS:
        setattr(post, name, parse_datetime(snapshot[name]) if snapshot.get(name) else None)
    author = get_user_model().objects.filter(pk=snapshot.get("author") or 0).first()
    if author:
        post.author = author
