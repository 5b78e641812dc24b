"""Related posts of many new posts, the same as if each had been saved after the one before it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from posts.indexing.index import index_keywords, read_posts_by_keyword
from posts.models import Post, TaggedPost
from posts.search.related import (
    MAX_SHARED_POSTS,
    RelatedScorer,
    Scores,
    get_post_keywords,
    store_related_posts,
)

# Of a post with a tag: when readers see it, and its primary key.
DatedKey = tuple[datetime | None, int]


@transaction.atomic
def relate_new_posts(posts: Sequence[Post]) -> None:
    """Find and store the related posts of `posts`, new ones with their tags, in both directions."""
    keywords = {post.pk: get_post_keywords(post) for post in posts}
    scorer = NewPostScorer(keywords)
    index_keywords(keywords)
    store_related_posts(posts, {post.pk: scorer.add_post(post.pk, keywords[post.pk]) for post in posts})


class NewPostScorer(RelatedScorer):
    """Scores new posts one after the other, each beside those that were there before it."""

    def __init__(self, keywords_by_post: Mapping[int, Mapping[str, float]]) -> None:
        """`keywords_by_post`: of the new posts, which the index does not know yet."""
        found = read_posts_by_keyword(
            {key for own in keywords_by_post.values() for key in own}, MAX_SHARED_POSTS
        )
        self.all_by_keyword: defaultdict[str, list[int]] = defaultdict(list, found)
        self.posts_by_keyword: dict[str, list[int]] = {}
        self.tags_by_post: defaultdict[int, list[int]] = defaultdict(list)
        self.dates: dict[tuple[int, int], datetime | None] = {}
        tagged = TaggedPost.objects.filter(content_object__in=keywords_by_post).order_by("tag")
        for key, tag, date in tagged.values_list("content_object", "tag", "published_at"):
            self.tags_by_post[key].append(tag)
            self.dates[key, tag] = date
        self.newest_by_tag = read_newest_by_tag({tag for _, tag in self.dates}, keywords_by_post)
        self.posts_by_tag: dict[int, list[int]] = {}
        older = Post.objects.exclude(pk__in=keywords_by_post).order_by("-pk").values_list("pk", flat=True)
        self.post_count = next(iter(older[:1]), 0)

    def add_post(self, key: int, weights: Mapping[str, float]) -> Scores:
        """Return the best scores for the new post `key`; the next ones may be related to it."""
        self.post_count = max(self.post_count, key)
        for keyword in weights:
            keys = self.all_by_keyword[keyword]
            keys.append(key)
            if len(keys) <= MAX_SHARED_POSTS:
                self.posts_by_keyword[keyword] = keys
            else:
                self.posts_by_keyword.pop(keyword, None)
        for tag in self.tags_by_post[key]:
            newest = sorted(
                [*self.newest_by_tag[tag], (self.dates[key, tag], key)], key=rank_date, reverse=True
            )
            self.newest_by_tag[tag] = newest[:MAX_SHARED_POSTS]
            self.posts_by_tag[tag] = [other for _, other in self.newest_by_tag[tag]]
        return self.score_posts(key, weights)


def read_newest_by_tag(tags: set[int], excluded: Mapping[int, Any]) -> defaultdict[int, list[DatedKey]]:
    """Return the newest posts with each of `tags`, without those that are `excluded`."""
    newest = Window(
        RowNumber(), partition_by="tag", order_by=[F("published_at").desc(), F("content_object_id").desc()]
    )
    rows = TaggedPost.objects.filter(tag__in=tags).exclude(content_object__in=excluded).annotate(place=newest)
    found: defaultdict[int, list[DatedKey]] = defaultdict(list)
    values = rows.filter(place__lte=MAX_SHARED_POSTS).values_list("tag", "published_at", "content_object")
    for tag, date, key in values if tags else ():
        found[tag].append((date, key))
    return found


def rank_date(dated: DatedKey) -> tuple[bool, datetime, int]:
    """Return a sort key that orders as the database does: rows without a date are the last, or the first."""
    date, key = dated
    return (
        (date is None) != connection.features.order_by_nulls_first,
        date or datetime.min.replace(tzinfo=UTC),
        key,
    )
