"""Adjacent posts: those that a post's page links to, found in two queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, Subquery
from django.utils import timezone

from posts.models.current_time import CurrentTime
from posts.models.kind import PostKind
from posts.models.post import Post
from posts.models.querysets import PostQuerySet
from posts.models.related import RelatedPost

MAX_RELATED_POSTS = 4
# What a link to a post needs, and what tells its relation to the post of the page.
LINK_FIELDS = (
    "title",
    "title_html",
    "slug",
    "kind",
    "path",
    "language",
    "published_at",
    "series",
    "series_order",
    "translation_of",
)


@dataclass(frozen=True, slots=True)
class AdjacentPosts:
    """Listed posts linked from a post's page.

    `previous` and `next` are by date of publication; `series` holds the post itself;
    `related` has the most related first.
    """

    previous: Post | None
    next: Post | None
    series: list[Post]
    translations: list[Post]
    related: list[Post]

    @property
    def has_math(self) -> bool:
        """Whether a title among them holds a formula."""
        posts = [self.previous, self.next, *self.series, *self.related]
        return any(post.title_html for post in posts if post)


def get_adjacent_posts(post: Post) -> AdjacentPosts:
    """Return the posts adjacent to `post`. A draft and an unlisted post have no previous and no next one."""
    scores = get_related_scores(post)
    posts = list(filter_adjacent(post, scores))
    return AdjacentPosts(
        previous=max(
            (other for other in posts if not post.is_unlisted and is_published_before(other, post)),
            key=publication_order,
            default=None,
        ),
        next=min(
            (other for other in posts if not post.is_unlisted and is_published_before(post, other)),
            key=publication_order,
            default=None,
        ),
        series=sort_series(other for other in posts if post.series_id and other.series_id == post.series_id),
        translations=[
            other for other in posts if other != post and get_original_key(other) == get_original_key(post)
        ],
        related=sort_by_score((other for other in posts if other.pk in scores), scores),
    )


def list_page_translations(page: Post) -> list[Post]:
    """Return the listed pages that say the same as `page` in other languages."""
    original = get_original_key(page)
    same = Post.objects.live_pages().filter(Q(pk=original) | Q(translation_of=original), is_unlisted=False)
    return list(same.exclude(pk=page.pk).only(*LINK_FIELDS).order_by("language"))


def get_related_scores(post: Post) -> dict[int, float]:
    """Return the scores of the listed posts most related to `post`, by primary key."""
    related = RelatedPost.objects.filter(
        post=post,
        other__published_at__lte=CurrentTime(),
        other__kind=PostKind.POST,
        other__is_unlisted=False,
    )
    return dict(related.order_by("-score", "-other_id").values_list("other", "score")[:MAX_RELATED_POSTS])


def filter_adjacent(post: Post, related_keys: Iterable[int]) -> PostQuerySet:
    """Return the listed posts adjacent to `post`, and those with the primary keys `related_keys`."""
    # Keys, not a subquery: with one among the conditions PostgreSQL would scan every post.
    condition = Q(pk__in=[*related_keys, get_original_key(post)])
    condition |= Q(translation_of=get_original_key(post))
    if post.series_id:
        condition |= Q(series=post.series_id)
    if post.published_at and not post.is_unlisted:
        condition |= Q(pk=adjacent_key_subquery(post, "lt", "-")) | Q(
            pk=adjacent_key_subquery(post, "gt", "")
        )
    return Post.objects.listed().filter(condition).only(*LINK_FIELDS).order_by("language")


def adjacent_key_subquery(post: Post, side: str, sign: str) -> Subquery:
    """Return the primary key of the listed post next to `post` by date of publication.

    `side` is "lt" with `sign` "-" for the post before it, "gt" with "" for the post after it.
    """
    is_beyond = Q(**{f"published_at__{side}": post.published_at}) | Q(**{f"pk__{side}": post.pk})
    # Only these bounds can use the index; the condition above orders posts of the same moment. Of two
    # upper bounds SQLite might start at the other: at the newest post, for one that is years old.
    date: Any = post.published_at
    if side == "gt":
        bounds = Q(published_at__range=(date, CurrentTime()))
    else:
        bounds = Q(published_at__lte=date if date <= timezone.now() else CurrentTime())
    posts = Post.objects.posts().filter(is_beyond, bounds, is_unlisted=False)
    return Subquery(posts.order_by(f"{sign}published_at", f"{sign}pk").values("pk")[:1])


def get_original_key(post: Post) -> int:
    """Return the primary key of the post that `post` is a translation of, or its own."""
    return post.translation_of_id or post.pk


def sort_by_score(posts: Iterable[Post], scores: dict[int, float]) -> list[Post]:
    return sorted(posts, key=lambda post: (scores[post.pk], post.pk), reverse=True)


def publication_order(post: Post) -> tuple[datetime | None, int]:
    """Return the key that sorts posts by publication, and those of one moment by age."""
    return post.published_at, post.pk


def is_published_before(post: Post, other: Post) -> bool:
    return bool(post.published_at and other.published_at) and publication_order(post) < publication_order(
        other
    )


def sort_series(posts: Iterable[Post]) -> list[Post]:
    """Return the posts of a series in reading order: by their place in it, then by date."""
    return sorted(posts, key=lambda post: (post.series_order, publication_order(post)))
