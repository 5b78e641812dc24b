"""What posts were: recorded whenever they change, and brought back.

A revision holds everything an editor can change. One is made by each save that
changes something; what was stored around the admin is recorded before it is
written over, so that no text is ever the last of its kind.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery

from posts.diffing.diff import diff_texts
from posts.models import Post, Revision, RevisionKind
from posts.snapshots import SNAPSHOT_RELATIONS, Snapshot, is_same_snapshot, take_snapshot


def record_revision(post: Post, kind: RevisionKind, editor: Any = None) -> Revision:
    """Keep `post` as it stands, saved and with its tags; return its revision.

    Where nothing differs from the revision before, that one stands for both.
    """
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


def record_revisions(posts: Iterable[Post | int], kind: RevisionKind, editor: Any = None) -> int:
    """Keep those of `posts` (or of their keys) that changed, as they are stored now; return how many.

    For what changes many at once: call `keep_earlier` before it, and this after it.
    """
    return len(Revision.objects.bulk_create(build_missing_revisions(posts, kind, editor)))


def record_earlier_state(*posts: Post | int | None) -> None:
    """Keep what is stored of `posts` (or of their keys), where no revision has it, before it is written over.

    So it is with posts from before there were revisions, and with those saved around the admin.
    """
    found = build_missing_revisions(posts, RevisionKind.EARLIER)
    for revision in found:
        revision.created_at = revision.post.updated_at
    Revision.objects.bulk_create(found)


def build_missing_revisions(
    posts: Iterable[Post | int | None], kind: RevisionKind, editor: Any = None
) -> list[Revision]:
    """Return unsaved revisions of those of `posts` whose stored state no revision has."""
    keys = find_unrecorded_keys(
        post.pk if isinstance(post, Post) else post for post in posts if post is not None
    )
    if not keys:
        return []
    last = get_latest_revisions(keys)
    stored = Post.objects.filter(pk__in=keys).select_related(*SNAPSHOT_RELATIONS, "author__profile")
    found = []
    for post in stored.prefetch_related("tags"):  # type: ignore[misc]  # taggit has no types
        before, snapshot = last.get(post.pk), take_snapshot(post)
        if before and is_same_snapshot(before.snapshot, snapshot):
            continue
        revision = Revision(post=post, version=post.version, kind=kind, editor=editor, snapshot=snapshot)
        for name, count in count_text_changes(before, snapshot).items():
            setattr(revision, name, count)
        found.append(revision)
    return found


def find_unrecorded_keys(keys: Iterable[int]) -> list[int]:
    """Return those of `keys` whose posts are at a version that no revision has."""
    recorded = Revision.objects.filter(post=OuterRef("pk"), version=OuterRef("version"))
    found = Post.objects.filter(~Exists(recorded), pk__in=list(keys))
    return list(found.order_by("pk").values_list("pk", flat=True))


def get_latest_revisions(keys: Iterable[int]) -> dict[int, Revision]:
    """Return the newest revision of each post by its key."""
    newest = Revision.objects.filter(post=OuterRef("pk")).values("pk")[:1]
    last = Post.objects.filter(pk__in=keys).values(last=Subquery(newest))
    return {revision.post_id: revision for revision in Revision.objects.filter(pk__in=last)}


def count_text_changes(before: Revision | None, snapshot: Snapshot) -> dict[str, int]:
    """Return how many characters of text came and went since `before`."""
    difference = diff_texts(before.snapshot["source"] if before else "", snapshot["source"])
    return {"added": difference.added, "removed": difference.removed}


def get_revision_at(post: int, version: int) -> Revision | None:
    """Return the revision that shows the post of that key as it was at `version`, if there is one."""
    return Revision.objects.filter(post=post, version__lte=version).first()


def lock_post_at_version(post: int, version: int) -> bool:
    """Hold the post of that key until the transaction ends; False, if it is no longer at `version`.

    The question and the hold are one statement: of two that save at the same time, the database
    makes one wait, and then finds no row for it.
    """
    return bool(Post.objects.filter(pk=post, version=version).update(version=F("version")))
