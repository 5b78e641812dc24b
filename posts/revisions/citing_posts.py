"""Rendering in the background of the posts that cite what was changed in the library, a few at a time."""

import logging
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks import task

from posts.literature import find_citation_keys
from posts.models import Post
from posts.revisions.rerender import save_render, try_render
from posts.tasks.queue import has_queue

logger = logging.getLogger(__name__)

# Of posts that are rendered; a save ends the stored pages, and nobody else can write meanwhile.
CITING_SLICE_SIZE = 20
SCANNED_POSTS = 200  # at most in a slice
# For more keys all posts that cite anything are looked at; a task's arguments stay short.
MAX_SEARCHED_KEYS = 20
MAX_NAMED_KEYS = 1_000


def queue_citing_posts(keys: Iterable[str] | None) -> None:
    """Enqueue the rendering of the posts that cite one of `keys`; None means any."""
    if keys is None:
        render_citing_posts.enqueue(None)
    elif named := sorted(set(keys)):
        render_citing_posts.enqueue(named if len(named) <= MAX_NAMED_KEYS else None)


@task(priority=-20)
def render_citing_posts(keys: list[str] | None, after: int = 0) -> None:
    """Render the next posts whose primary keys are above `after`, and enqueue those behind them.

    They keep version and date. One that cannot be rendered stays as it is; the log names it.
    """
    last = render_citing_slice(keys, after)
    while last and not has_queue():
        last = render_citing_slice(keys, last)


def render_citing_slice(keys: list[str] | None, after: int) -> int:
    """Render the next posts, and return the last one that was looked at; 0 at the end."""
    citing, last = find_citing_slice(keys, after)
    results = [try_render(post) for post in Post.objects.filter(pk__in=citing).order_by("pk")]
    with transaction.atomic():
        for post, error in results:
            if error is None:
                save_render(post)
            else:
                logger.warning("Post %d stays as it was before literature changed: %s", post.pk, error)
        if last and has_queue():
            render_citing_posts.enqueue(keys, last)
    return last


def find_citing_slice(keys: Sequence[str] | None, after: int) -> tuple[list[int], int]:
    """Return the keys of the next posts that cite `keys`, and of the last one looked at; 0 at the end."""
    rows = filter_citing(keys).filter(pk__gt=after).order_by("pk").values_list("pk", "source", "summary")
    wanted = None if keys is None else set(keys)
    citing: list[int] = []
    scanned = 0
    for scanned, (pk, source, summary) in enumerate(rows[:SCANNED_POSTS], 1):
        found = find_citation_keys(source, summary)
        if found and (wanted is None or not wanted.isdisjoint(found)):
            citing.append(pk)
        if len(citing) == CITING_SLICE_SIZE or scanned == SCANNED_POSTS:
            return citing, pk
    return citing, 0


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
    return [post for post in possible if not wanted.isdisjoint(find_citation_keys(post.source, post.summary))]
