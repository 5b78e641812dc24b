"""Duplicates of posts: new drafts that begin with what another post has."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from posts.models import Post, RevisionKind, permissions
from posts.revisions.recording import record_revision
from posts.search.related import update_related_posts

# Its date, slug, preview links and redirects stay with the original, and so does its place on the home page.
# Of two translations into one language readers would be shown one.
COPIED_FIELDS = (
    "kind",
    "parent",
    "source",
    "summary",
    "bibliography",
    "byline",
    "category",
    "series",
    "series_order",
    "language",
    "cover",
    "cover_width",  # or the file would be read, which may be missing
    "cover_height",
    "cover_alt",
    "is_unlisted",
)
MAX_COPY_TITLE = Post._meta.get_field("title").max_length or 0


@transaction.atomic
def duplicate_post(post: Post, user: Any) -> Post:
    """Return a new draft with the text, the tags and most fields of `post`; its author is `user`.

    Who may change all posts leaves it to the author of `post`.
    """
    copy = Post(**{name: getattr(post, name) for name in COPIED_FIELDS})
    copy.title = build_copy_title(post.title)
    copy.author = post.author if permissions.can_change_all_posts(user) else user
    copy.save()
    copy.tags.set(post.tags.names())
    update_related_posts(copy)
    record_revision(copy, RevisionKind.CREATED, user)
    return copy


def build_copy_title(title: str) -> str:
    """Return `title`, cut to fit, with a mark that it is a copy."""
    mark = _(" (copy)")
    return f"{title[: MAX_COPY_TITLE - len(mark)]}{mark}"
