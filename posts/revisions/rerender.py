"""Rendering again of posts that nobody changed: for a new renderer, or new variants of their pictures."""

from collections.abc import Iterable

from django.db import transaction

from posts.models import Post
from posts.models.post_link import save_links
from posts.rendering import RenderError
from posts.revisions.render_diff import find_changed_fields


def try_render(post: Post) -> tuple[Post, RenderError | None]:
    """Render `post`; return it with the error, None if there was none. Nothing is saved."""
    try:
        post.render()
    except RenderError as error:
        return post, error
    return post, None


def save_render(post: Post) -> None:
    """Save the render of `post`, unless somebody changed the post meanwhile and so rendered it again.

    Only fields that differ are written: the same text need not be indexed again. Raises RenderError.
    """
    fields = sorted({*Post.RENDER_INPUTS, *Post.RENDER_FIELDS})
    with transaction.atomic():
        stored = Post.objects.select_for_update(no_key=True).filter(pk=post.pk).values(*fields).first() or {}
        # Does nothing, unless something that the post depends on has changed meanwhile.
        post.render()
        changed = find_changed_fields(stored, post)
        if stored and changed.isdisjoint(Post.RENDER_INPUTS):
            post.save(update_fields=changed)
            save_links(post)


def rerender_posts(posts: Iterable[Post]) -> None:
    """Render and save `posts` again; one that cannot be rendered stays as it is."""
    for post, error in map(try_render, posts):
        if error is None:
            save_render(post)
