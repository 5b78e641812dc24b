"""Asks for posts to be rendered again because something that they show of others has changed.

Which posts these are, and their renders, are the work of `revisions.dependent_renders`, which listens.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import connection, transaction

# Why posts are rendered again. Those with wiki links are marked by the change itself, in its transaction.
MARKED = "marked"
# What references show, or from what a series counts on.
REFERENCES = "references"
# An entry of the literature, or the style of citations.
LITERATURE = "literature"
# Posts went live by themselves.
CLOCK = "clock"

STALE_RENDER = 0  # as `renderer_version`: rendered again by a task
MARK_BATCH_SIZE = 500  # fit into one statement

# Fields of a post on which the texts of others depend, beside its labels. Of the dates only whether there is
# one: it decides what is counted in a series, and in which order.
REFERENCE_FIELDS = frozenset(
    {"slug", "path", "kind", "title", "labels", "toc", "numbering", "series", "series_id", "series_order"}
    | {"published_at", "archived_at", "binned_at"}
)

RenderListener = Callable[[str, Sequence[int]], None]
render_listeners: list[RenderListener] = []
# What was asked for within `hold_dependent_renders`.
held_reasons: ContextVar[set[str] | None] = ContextVar("held_reasons", default=None)


def listen_for_dependent_posts(listener: RenderListener) -> None:
    """Have `listener` called with the reason why posts are to be rendered, and with keys that it is to mark.

    It is called after the commit, but with keys in the transaction, so that they are not lost.
    """
    if listener not in render_listeners:
        render_listeners.append(listener)


def ask_for_renders(reason: str) -> None:
    """Have the posts that depend on what is changed here be rendered after the commit."""
    held = held_reasons.get()
    if held is not None:
        held.add(reason)
        return
    for listener in render_listeners:
        transaction.on_commit(lambda listener=listener: listener(reason, ()), robust=True)  # type: ignore[misc]


@contextmanager
def hold_dependent_renders(*, asks: bool = True) -> Iterator[None]:
    """Ask for all that is asked for in the body when it is done, as in an import; without `asks` never.

    Of blocks within blocks, the outermost counts.
    """
    if held_reasons.get() is not None:
        yield
        return
    token = held_reasons.set(set())
    try:
        yield
    finally:
        reasons = held_reasons.get() or ()
        held_reasons.reset(token)
        for reason in sorted(reasons) if asks else ():
            ask_for_renders(reason)


def mark_stale(keys: Iterable[int]) -> None:
    """Mark the posts with `keys` as stale, and ask for their renders; part of the transaction of a change.

    No row is waited for: who has locked it may wait for the one that is changed. A task marks these.
    """
    for some in iter_batches(sorted(keys)):
        free = some
        if connection.features.has_select_for_update_skip_locked:
            with transaction.atomic():
                rows = get_all_posts().filter(pk__in=some).select_for_update(skip_locked=True, no_key=True)
                free = list(rows.order_by("pk").values_list("pk", flat=True))
        get_all_posts().filter(pk__in=free).update(renderer_version=STALE_RENDER)
        if locked := sorted({*some} - {*free}):
            for listener in render_listeners:
                listener(MARKED, locked)
        ask_for_renders(MARKED)


def mark_stale_alone(keys: Iterable[int]) -> None:
    """Mark the posts with `keys` as stale, where no other row is locked, so that each can be waited for."""
    for some in iter_batches(sorted(keys)):
        with transaction.atomic():
            rows = get_all_posts().filter(pk__in=some).order_by("pk")
            list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
            rows.order_by().update(renderer_version=STALE_RENDER)


def get_all_posts() -> Any:
    return apps.get_model("posts", "Post")._default_manager.all()


def iter_batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield `items` in pieces that fit into one statement."""
    return (items[start : start + MARK_BATCH_SIZE] for start in range(0, len(items), MARK_BATCH_SIZE))
