"""Edit conflicts: somebody saved the post since the version that a change names."""

from msgspec import UNSET

from posts.api.calls import ApiCall
from posts.api.errors import ApiError, EditConflictDetails, TextVersion
from posts.diffing.merge import merge_texts
from posts.models import Post
from posts.revisions.recording import get_revision_at, lock_post_at_version
from posts.revisions.snapshots import Snapshot, is_same_snapshot, take_snapshot

MERGED_FIELDS = ("title", "summary", "source")


def ensure_version(call: ApiCall, post: Post, *, locks: bool = True) -> None:
    """Lock `post` at the version that the change names, or only compare where the post is not written.

    Raises ApiError, 409, with the texts of both.
    """
    version = call.body.version
    if lock_post_at_version(post.pk, version) if locks else post.version == version:
        return
    post.refresh_from_db()
    revision, theirs = get_revision_at(post.pk, version), take_snapshot(post)
    if revision and is_same_snapshot(revision.snapshot, theirs) and version <= post.version:
        # It was saved without a change.
        if locks:
            lock_post_at_version(post.pk, post.version)
        return
    base = revision.snapshot if revision and version <= post.version else None
    mine = {name: value for name in MERGED_FIELDS if (value := getattr(call.body, name)) is not UNSET}
    details = build_conflict_details(post.version, base, {**(base or theirs), **mine}, theirs)
    raise ApiError(409, "Not saved: somebody saved another version first.", conflict=details)


def build_conflict_details(
    version: int, base: Snapshot | None, mine: Snapshot, theirs: Snapshot
) -> EditConflictDetails:
    return EditConflictDetails(
        version=version,
        yours=take_texts(mine),
        theirs=take_texts(theirs),
        base=take_texts(base) if base else None,
        merged=merge_if_clean(base, mine, theirs) if base else None,
    )


def merge_if_clean(base: Snapshot, mine: Snapshot, theirs: Snapshot) -> TextVersion | None:
    """Return the merge of both sides; None where they conflict."""
    merged = {name: merge_texts(base[name], mine[name], theirs[name]) for name in MERGED_FIELDS}
    if any(text.conflict_count for text in merged.values()):
        return None
    return TextVersion(**{name: text.text for name, text in merged.items()})


def take_texts(snapshot: Snapshot) -> TextVersion:
    return TextVersion(**{name: snapshot[name] for name in MERGED_FIELDS})
