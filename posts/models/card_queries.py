"""What readers' lists and pages read of posts, by prepared queries."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import F, SlugField

from posts.models.correction import Correction
from posts.models.post import Post
from posts.models.prepared_queries import Parameter, PreparedQuery
from posts.models.querysets import LIST_DEFERRED_FIELDS, PostQuerySet
from posts.models.tag import Tag

MAX_PREPARED_SLICES = 64  # pages of a list whose query is kept


def count_listed_posts() -> int:
    """Return the number of listed posts, as `Post.objects.count_listed()`."""
    return next(iter(LISTED_COUNT.fetch()), 0)


LISTED_COUNT = PreparedQuery(Post.objects.listed_counts)


def fetch_listed_cards(
    order: Callable[[PostQuerySet], PostQuerySet], part: slice, *, from_end: bool
) -> list[Post]:
    """Return a part of the listed posts in an `order`, as cards show them; `from_end` counts it backwards."""
    if part.start >= part.stop:
        return []
    posts = prepare_listed_cards(order, part.start, part.stop, from_end=from_end).fetch()
    return attach_tags(posts)


@lru_cache(maxsize=MAX_PREPARED_SLICES)
def prepare_listed_cards(
    order: Callable[[PostQuerySet], PostQuerySet], start: int, stop: int, *, from_end: bool
) -> PreparedQuery:
    def build() -> PostQuerySet:
        keys = order(Post.objects.listed()).values("pk")
        keys = (keys.reverse() if from_end else keys)[start:stop]
        rows = Post.objects.select_related("category").defer(*LIST_DEFERRED_FIELDS)
        return order(rows.filter(pk__in=keys))

    return PreparedQuery(build)


def fetch_published_post(slug: str) -> Post | None:
    """Return the published post with this slug and all that its page shows of it; None if there is none."""
    found = PUBLISHED_POST.fetch(slug=slug)
    return attach_tags(found)[0] if found else None


def build_published_post() -> PostQuerySet:
    posts = Post.objects.for_page().live().filter(slug=Parameter("slug", SlugField()))
    return posts.order_by()[:1]


PUBLISHED_POST = PreparedQuery(build_published_post)


def fetch_corrections(post: Post) -> list[Correction]:
    """Return the corrections of `post`, the newest first; asked again, those that it was given then."""
    if post.known_corrections is None:
        post.known_corrections = CORRECTIONS.fetch(post=post.pk) if post.notable_at else []
    return post.known_corrections


CORRECTIONS = PreparedQuery(lambda: Correction.objects.filter(post=Parameter("post")))


def attach_tags(posts: Sequence[Any]) -> list[Any]:
    """Return `posts` with their tags, each post's in order, as `prefetch_related("tags")` would give them."""
    found: dict[int, list[Tag]] = {post.pk: [] for post in posts}
    keys = list(found)
    if keys:
        size = 1 << (len(keys) - 1).bit_length()  # few sizes, so that few queries are kept
        padded = keys + keys[-1:] * (size - len(keys))
        values = {f"post_{place}": key for place, key in enumerate(padded)}
        for tag in prepare_tags(size).fetch(**values):
            found[tag.post_key].append(tag)
    for post in posts:
        post.tags.keep(found[post.pk])
    return list(posts)


@lru_cache(maxsize=16)
def prepare_tags(size: int) -> PreparedQuery:
    """Return the query of the tags of `size` posts; each row has the key of its post as `post_key`."""

    def build() -> Any:
        keys: Any = [Parameter(f"post_{place}") for place in range(size)]
        tags = Tag.objects.filter(tagged__content_object__pk__in=keys)
        return tags.annotate(post_key=F("tagged__content_object")).order_by("tagged__pk")

    return PreparedQuery(build)
