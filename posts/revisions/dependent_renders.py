"""Rendering in the background of posts whose wiki links lead elsewhere now, or by another name.

A change of a post marks those that depend on it as stale, in its own transaction. After the commit a task
renders all that are marked, each once, however many changes marked it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks import task

from posts.models import BackgroundTask, Post
from posts.models.adjacent import LINK_FIELDS
from posts.models.post_link import STALE_RENDER, find_dependent_posts
from posts.rendering import RENDERER_VERSION
from posts.revisions.rerender import save_render, try_render

logger = logging.getLogger(__name__)

# A save ends the stored pages, so some are saved at once.
DEPENDENT_SLICE_SIZE = 20
# Posts that went live by themselves so long ago are looked for: longer than a worker is ever away.
LOOKED_BACK = timedelta(days=2)

is_waiting_for_more: ContextVar[bool] = ContextVar("is_waiting_for_more", default=False)


def queue_dependent_renders() -> None:
    """Have the posts that are marked be rendered soon; called after some were."""
    if is_waiting_for_more.get():
        return
    try:
        ready = BackgroundTask.objects.ready().filter(task_path=render_dependent_posts.module_path)
        if Post.objects.filter(renderer_version=STALE_RENDER).exists() and not ready.exists():
            render_dependent_posts.enqueue()
    except DatabaseError:
        # The change is committed: an error page would claim that it is not.
        logger.exception("Posts that depend on a change could not be queued.")


@contextmanager
def hold_dependent_renders() -> Iterator[None]:
    """Render what the body marks once it is done, as in an import of posts that link to each other."""
    token = is_waiting_for_more.set(True)
    try:
        yield
    finally:
        is_waiting_for_more.reset(token)
        transaction.on_commit(queue_dependent_renders)


@task()
def render_dependent_posts(after: int = 0) -> None:
    """Render the next marked posts whose keys are above `after`, and enqueue those behind them.

    One that cannot be rendered stays as it is; the log names it.
    """
    marked = Post.objects.filter(renderer_version=STALE_RENDER, pk__gt=after).order_by("pk")
    results = [try_render(post) for post in marked[:DEPENDENT_SLICE_SIZE]]
    with transaction.atomic():
        for post, error in results:
            if error is None:
                save_render(post)
            else:
                # As one that an older version rendered: it is tried again each day.
                Post.objects.filter(pk=post.pk).update(renderer_version=RENDERER_VERSION - 1)
                logger.warning("Post %d stays as it was rendered before: %s", post.pk, error)
        if results:
            render_dependent_posts.enqueue(results[-1][0].pk)
    if after and not results:
        # Those that were marked behind us: while we were waiting, nothing was queued for them.
        queue_dependent_renders()


def queue_links_to_new_posts() -> None:
    """Have those posts be rendered that name one which went live by itself, and have no link to it yet."""
    now = timezone.now()
    for post in Post.objects.filter(published_at__range=(now - LOOKED_BACK, now)).only(*LINK_FIELDS):
        dependent = Post.objects.filter(pk__in=find_dependent_posts(post))
        lacking = dependent.exclude(html__contains=f'href="{post.get_absolute_url()}"')
        lacking.update(renderer_version=STALE_RENDER)
    queue_dependent_renders()
