"""Which posts are exported: by state, by when they changed, by name."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from posts.models import Post, PostKind

# The states that can be chosen, and what has them; the trash is never exported.
STATE_QUERYSETS = {
    "live": Post.objects.published,
    "scheduled": Post.objects.scheduled,
    "draft": Post.objects.drafts,
    "review": Post.objects.in_review,
    "archived": Post.objects.archived,
}


class SelectionError(ValueError):
    """What was asked for cannot be understood, or is not there."""


def select_exported_posts(states: Iterable[str] = (), since: str = "", names: Iterable[str] = ()) -> Any:
    """Return the posts outside the trash that have one of `states`, changed `since`, and are among `names`.

    What is empty chooses all. A name is a slug, the path of a page or a uid. Raises SelectionError.
    """
    posts = Post.objects.filter(binned_at=None)
    chosen = [STATE_QUERYSETS[state]().filter(binned_at=None) for state in states]
    if chosen:
        posts = posts.filter(pk__in=reduce(or_, chosen).order_by().values("pk"))
    if since:
        posts = posts.filter(updated_at__gte=parse_moment(since))
    return posts.filter(pk__in=find_named_posts(names)) if names else posts


def parse_moment(text: str) -> datetime:
    """Return the beginning of a day, or a moment, in the site's time zone. Raises SelectionError."""
    try:
        moment = parse_datetime(text) if len(text) > len("2026-01-01") else None
        day = None if moment else parse_date(text)
    except ValueError:
        moment = day = None
    if isinstance(day, date):
        moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001  (made aware below)
    if moment is None:
        raise SelectionError(f"--since takes a day such as 2026-01-31 or a time after it, not {text!r}.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def find_named_posts(names: Iterable[str]) -> list[int]:
    """Return the primary keys of the posts that `names` name. Raises SelectionError for others."""
    keys = []
    by_uid = {str(uid): key for key, uid in Post.objects.values_list("pk", "uid")}
    by_path = dict(Post.objects.exclude(path=None).values_list("path", "pk"))
    by_slug = dict(Post.objects.filter(kind=PostKind.POST).values_list("slug", "pk"))
    for name in names:
        path = urlsplit(name).path.strip("/")
        wanted = path.rsplit("/", 1)[-1]
        key = by_path.get(path) or by_slug.get(wanted) or by_uid.get(wanted)
        if key is None:
            raise SelectionError(f"There is no post {name!r}. Name its slug, its uid or its address.")
        keys.append(key)
    return keys
