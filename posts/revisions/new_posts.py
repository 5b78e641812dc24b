"""New posts: a row from the first text that a window autosaves, until it is saved or left empty.

Such a post has a slug that no title gives, which says that nobody has saved it yet. What is typed is
its draft; of that, the row holds the title, for the lists.
"""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import translation
from django.utils.translation import gettext

from posts.models import Language, Post, PostKind, RevisionKind, get_site, permissions
from posts.revisions.editor_window import EditorWindow, TypedFields
from posts.revisions.recording import record_revision

MAX_NEW_TITLE = 200  # of the database's column


def build_provisional_slug(post: Post) -> str:
    return f"untitled-{str(post.uid)[:8]}"


def is_never_saved(post: Post) -> bool:
    """Whether `post` exists by autosave alone."""
    return post.slug == build_provisional_slug(post) and post.published_at is None


def build_provisional_title(fields: TypedFields) -> str:
    """Return the title that was typed; without one, “Untitled” in the language of the site."""
    with translation.override(get_site().language):
        return str(fields.get("title", "")).strip()[:MAX_NEW_TITLE] or gettext("Untitled")


def is_provisional_title(title: str) -> bool:
    return title == build_provisional_title({})


def create_untitled_post(user: Any, window: EditorWindow, fields: TypedFields) -> Post:
    """Return the new post of `window`; of two requests at the same time, both return the same row."""
    post = Post(uid=window.uid, title=build_provisional_title(fields), author=user)
    post.slug = build_provisional_slug(post)
    if fields.get("kind") == PostKind.PAGE and permissions.can_write_pages(user):
        post.kind = PostKind.PAGE
    if fields.get("language") in Language.values:
        post.language = str(fields["language"])
    try:
        with transaction.atomic():
            post.save()
            record_revision(post, RevisionKind.CREATED, user)
    except IntegrityError:
        return Post.objects.get(uid=window.uid)
    return post


def update_provisional_title(post: Post, fields: TypedFields) -> None:
    """Show the title that is being typed in the lists. It is no change of the post: the version stays."""
    title = build_provisional_title(fields)
    if post.title != title and is_never_saved(post):
        post.title = title
        models.QuerySet.update(Post.objects.filter(pk=post.pk, slug=post.slug), title=title)
