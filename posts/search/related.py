"""Related posts: those that share rare keywords and tags, computed when a post is saved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import islice
from math import log

from django.db import transaction
from django.db.models import Q
from django.utils.html import strip_tags

from posts.indexing.index import index_keywords, posts_by_keyword
from posts.indexing.keywords import extract_keywords
from posts.indexing.tokens import tokenize_text
from posts.models import Post, RelatedPost, TaggedPost
from posts.models.adjacent import get_original_key

MAX_STORED_RELATED = 8  # related posts that are stored for one
MAX_CANDIDATES = 50  # best-scored posts, of which these are taken
MAX_SHARED_POSTS = 400  # posts; a tag or keyword that more posts have says nothing about any of them
TAG_WEIGHT = 2  # a keyword of a heading weighs 1

# By the primary key of a post.
Scores = dict[int, float]


@transaction.atomic
def update_related_posts(*posts: Post) -> None:
    """Find and store the related posts of `posts`, in both directions.

    Call it after the posts and their tags were saved. Pages among them have none.
    """
    posts = tuple(post for post in posts if not post.is_page)
    if not posts:
        return
    keywords = index_post_keywords(posts)
    scorer = RelatedScorer(keywords)
    store_related_posts(posts, {post.pk: scorer.score_posts(post.pk, keywords[post.pk]) for post in posts})


def index_post_keywords(posts: Iterable[Post]) -> dict[int, dict[str, float]]:
    """Index the keywords of `posts`; return them with their weights, by primary key of the posts."""
    keywords = {post.pk: get_post_keywords(post) for post in posts}
    index_keywords(keywords)
    return keywords


def get_post_keywords(post: Post) -> dict[str, float]:
    headings = (strip_tags(heading["html"]) for heading in post.toc)
    return extract_keywords(map(tokenize_text, [post.title, *headings]), tokenize_text(post.text))


class RelatedScorer:
    """Scores posts by the tags and keywords that they share with others, which are all read at once."""

    def __init__(self, keywords_by_post: Mapping[int, Iterable[str]]) -> None:
        keywords = {keyword for keywords in keywords_by_post.values() for keyword in keywords}
        self.posts_by_keyword = posts_by_keyword(keywords, MAX_SHARED_POSTS)
        self.tags_by_post: defaultdict[int, list[int]] = defaultdict(list)
        tagged = TaggedPost.objects.filter(content_object__in=keywords_by_post).order_by("tag")
        for key, tag in tagged.values_list("content_object", "tag"):
            self.tags_by_post[key].append(tag)
        newest = TaggedPost.objects.order_by("-published_at", "-content_object_id")
        self.posts_by_tag = {
            tag: list(newest.filter(tag=tag).values_list("content_object", flat=True)[:MAX_SHARED_POSTS])
            for tag in {tag for tags in self.tags_by_post.values() for tag in tags}
        }
        # The newest key instead of the number of posts, which is slow to count if they are many.
        self.post_count = Post.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def score_posts(self, key: int, weights: Mapping[str, float]) -> Scores:
        """Return the best scores of other posts for the post `key`, whose keywords have `weights`.

        The rarer a shared tag or keyword, the more it counts (inverse document frequency).
        """
        scores: Scores = defaultdict(float)
        for weight, keys in self.find_shared_lists(key, weights):
            score = weight * log((self.post_count + 1) / len(keys))
            for other in keys:
                scores[other] += score
        scores.pop(key, None)
        return dict(nlargest(MAX_CANDIDATES, scores.items(), key=lambda item: (item[1], item[0])))

    def find_shared_lists(self, key: int, weights: Mapping[str, float]) -> Iterator[tuple[float, list[int]]]:
        """Yield the weight of each tag and keyword of the post `key`, and the keys of all posts with it."""
        for tag in self.tags_by_post[key]:
            yield TAG_WEIGHT, self.posts_by_tag[tag]
        for keyword, weight in weights.items():
            if keys := self.posts_by_keyword.get(keyword):
                yield weight, keys


def store_related_posts(posts: Sequence[Post], scores: Mapping[int, Scores]) -> None:
    """Store the posts with the best of `scores` for each of `posts`, in both directions."""
    # Posts that were deleted without their model's methods are still in the index.
    scored = Post.objects.filter(pk__in={key for by_post in scores.values() for key in by_post})
    existing = set(scored.values_list("pk", flat=True))
    translations = group_translations(map(get_original_key, posts))
    pairs: dict[tuple[int, int], float] = {}
    for post in posts:
        others = existing - translations[get_original_key(post)]
        for key in islice(filter(others.__contains__, scores[post.pk]), MAX_STORED_RELATED):
            pairs[post.pk, key] = pairs[key, post.pk] = scores[post.pk][key]
    RelatedPost.objects.filter(Q(post__in=scores) | Q(other__in=scores)).delete()
    RelatedPost.objects.bulk_create(
        RelatedPost(post_id=key, other_id=other, score=score) for (key, other), score in pairs.items()
    )


def group_translations(originals: Iterable[int]) -> dict[int, set[int]]:
    """Return, for each of `originals`, the keys of the post itself and of its translations."""
    groups = {original: {original} for original in originals}
    for post in Post.objects.filter(translation_of__in=groups).only("translation_of"):
        groups[get_original_key(post)].add(post.pk)
    return groups
