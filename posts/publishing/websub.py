"""Tells the site's WebSub hub which feeds have something new; the hub tells their subscribers.

After each change that readers see, a task compares what feeds have with what they had when the hub was
told last. When a post is scheduled, the task enqueues itself for the moment at which it goes live.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from http.client import HTTPConnection, HTTPSConnection
from operator import or_
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min, Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task

import posts
from posts.models import BackgroundTask, Category, FeedNotification, Post, Profile, Series, Tag
from posts.models.feed_paths import FEED_ROUTES, get_feed_path
from posts.tasks.queue import has_queue

logger = logging.getLogger(__name__)

HUB_SECONDS = 10  # to connect, and between two pieces of its answer
MAX_TOPICS = 50  # feeds in one call
NEWEST_POSTS = 20  # that the site's feed has
MAX_CHANGED_POSTS = 200  # whose lists are told at once: the site's feeds are in any case


class HubError(Exception):
    """The hub did not take what it was told."""


def is_hub_told() -> bool:
    """Whether there is a hub, addresses to tell it, and a worker that can."""
    return bool(settings.WEBSUB_HUB and settings.SITE_URL and has_queue())


def queue_notification() -> None:
    """Have the hub be told soon what has changed; called after each change, and each hour."""
    if not is_hub_told():
        return
    try:
        ready = BackgroundTask.objects.ready().filter(task_path=notify_hub.module_path)
        if not ready.exists():
            notify_hub.enqueue()
    except DatabaseError:
        # The change is committed: an error page would claim that it is not.
        logger.exception("The hub could not be told of a change.")


@task(queue_name="quick")
def notify_hub() -> None:
    """Tell the hub which feeds have changed since it was told last. Raises HubError and OSError."""
    if not is_hub_told():
        return
    now = timezone.now()
    schedule_notification(now)
    row = FeedNotification.objects.filter(pk=FeedNotification.SITE).first()
    last = row or FeedNotification(pk=FeedNotification.SITE, told_at=now)
    newest = Post.objects.listed().newest_first().values_list("pk", "version")[:NEWEST_POSTS]
    versions = {str(key): version for key, version in newest}
    topics = list(iter_changed_feeds(last, versions))
    for start in range(0, len(topics), MAX_TOPICS):
        tell_hub(topics[start : start + MAX_TOPICS])
    last.versions, last.told_at = versions, now
    last.save()


def schedule_notification(now: datetime) -> None:
    """Have the hub be told when the next scheduled post goes live."""
    moment = Post.objects.scheduled().aggregate(moment=Min("published_at"))["moment"]
    planned = BackgroundTask.objects.filter(
        task_path=notify_hub.module_path,
        status=TaskResultStatus.READY,
        run_after__gt=now,
        worker_ids=[],  # it was not tried yet
    )
    planned.exclude(run_after=moment).delete() if moment else planned.delete()
    if moment and not planned.exists():
        notify_hub.using(run_after=moment).enqueue()


def iter_changed_feeds(last: FeedNotification, versions: dict[str, int]) -> Iterator[str]:
    """Yield the addresses of the feeds that have changed since `last`; `versions` are the newest posts'."""
    known = last.versions
    changed = {key for key, version in versions.items() if known.get(key) != version}
    listed = Post.objects.listed()
    moments = ("updated_at", "notable_at", "published_at")
    since = listed.filter(reduce(or_, (Q(**{f"{name}__gt": last.told_at}) for name in moments)))
    changed |= set(map(str, since.newest_first().values_list("pk", flat=True)[:MAX_CHANGED_POSTS]))
    gone = Post.objects.filter(pk__in=known.keys() - versions.keys())
    changed |= set(map(str, gone.exclude(pk__in=listed.values("pk")).values_list("pk", flat=True)))
    if not changed and versions == known:
        return
    terms: list[Any] = [None, *list_terms_of_posts(changed)]
    for term in terms:
        yield from (f"{settings.SITE_URL}{get_feed_path(route, term)}" for route in FEED_ROUTES)


def list_terms_of_posts(keys: Iterable[str]) -> Iterator[Any]:
    """Yield the categories, with those above them, tags, series and authors of the posts with these keys."""
    found = Post.objects.filter(pk__in=keys)
    categories = Category.objects.in_bulk()
    above: set[int] = set()
    for own in found.values_list("category", flat=True):
        key: int | None = own
        while key is not None and key not in above:
            above.add(key)
            key = categories[key].parent_id
    yield from (categories[key] for key in sorted(above))
    yield from Tag.objects.filter(posts__in=found).distinct()
    yield from Series.objects.filter(posts__in=found).distinct()
    yield from Profile.objects.filter(user__posts__in=found).distinct()


def tell_hub(topics: list[str]) -> None:
    """Tell the hub that the feeds at `topics` have changed (PubSubHubbub 0.4, section 7).

    WebSub leaves to publishers and hubs how this is said; all hubs know this way. Raises HubError, OSError.
    """
    hub = urlsplit(settings.WEBSUB_HUB)
    connect = HTTPSConnection if hub.scheme == "https" else HTTPConnection
    connection = connect(hub.netloc, timeout=HUB_SECONDS)
    fields = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"Transmission/{posts.__version__} (+{settings.SITE_URL})",
    }
    target = f"{hub.path or '/'}{hub.query and '?'}{hub.query}"
    try:
        connection.request("POST", target, urlencode(fields), headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise HubError(f"The hub answered {status}.")
