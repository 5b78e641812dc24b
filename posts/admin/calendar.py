"""The calendar: what was published and what is scheduled, month by month, and the drafts without a date."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from posts.admin.extension import AdminExtension
from posts.models import Post, permissions
from posts.models.querysets import PostQuerySet

MAX_CALENDAR_POSTS = 500  # of one month; further ones are in the list
MAX_DAY_POSTS = 6  # shown of one day
MAX_CALENDAR_DRAFTS = 30
YEARS = range(1970, 2200)


@dataclass(slots=True)
class CalendarDay:
    """A day of the month's table: its first posts, how many more there are, and the list of all of them."""

    date: date
    is_in_month: bool
    is_today: bool
    posts: list[Post] = field(default_factory=list)
    more: int = 0

    @property
    def list_url(self) -> str:
        names = ("year", "month", "day")
        query = "&".join(f"published_at__{name}={getattr(self.date, name)}" for name in names)
        return f"{reverse('admin:posts_post_changelist')}?{query}"


class CalendarExtension(AdminExtension):
    """Shows a month of posts."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.calendar_view)
        return [
            path("calendar/", view, name="posts_post_calendar"),
            path("calendar/<int:year>/<int:month>/", view, name="posts_post_calendar_month"),
        ]

    def calendar_view(self, request: HttpRequest, year: int = 0, month: int = 0) -> HttpResponse:
        """Show a month, in the site's time zone; `?month=2026-11`, which the form sends, leads to it."""
        if not permissions.can_view_unpublished(request.user):
            raise PermissionDenied
        today = timezone.localdate()
        if named := parse_month(request.GET.get("month", "")):
            return HttpResponseRedirect(build_month_url(named))
        if year and (year not in YEARS or month not in range(1, 13)):
            raise Http404(f"{year}-{month}")
        first = date(year, month, 1) if year else today.replace(day=1)
        posts = (
            Post.objects.posts()
            .manageable_by(request.user)
            .only("title", "language", "kind", "published_at", "submitted_at", "author")
        )
        context = {
            **self.admin_site.each_context(request),
            "is_nav_sidebar_enabled": False,  # it would take width from the days
            "opts": self.model_admin.opts,
            "title": _("Calendar"),
            "month": first,
            "weekdays": list_weekday_names(),
            "weeks": build_weeks(first, today, posts),
            "drafts": posts.filter(published_at=None)
            .active()
            .order_by("-updated_at", "-pk")[:MAX_CALENDAR_DRAFTS],
            "previous": build_month_url(first - timedelta(days=1)),
            "next": build_month_url(first + timedelta(days=31)),
            "this_month": "" if first == today.replace(day=1) else build_month_url(today),
            "time_zone": timezone.get_current_timezone_name(),
        }
        return TemplateResponse(request, "admin/posts/post/calendar.html", context)


def parse_month(text: str) -> date | None:
    """Return the first day of the month `text`, such as 2026-11; None if there is none."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  (a month has no zone)
    except ValueError:
        return None
    return first if first.year in YEARS else None


def build_month_url(day: date) -> str:
    """Return the URL of the month of `day`."""
    return reverse("admin:posts_post_calendar_month", args=[day.year, day.month])


def get_first_weekday() -> int:
    """Return the weekday that weeks begin with in the user's language: 0 is Monday, as in Python."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7


def list_weekday_names() -> list[str]:
    first = get_first_weekday()
    return [str(WEEKDAYS_ABBR[(first + offset) % 7]) for offset in range(7)]


def build_weeks(first: date, today: date, posts: PostQuerySet) -> list[list[CalendarDay]]:
    """Return the weeks of the month that begins on `first`, with those of `posts` that they have."""
    weeks = calendar.Calendar(get_first_weekday()).monthdatescalendar(first.year, first.month)
    by_day = group_by_day(select_between(posts, weeks[0][0], weeks[-1][-1]))
    return [[build_day(day, first, today, by_day[day]) for day in week] for week in weeks]


def build_day(day: date, first: date, today: date, posts: list[Post]) -> CalendarDay:
    more = len(posts[MAX_DAY_POSTS:])
    return CalendarDay(day, day.month == first.month, day == today, posts[:MAX_DAY_POSTS], more)


def select_between(posts: PostQuerySet, start: date, end: date) -> Iterable[Post]:
    """Return those of `posts` whose date is from `start` to `end`, both included, in the site's time zone."""
    zone = timezone.get_current_timezone()
    bounds = (datetime.combine(day, time(), zone) for day in (start, end + timedelta(days=1)))
    return posts.filter(**dict(zip(("published_at__gte", "published_at__lt"), bounds, strict=True))).order_by(
        "published_at", "pk"
    )[:MAX_CALENDAR_POSTS]


def group_by_day(posts: Iterable[Post]) -> defaultdict[date, list[Post]]:
    by_day: defaultdict[date, list[Any]] = defaultdict(list)
    for post in posts:
        by_day[timezone.localdate(post.published_at)].append(post)
    return by_day
