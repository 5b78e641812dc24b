"""Which posts cite what was changed in the library."""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from posts.literature import find_citation_keys
from posts.models import Post

# For more keys all posts that cite anything are looked at.
MAX_SEARCHED_KEYS = 20
SCANNED_CHUNK = 100  # posts whose texts are in memory at a time


def find_citing_posts(keys: Sequence[str] | None) -> list[int]:
    """Return the primary keys of the posts that cite one of `keys`; None means any."""
    rows = filter_citing(keys).order_by("pk").values_list("pk", "source", "summary")
    wanted = None if keys is None else set(keys)
    return [pk for pk, *texts in rows.iterator(SCANNED_CHUNK) if cites(texts, wanted)]


def cites(texts: Sequence[str], wanted: Collection[str] | None) -> bool:
    """Whether `texts` cite one of `wanted`; None means any."""
    found = find_citation_keys(*texts)
    return bool(found) and (wanted is None or not set(wanted).isdisjoint(found))


def filter_citing(keys: Sequence[str] | None) -> QuerySet[Post]:
    """Return the posts whose text may cite one of `keys`; None means any."""
    if keys is None or len(keys) > MAX_SEARCHED_KEYS:
        marks = [Q(source__contains=mark) | Q(summary__contains=mark) for mark in ("@", "cite")]
    else:
        marks = [Q(source__contains=key) | Q(summary__contains=key) for key in keys]
    return Post.objects.filter(reduce(or_, marks)) if marks else Post.objects.none()


def list_citing_posts(keys: Sequence[str], posts: QuerySet[Post]) -> list[Post]:
    """Return those of `posts` that cite one of `keys`."""
    wanted = set(keys)
    possible = posts.filter(pk__in=filter_citing(keys).values("pk")).only("title", "source", "summary")
    return [post for post in possible if cites((post.source, post.summary), wanted)]
