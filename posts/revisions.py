"""What posts were: recorded at each save, and brought back."""

from typing import Any

from posts.models import Kind, Post, Revision

FIELDS = ("title", "slug", "source", "summary", "byline", "language", "series_order", "cover_alt")


def snapshot_of(post: Post) -> dict[str, Any]:
    """Return everything an editor can change in `post`, fit for JSON."""
    return {
        **{name: getattr(post, name) for name in FIELDS},
        "author": post.author_id,
        "category": post.category_id,
        "series": post.series_id,
        "translation_of": post.translation_of_id,
        "tags": sorted(post.tags.names()),
        "cover": post.cover.name or "",
        "published_at": post.published_at and post.published_at.isoformat(),
    }


def record(post: Post, kind: Kind, editor: Any = None) -> Revision:
    """Keep `post` as it stands, saved and with its tags, as the revision of its version."""
    revision, _ = Revision.objects.update_or_create(
        post=post,
        version=post.version,
        defaults={"kind": kind, "editor": editor, "snapshot": snapshot_of(post)},
    )
    return revision
