"""Rendering in the background of posts that show something of others, which has changed.

For each reason a function finds these posts, and they are marked as stale; a task renders all that are
marked, each once, however many changes marked it. They keep their version and the date of their change.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import default_task_backend, task

from posts.models import BackgroundTask, Post
from posts.models.adjacent import LINK_FIELDS
from posts.models.dependent_posts import (
    CLOCK,
    LITERATURE,
    MARKED,
    REFERENCES,
    STALE_RENDER,
    hold_dependent_renders,
    mark_stale_alone,
)
from posts.models.post_link import find_dependent_posts
from posts.rendering import RENDERER_VERSION
from posts.revisions.citing_posts import find_citing_posts
from posts.revisions.outdated_references import find_outdated_references
from posts.revisions.rerender import save_render, try_render
from posts.tasks.queue import has_queue

logger = logging.getLogger(__name__)

# A save ends the stored pages, so some are saved at once.
DEPENDENT_SLICE_SIZE = 20
# Several saves within this time are one task.
RENDER_DELAY = timedelta(seconds=2)
# Posts that went live by themselves so long ago are looked for: longer than a worker is ever away.
LOOKED_BACK = timedelta(days=2)
MAX_NAMED_KEYS = 1_000  # of literature; a task's arguments stay short


class RenderReason(NamedTuple):
    """Which posts are rendered again: found by `find`, which gets what the task was given."""

    find: Callable[[Any], Iterable[int]]
    # Whether there may be any; else no task is enqueued.
    may_find: Callable[[], bool] = lambda: True


def list_new_posts() -> QuerySet[Post]:
    """Return the posts that went live lately, many of them by themselves."""
    now = timezone.now()
    return Post.objects.filter(published_at__range=(now - LOOKED_BACK, now))


def find_links_to_new_posts(_argument: None) -> set[int]:
    """Return the posts that name one which went live by itself, and have no link to it yet."""
    found: set[int] = set()
    for post in list_new_posts().only(*LINK_FIELDS):
        dependent = Post.objects.filter(pk__in=find_dependent_posts(post))
        lacking = dependent.exclude(html__contains=f'href="{post.get_absolute_url()}"')
        found.update(lacking.values_list("pk", flat=True))
    return found


RENDER_REASONS = {
    # By the change itself; what it could not mark is the argument.
    MARKED: RenderReason(lambda keys: keys or ()),
    REFERENCES: RenderReason(
        lambda _: find_outdated_references(), lambda: Post.objects.with_references().exists()
    ),
    LITERATURE: RenderReason(find_citing_posts),
    CLOCK: RenderReason(find_links_to_new_posts, lambda: list_new_posts().exists()),
}


def queue_dependent_renders(reason: str = MARKED, keys: Sequence[int] = ()) -> None:
    """Have the posts be rendered soon that depend on what was changed; called after the commit.

    `keys` are of posts that could not be marked: then it is called in the transaction.
    """
    if keys:
        enqueue_with_change(mark_dependents, MARKED, list(keys))
        return
    try:
        if reason != MARKED and RENDER_REASONS[reason].may_find():
            enqueue_once(mark_dependents, reason)
        elif reason == MARKED:
            queue_marked()
    except DatabaseError:
        # The change is committed: an error page would claim that it is not.
        logger.exception("Posts that depend on a change could not be queued.")


def queue_marked(*, is_last: bool = False) -> None:
    """Enqueue the rendering of the posts that are marked, if there are any."""
    if Post.objects.filter(renderer_version=STALE_RENDER).exists():
        enqueue_once(render_dependent_posts, 0, is_last)


def queue_citing_posts(keys: Iterable[str] | None) -> None:
    """Have the posts be rendered that cite one of `keys`; None means any. Part of the transaction."""
    named = None if keys is None else sorted(set(keys))
    if named is None or named:
        is_short = named is not None and len(named) <= MAX_NAMED_KEYS
        enqueue_with_change(mark_dependents, LITERATURE, named if is_short else None)


def queue_periodic_renders() -> None:
    """Look for posts that went live by themselves, and for what nobody asked for; called each hour."""
    for reason in (CLOCK, REFERENCES, MARKED):
        queue_dependent_renders(reason)


def enqueue_once(function: Any, *arguments: Any) -> None:
    """Enqueue a task, unless the same one is waiting already."""
    waiting = BackgroundTask.objects.filter(task_path=function.module_path, status="READY")
    if not any(row.args_kwargs["args"] == list(arguments) for row in waiting):
        enqueue_later(function, *arguments)


def enqueue_with_change(function: Any, *arguments: Any) -> None:
    """Enqueue a task in the transaction; where there is no queue, do it after the commit."""
    if has_queue():
        enqueue_later(function, *arguments)
    else:
        transaction.on_commit(partial(function.enqueue, *arguments), robust=True)


def enqueue_later(function: Any, *arguments: Any) -> None:
    """Enqueue a task for a little later; where there is no queue, it is done at once."""
    if default_task_backend.supports_defer:
        function = function.using(run_after=timezone.now() + RENDER_DELAY)
    function.enqueue(*arguments)


@task(priority=-5)
def mark_dependents(reason: str, argument: Any = None) -> None:
    """Mark the posts that are to be rendered for `reason`, and have them rendered.

    Before the renders that are waiting, so that a post is not rendered for each reason.
    """
    with hold_dependent_renders(asks=False):
        mark_stale_alone(RENDER_REASONS[reason].find(argument))
    queue_marked(is_last=reason == REFERENCES)


@task(priority=-6)
def render_dependent_posts(after: int = 0, is_last: bool = False) -> None:  # noqa: FBT001, FBT002  (of a task)
    """Render the next marked posts whose keys are above `after`, and enqueue those behind them.

    One that cannot be rendered stays as it is; the log names it. Where `is_last`, posts that refer to these
    are not looked at again: the numbers were brought up to date before, and a circle comes to its end.
    """
    last = render_marked_slice(after, is_last=is_last)
    while last and not has_queue():
        last = render_marked_slice(last, is_last=is_last)
    if after and not last:
        # Those that were marked behind us: while we were waiting, nothing was queued for them.
        queue_dependent_renders()


def render_marked_slice(after: int, *, is_last: bool) -> int:
    """Render the next marked posts, and return the key of the last; 0 where there is none."""
    marked = Post.objects.filter(renderer_version=STALE_RENDER, pk__gt=after).order_by("pk")
    results = [try_render(post) for post in marked[:DEPENDENT_SLICE_SIZE]]
    if not results:
        return 0
    with transaction.atomic(), hold_dependent_renders(asks=not is_last):
        # Who holds one of the others may wait for us; it stays marked, and is rendered by the next task.
        rows = Post.objects.filter(pk__in=[post.pk for post, _ in results]).order_by("pk")
        free = set(rows.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
        for post, error in results:
            if post.pk in free:
                save_or_leave(post, error)
        if has_queue():
            render_dependent_posts.enqueue(results[-1][0].pk, is_last)
    return results[-1][0].pk


def save_or_leave(post: Post, error: Exception | None) -> None:
    """Save the render of `post`; with an `error` the post stays as one that an older version rendered."""
    if error is None:
        save_render(post)
        return
    # It is tried again each day.
    Post.objects.filter(pk=post.pk).update(renderer_version=RENDERER_VERSION - 1)
    logger.warning("Post %d stays as it was rendered before: %s", post.pk, error)
