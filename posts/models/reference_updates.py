"""Asks for posts to be rendered again when what they refer to changes; a worker does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import default_task_backend, task

from posts.models.background_task import BackgroundTask

# Fields of a post on which the texts of others depend, beside its labels. Of the dates only whether there is
# one: it decides what is counted in a series, and in which order.
REFERENCE_FIELDS = frozenset(
    {"slug", "path", "kind", "title", "labels", "toc", "numbering", "series", "series_id", "series_order"}
    | {"published_at", "archived_at", "binned_at"}
)
# By its path, for what renders is above the models, and imports them.
UPDATE_FUNCTION = "posts.revisions.reference_updates.render_outdated_references"
# Several saves within this time are one task.
UPDATE_DELAY = timedelta(seconds=2)

is_held: ContextVar[bool] = ContextVar("is_held", default=False)


@task(priority=-5)
def update_references() -> None:
    """Render the posts again whose references or numbers have changed. Done again, it changes nothing."""
    with hold_reference_updates(enqueues=False):
        import_string(UPDATE_FUNCTION)()


@contextmanager
def hold_reference_updates(*, enqueues: bool = True) -> Iterator[None]:
    """Within the block, no update is enqueued; at the end of the outermost one is, if `enqueues`."""
    if is_held.get():
        yield
        return
    token = is_held.set(True)
    try:
        yield
    finally:
        is_held.reset(token)
        if enqueues:
            queue_reference_update()


def queue_reference_update() -> None:
    """Enqueue an update when the transaction commits."""
    if not is_held.get():
        transaction.on_commit(enqueue_reference_update, robust=True)


def enqueue_reference_update() -> None:
    """Enqueue an update, unless one is waiting already, or no post depends on others."""
    waiting = BackgroundTask.objects.filter(task_path=update_references.module_path, status="READY")
    if waiting.exists() or not has_dependent_posts():
        return
    if default_task_backend.supports_defer:
        update_references.using(run_after=timezone.now() + UPDATE_DELAY).enqueue()
    else:
        update_references.enqueue()


def has_dependent_posts() -> bool:
    """Whether there are posts whose text depends on others."""
    post_model: Any = apps.get_model("posts", "Post")
    return bool(post_model.objects.with_references().exists())
