"""The home page: a page that the owner chose to stand at the root, instead of the list of posts."""

from typing import Any

from django.utils import timezone

from posts.models.post import Post
from posts.models.site import get_site
from posts.models.urls import reverse_cached


def find_home_page() -> int | None:
    """Return the key of the live page that stands at the root; None where the list of posts does."""
    key = get_site().home_page_id
    if key is None or not Post.objects.live_pages().filter(pk=key).exists():
        return None
    return key


def is_home_page(post: Any) -> bool:
    """Whether `post` is the page at the root."""
    is_chosen = post.is_page and post.pk is not None and post.pk == get_site().home_page_id
    return bool(is_chosen and post.published_at and post.published_at <= timezone.now())


def get_reader_url(post: Any) -> str:
    """Return the path at which readers find `post`: the root for the home page."""
    return reverse_cached("posts:home") if is_home_page(post) else str(post.get_absolute_url())


def get_posts_url() -> str:
    """Return the path of the list of all posts."""
    return reverse_cached("posts:post_list" if find_home_page() else "posts:home")
