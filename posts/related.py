"""What one might read next: posts that share rare words and tags, found once, when a post is saved."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import pairwise
from math import log

from django.db import transaction
from django.db.models import Q
from django.utils.html import strip_tags

from posts import search
from posts.models import Nearness, Post, TaggedPost
from posts.models.neighbours import original_of
from posts.search import Term
from posts.search.tokens import is_han, is_word, tokens

KEPT = 8  # posts that are kept as near to one
CANDIDATES = 50  # posts among which these are
WORDS = 24  # of the text that are looked at, the most frequent
COMMON = 400  # posts; what more of them share says nothing about any
# What a tag weighs, and a word of the text; one of a heading weighs 1.
TAG_WEIGHT, WORD_WEIGHT = 2, 0.5
SHORTEST = 3  # letters of a word that says something


def relate(post: Post) -> None:
    """Find the posts nearest to `post`, once it was saved with its tags, and keep it on both sides."""
    nearest = nlargest(KEPT, score(post).items(), key=lambda one: (one[1], one[0]))
    ways = [way for key, weight in nearest for way in ((post.pk, key, weight), (key, post.pk, weight))]
    with transaction.atomic():
        Nearness.objects.filter(Q(post=post) | Q(other=post)).delete()
        Nearness.objects.bulk_create(
            Nearness(post_id=one, other_id=other, score=by) for one, other, by in ways
        )


def score(post: Post) -> dict[int, float]:
    """Return how near each other post is that shares something rare with `post`: more for the rarer."""
    total = Post.objects.count()
    scores: defaultdict[int, float] = defaultdict(float)
    for weight, keys in shared(post):
        for key in keys:
            scores[key] += weight * log((total + 1) / len(keys))
    # Rows deleted around the models are still in the index.
    others = Post.objects.exclude(pk=original_of(post)).exclude(translation_of=original_of(post))
    there = others.exclude(pk=post.pk).filter(pk__in=nlargest(CANDIDATES, scores, key=scores.__getitem__))
    return {key: scores[key] for key in there.values_list("pk", flat=True)}


def shared(post: Post) -> Iterator[tuple[float, list[int]]]:
    """Yield the keys of the posts that have a tag or a word of `post`, and what such a thing weighs."""
    tagged = TaggedPost.objects.order_by("-content_object")
    for tag in post.tags.all():
        yield TAG_WEIGHT, list(tagged.filter(tag=tag).values_list("content_object", flat=True)[:COMMON])
    for term, weight in telling(post).items():
        keys = search.keys(term, COMMON + 1)
        if 0 < len(keys) <= COMMON:
            yield weight, keys


def telling(post: Post) -> dict[Term, float]:
    """Return what `post` is about, with its weight: what its headings say, and the most frequent words."""
    counted = Counter(token for token in tokens(post.text) if is_telling(token))
    words = {Term((word,)): WORD_WEIGHT for word, _ in counted.most_common(WORDS)}
    headings = [post.title, *(heading["html"] for heading in post.toc)]
    return words | {term: 1 for heading in headings for term in terms_of(tokens(strip_tags(heading)))}


def terms_of(found: Sequence[str]) -> Iterator[Term]:
    """Yield the pairs of Han characters and the words among the tokens of a heading."""
    yield from (Term(pair) for pair in pairwise(found) if all(map(is_han, pair)))
    yield from (Term((token,)) for token in found if is_telling(token))


def is_telling(token: str) -> bool:
    return len(token) >= SHORTEST and is_word(token) and not token.isdigit()
