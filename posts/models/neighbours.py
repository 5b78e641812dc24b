"""The posts that stand around a post on its page, found in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from posts.models.post import Nearness, Post
from posts.querysets import PostQuerySet

RELATED = 4  # posts that a page leads on to
# What a link to a post, and finding its place, needs of it.
LINK_FIELDS = ("title", "slug", "language", "published_at", "series", "series_order", "translation_of")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Live posts around a post: before and after it, its series, its translations, the nearest in subject.

    The series holds the post itself.
    """

    previous: Post | None
    next: Post | None
    series: list[Post]
    translations: list[Post]
    related: list[Post]


def neighbours_of(post: Post) -> Neighbours:
    """Return the neighbours of `post`. Before and after a draft there is nothing."""
    posts = list(around(post))
    return Neighbours(
        previous=max((other for other in posts if is_before(other, post)), key=moment, default=None),
        next=min((other for other in posts if is_before(post, other)), key=moment, default=None),
        series=in_order(other for other in posts if post.series_id and other.series_id == post.series_id),
        translations=[other for other in posts if other != post and original_of(other) == original_of(post)],
        related=nearest(posts),
    )


def around(post: Post) -> PostQuerySet:
    """Return all live posts that are anything to `post`."""
    near = Nearness.objects.filter(post=post, other__published_at__lte=timezone.now()).order_by("-score")
    wanted = Q(pk__in=near.values("other")[:RELATED]) | Q(pk=original_of(post))
    wanted |= Q(translation_of=original_of(post))
    if post.series_id:
        wanted |= Q(series=post.series_id)
    if post.published_at:
        wanted |= Q(pk=beside(post, "lt", "-")) | Q(pk=beside(post, "gt", ""))
    nearness = Nearness.objects.filter(post=post, other=OuterRef("pk")).values("score")
    posts = Post.objects.live().filter(wanted).only(*LINK_FIELDS).order_by("language")
    return posts.annotate(nearness=Subquery(nearness))


def beside(post: Post, side: str, sign: str) -> Subquery:
    """Return the key of the live post nearest to `post` on the `lt` or `gt` side, in the order of `sign`."""
    farther = Q(**{f"published_at__{side}": post.published_at}) | Q(**{f"pk__{side}": post.pk})
    # The second condition alone can walk the index; the first settles posts of one moment.
    posts = Post.objects.live().filter(farther, **{f"published_at__{side}e": post.published_at})
    return Subquery(posts.order_by(f"{sign}published_at", f"{sign}pk").values("pk")[:1])


def original_of(post: Post) -> int:
    """Return the key of the post that `post` is a translation of, or its own."""
    return post.translation_of_id or post.pk


def nearest(posts: Iterable[Any]) -> list[Post]:
    """Return those of `posts` that are near in subject, the nearest first."""
    near = (post for post in posts if post.nearness)
    return sorted(near, key=lambda post: (post.nearness, post.pk), reverse=True)[:RELATED]


def moment(post: Post) -> tuple[datetime | None, int]:
    return post.published_at, post.pk


def is_before(post: Post, other: Post) -> bool:
    return bool(post.published_at and other.published_at) and moment(post) < moment(other)


def in_order(posts: Iterable[Post]) -> list[Post]:
    """Return the posts of a series as one reads them: by their place, then by date."""
    return sorted(posts, key=lambda post: (post.series_order, moment(post)))
