"""What one might read next: posts that share rare subjects and tags, found once, when a post is saved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import islice
from math import log

from django.db import transaction
from django.db.models import Q
from django.utils.html import strip_tags

from posts.models import Nearness, Post, TaggedPost
from posts.models.adjacent import get_original_key
from posts.search.index import index_keywords, posts_by_keyword
from posts.search.subjects import extract_keywords
from posts.search.tokens import tokenize_text

MAX_STORED_RELATED = 8  # posts that are kept as near to one
MAX_CANDIDATES = 50  # posts among which these are
MAX_SHARED_POSTS = 400  # posts; what more of them share says nothing about any
TAG_WEIGHT = 2  # where a word of a heading weighs 1

# By the key of a post.
Scores = dict[int, float]


@transaction.atomic
def update_related_posts(*posts: Post) -> None:
    """Find what is nearest to each of `posts`, once saved with their tags, and keep it on both sides."""
    if not posts:
        return
    about = index_post_keywords(posts)
    shared = RelatedScorer(about)
    store_related_posts(posts, {post.pk: shared.score_posts(post.pk, about[post.pk]) for post in posts})


def index_post_keywords(posts: Iterable[Post]) -> dict[int, dict[str, float]]:
    """Note for others what `posts` are about; return it with what each of it weighs, by their keys."""
    about = {post.pk: get_post_keywords(post) for post in posts}
    index_keywords(about)
    return about


def get_post_keywords(post: Post) -> dict[str, float]:
    headings = (strip_tags(heading["html"]) for heading in post.toc)
    return extract_keywords(map(tokenize_text, [post.title, *headings]), tokenize_text(post.text))


class RelatedScorer:
    """Who else has the tags and the subjects of posts: found for all of them at once."""

    def __init__(self, about: Mapping[int, Iterable[str]]) -> None:
        self.posts_by_keyword = posts_by_keyword(
            {subject for found in about.values() for subject in found}, MAX_SHARED_POSTS
        )
        self.tags_by_post: defaultdict[int, list[int]] = defaultdict(list)
        tagged = TaggedPost.objects.filter(content_object__in=about).order_by("tag")
        for key, tag in tagged.values_list("content_object", "tag"):
            self.tags_by_post[key].append(tag)
        newest = TaggedPost.objects.order_by("-published_at", "-content_object_id")
        self.posts_by_tag = {
            tag: list(newest.filter(tag=tag).values_list("content_object", flat=True)[:MAX_SHARED_POSTS])
            for tag in {tag for tags in self.tags_by_post.values() for tag in tags}
        }
        # The newest key stands for the number of posts, which takes long to count where they are many.
        self.post_count = Post.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def score_posts(self, key: int, weights: Mapping[str, float]) -> Scores:
        """Return how near the nearest posts are to that with this key: more for what is rarer."""
        scores: Scores = defaultdict(float)
        for weight, keys in self.find_shared_lists(key, weights):
            nearer = weight * log((self.post_count + 1) / len(keys))
            for other in keys:
                scores[other] += nearer
        scores.pop(key, None)
        return dict(nlargest(MAX_CANDIDATES, scores.items(), key=lambda one: (one[1], one[0])))

    def find_shared_lists(self, key: int, weights: Mapping[str, float]) -> Iterator[tuple[float, list[int]]]:
        """Yield the keys of the posts that share a tag or a subject, and what it weighs."""
        for tag in self.tags_by_post[key]:
            yield TAG_WEIGHT, self.posts_by_tag[tag]
        for subject, weight in weights.items():
            if keys := self.posts_by_keyword.get(subject):
                yield weight, keys


def store_related_posts(posts: Sequence[Post], scores: Mapping[int, Scores]) -> None:
    """Keep which posts are nearest to each of `posts`, in both directions."""
    # Rows deleted around the models are still in the index.
    there = set(
        Post.objects.filter(pk__in={key for found in scores.values() for key in found}).values_list(
            "pk", flat=True
        )
    )
    same = group_translations(map(get_original_key, posts))
    ways: dict[tuple[int, int], float] = {}
    for post in posts:
        others = there - same[get_original_key(post)]
        for key in islice(filter(others.__contains__, scores[post.pk]), MAX_STORED_RELATED):
            ways[post.pk, key] = ways[key, post.pk] = scores[post.pk][key]
    Nearness.objects.filter(Q(post__in=scores) | Q(other__in=scores)).delete()
    Nearness.objects.bulk_create(
        Nearness(post_id=one, other_id=other, score=by) for (one, other), by in ways.items()
    )


def group_translations(originals: Iterable[int]) -> dict[int, set[int]]:
    """Return the keys of all posts that say the same, the original among them, by the key of that."""
    found = {original: {original} for original in originals}
    for post in Post.objects.filter(translation_of__in=found).only("translation_of"):
        found[get_original_key(post)].add(post.pk)
    return found
