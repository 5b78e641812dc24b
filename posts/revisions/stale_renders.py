"""Rendering in the background of what an older renderer made: after an upgrade, a few posts at a time."""

import logging

from django.db import transaction
from django_tasks import task

from posts.models import Post
from posts.rendering import RENDERER_VERSION
from posts.revisions.rerender import save_render, try_render

logger = logging.getLogger(__name__)

# A save ends the stored pages, so some are saved at once; not many, for nobody else can write meanwhile.
SLICE_SIZE = 20


def queue_stale_posts() -> None:
    """Enqueue the rendering of stale posts, if there are any."""
    if Post.objects.with_outdated_render(RENDERER_VERSION).exists():
        render_stale_posts.enqueue()


@task(priority=-20)
def render_stale_posts(after: int = 0) -> None:
    """Render the next stale posts whose keys are above `after`, and enqueue those behind them.

    One that cannot be rendered stays as it is; the log names it.
    """
    stale = Post.objects.with_outdated_render(RENDERER_VERSION).filter(pk__gt=after).order_by("pk")
    results = [try_render(post) for post in stale[:SLICE_SIZE]]
    with transaction.atomic():
        for post, error in results:
            if error is None:
                save_render(post)
            else:
                logger.warning("Post %d stays as an older renderer made it: %s", post.pk, error)
        if results:
            render_stale_posts.enqueue(results[-1][0].pk)
