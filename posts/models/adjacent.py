"""Adjacent posts: those that a post's page links to, found in two queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import DateTimeField, Q, Subquery
from django.utils import timezone

from posts.models.current_time import CurrentTime
from posts.models.kind import PostKind
from posts.models.post import Post
from posts.models.prepared_queries import Parameter, PreparedQuery
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
    posts = fetch_adjacent(post, scores)
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
    return dict(RELATED_SCORES.fetch(post=post.pk))


def build_related_scores() -> Any:
    related = RelatedPost.objects.filter(
        post=Parameter("post"),
        other__published_at__lte=CurrentTime(),
        other__kind=PostKind.POST,
        other__is_unlisted=False,
    )
    return related.order_by("-score", "-other_id").values_list("other", "score")[:MAX_RELATED_POSTS]


RELATED_SCORES = PreparedQuery(build_related_scores)


def fetch_adjacent(post: Post, related_keys: Iterable[int]) -> list[Post]:
    """Return the listed posts adjacent to `post`, and those with the primary keys `related_keys`."""
    date, original = post.published_at, get_original_key(post)
    side = "none" if post.is_unlisted or date is None else "past" if date <= timezone.now() else "future"
    keys = [*related_keys, *[original] * MAX_RELATED_POSTS][:MAX_RELATED_POSTS]
    related = {f"related_{place}": key for place, key in enumerate(keys)}
    return prepare_adjacent(side, has_series=bool(post.series_id)).fetch(
        pk=post.pk, date=date, original=original, series=post.series_id, **related
    )


@cache
def prepare_adjacent(side: str, *, has_series: bool) -> PreparedQuery:
    """Return the query of the posts adjacent to one on a `side` of the current time, or on "none"."""
    return PreparedQuery(lambda: filter_adjacent(side, has_series=has_series))


def filter_adjacent(side: str, *, has_series: bool) -> PostQuerySet:
    # Keys, not a subquery: with one among the conditions PostgreSQL would scan every post.
    related = [Parameter(f"related_{place}") for place in range(MAX_RELATED_POSTS)]
    condition = Q(pk__in=[*related, Parameter("original")])
    condition |= Q(translation_of=Parameter("original"))
    if has_series:
        condition |= Q(series=Parameter("series"))
    if side != "none":
        condition |= Q(pk=previous_key_subquery(side)) | Q(pk=next_key_subquery())
    return Post.objects.listed().filter(condition).only(*LINK_FIELDS).order_by("language")


def previous_key_subquery(side: str) -> Subquery:
    """Return the primary key of the listed post before another, which is "past" or "future"."""
    date = Parameter("date", DateTimeField())
    # Only this bound can use the index; the condition beside it orders posts of the same moment. Of two
    # upper bounds SQLite might start at the other: at the newest post, for one that is years old.
    posts = Post.objects.posts().filter(
        Q(published_at__lt=date) | Q(pk__lt=Parameter("pk")),
        published_at__lte=date if side == "past" else CurrentTime(),
        is_unlisted=False,
    )
    return Subquery(posts.order_by("-published_at", "-pk").values("pk")[:1])


def next_key_subquery() -> Subquery:
    """Return the primary key of the listed post after another."""
    date = Parameter("date", DateTimeField())
    posts = Post.objects.posts().filter(
        Q(published_at__gt=date) | Q(pk__gt=Parameter("pk")),
        published_at__range=(date, CurrentTime()),
        is_unlisted=False,
    )
    return Subquery(posts.order_by("published_at", "pk").values("pk")[:1])


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
