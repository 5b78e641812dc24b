"""Recording of revisions.

A revision holds everything an editor can change. Each save that changes something
makes one; what was stored without one, past the admin, is recorded before it is
overwritten, so that no text is ever lost.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery

from posts.auditing.entries import record_actions
from posts.diffing.diff import diff_texts
from posts.models import AuditAction, Post, Revision, RevisionKind
from posts.revisions.snapshots import SNAPSHOT_RELATIONS, Snapshot, is_same_snapshot, take_snapshot

AUDITED_KINDS = {
    RevisionKind.SCHEDULED: AuditAction.SCHEDULED,
    RevisionKind.PUBLISHED: AuditAction.PUBLISHED,
    RevisionKind.PUBLISHED_WITH_ERRORS: AuditAction.PUBLISHED,
    RevisionKind.WITHDRAWN: AuditAction.UNPUBLISHED,
    RevisionKind.ARCHIVED: AuditAction.ARCHIVED,
    RevisionKind.TRASHED: AuditAction.TRASHED,
    RevisionKind.RESTORED: AuditAction.RESTORED,
}


def record_revision(post: Post, kind: RevisionKind, editor: Any = None) -> Revision:
    """Record `post` as it is saved, with its tags; return its revision.

    If nothing differs from the revision before, no new one is made and that one is returned.
    """
    audit_state_changes([post], kind, editor)
    last = Revision.objects.filter(post=post).first()
    snapshot = take_snapshot(post)
    if last and last.version != post.version and is_same_snapshot(last.snapshot, snapshot):
        return last
    before = last if last and last.version != post.version else get_revision_at(post.pk, post.version - 1)
    revision, _ = Revision.objects.update_or_create(
        post=post,
        version=post.version,
        defaults={
            "kind": kind,
            "editor": editor,
            "snapshot": snapshot,
            **count_text_changes(before, snapshot),
        },
    )
    return revision


def record_first_revisions(posts: Sequence[Post], kind: RevisionKind, editor: Any = None) -> None:
    """Record `posts`, which were just created with their tags, as `record_revision` does."""
    audit_state_changes(posts, kind, editor)
    snapshots = ((post, take_snapshot(post)) for post in posts)
    Revision.objects.bulk_create(
        Revision(
            post=post,
            version=post.version,
            kind=kind,
            editor=editor,
            snapshot=snapshot,
            **count_text_changes(None, snapshot),
        )
        for post, snapshot in snapshots
    )


def record_revisions(posts: Iterable[Post | int], kind: RevisionKind, editor: Any = None) -> int:
    """Record those of `posts` (objects or primary keys) that changed, as stored; return how many.

    For bulk changes: call `record_earlier_state` before the change, and this after it.
    """
    revisions = Revision.objects.bulk_create(build_missing_revisions(posts, kind, editor))
    audit_state_changes([revision.post for revision in revisions], kind, editor)
    return len(revisions)


def audit_state_changes(posts: Sequence[Post], kind: RevisionKind, editor: Any) -> None:
    """Write to the audit log that `posts` were published, archived …, where `kind` tells of that."""
    if action := AUDITED_KINDS.get(kind):
        has_errors = kind is RevisionKind.PUBLISHED_WITH_ERRORS
        record_actions(action, posts, actor=editor, with_errors=has_errors)


def record_earlier_state(*posts: Post | int | None) -> None:
    """Record the stored state of `posts` (objects or primary keys) that no revision has, before a change.

    That is so with posts older than the table of revisions, and with posts saved past the admin.
    """
    missing = build_missing_revisions(posts, RevisionKind.EARLIER)
    for revision in missing:
        revision.created_at = revision.post.updated_at
    Revision.objects.bulk_create(missing)


def build_missing_revisions(
    posts: Iterable[Post | int | None], kind: RevisionKind, editor: Any = None
) -> list[Revision]:
    """Return unsaved revisions of those of `posts` whose stored state no revision has."""
    keys = find_unrecorded_keys(
        post.pk if isinstance(post, Post) else post for post in posts if post is not None
    )
    if not keys:
        return []
    latest = get_latest_revisions(keys)
    stored = Post.objects.filter(pk__in=keys).select_related(*SNAPSHOT_RELATIONS, "author__profile")
    revisions = []
    for post in stored.prefetch_related("tags"):  # type: ignore[misc]  # taggit has no types
        before, snapshot = latest.get(post.pk), take_snapshot(post)
        if before and is_same_snapshot(before.snapshot, snapshot):
            continue
        revision = Revision(post=post, version=post.version, kind=kind, editor=editor, snapshot=snapshot)
        for name, count in count_text_changes(before, snapshot).items():
            setattr(revision, name, count)
        revisions.append(revision)
    return revisions


def find_unrecorded_keys(keys: Iterable[int]) -> list[int]:
    """Return those of the primary keys `keys` whose posts are at a version without a revision."""
    recorded = Revision.objects.filter(post=OuterRef("pk"), version=OuterRef("version"))
    unrecorded = Post.objects.filter(~Exists(recorded), pk__in=list(keys))
    return list(unrecorded.order_by("pk").values_list("pk", flat=True))


def get_latest_revisions(keys: Iterable[int]) -> dict[int, Revision]:
    """Return the newest revision of each post by the post's primary key."""
    newest = Revision.objects.filter(post=OuterRef("pk")).values("pk")[:1]
    latest = Post.objects.filter(pk__in=keys).values(last=Subquery(newest))
    return {revision.post_id: revision for revision in Revision.objects.filter(pk__in=latest)}


def count_text_changes(before: Revision | None, snapshot: Snapshot) -> dict[str, int]:
    """Return the numbers of characters {"added", "removed"} in the text since the revision `before`."""
    difference = diff_texts(before.snapshot["source"] if before else "", snapshot["source"])
    return {"added": difference.added, "removed": difference.removed}


def get_revision_at(post_id: int, version: int) -> Revision | None:
    """Return the revision that shows the post as it was at `version`; None if there is none."""
    return Revision.objects.filter(post=post_id, version__lte=version).first()


def lock_post_at_version(post_id: int, version: int) -> bool:
    """Lock the post until the transaction ends; return False if it is no longer at `version`.

    Comparison and lock are one statement: of two savers at the same time the database makes the
    second wait, and then finds no row for it.
    """
    return bool(Post.objects.filter(pk=post_id, version=version).update(version=F("version")))
