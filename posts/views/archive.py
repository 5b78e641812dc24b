"""The archive: all years and months with posts, and the posts of each."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from posts.models import Post
from posts.models.querysets import PostQuerySet
from posts.models.urls import reverse_cached
from posts.views.breadcrumbs import Breadcrumb
from posts.views.lists import PostListView


class ArchiveView(TemplateView):
    """The years and months of all listed posts, with counts."""

    template_name = "posts/archive.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        months = Post.objects.posts().filter(is_unlisted=False).count_by_month(until_now=True)
        counts = [month["count"] for month in months]
        add_month_links(months)
        years = group_by_year(months)
        add_gap_years(years)
        return super().get_context_data(years=years, total=sum(counts), peak=max(counts, default=0), **kwargs)


def add_month_links(months: Iterable[dict[str, Any]]) -> None:
    """Add "number", "name" and "url" to each of `months`, as text: a template would localize each again."""
    names = {number: str(name) for number, name in MONTHS.items()}
    for month in months:
        year, number = month["date"].year, month["date"].month
        month["number"], month["name"] = str(number), names[number]
        month["url"] = reverse_cached("posts:archive_month", year, number)


def group_by_year(months: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group months, {"date", "count"}, into years, {"date", "count", "months"}, in their order."""
    years = []
    for _year, group in groupby(months, key=lambda month: month["date"].year):
        year_months = list(group)
        count = sum(month["count"] for month in year_months)
        years.append({"date": year_months[0]["date"].replace(month=1), "count": count, "months": year_months})
    return years


def add_gap_years(years: Sequence[dict[str, Any]]) -> None:
    """Add "gap" to each of `years`, newest first: the years without posts after it, up to the next."""
    for newer, older in pairwise(years):
        older["gap"] = range(older["date"].year + 1, newer["date"].year)


class ArchivePeriodView(PostListView):
    """The titles of the posts of a year, a month or a day in the site's time zone, by month."""

    template_name = "posts/archive_period.html"
    # Titles are on one page, unless there are very many of them.
    paginate_by = 2_000
    # The pages of the archive held so many posts once; addresses of such pages lead to the titles.
    old_page_size = 12

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not self.is_old_page():
                raise
            return HttpResponsePermanentRedirect(request.path)

    def is_old_page(self) -> bool:
        """Whether the page that is asked for was there when each held `old_page_size` posts."""
        with suppress(ValueError):
            number = int(self.request.GET.get("page", ""))
            return 1 < number <= -(-self.get_queryset().count() // self.old_page_size)
        return False

    def get_paginate_by(self, queryset: Any) -> int:
        return self.paginate_by

    def get_rows(self) -> PostQuerySet:
        return Post.objects.for_titles()

    def get_posts(self) -> PostQuerySet:
        self.granularity = next(part for part in ("day", "month", "year") if part in self.kwargs)
        period = find_period(self.kwargs)
        if period is None:
            raise Http404
        self.start, end = period
        return Post.objects.listed_between(self.start, end)

    def get_breadcrumbs(self) -> list[Breadcrumb]:
        year, month = self.start.year, self.start.month
        breadcrumbs = [
            Breadcrumb(_("Archive"), reverse("posts:archive")),
            Breadcrumb(str(year), reverse("posts:archive_year", args=[year])),
            Breadcrumb(date_format(self.start, "F"), reverse("posts:archive_month", args=[year, month])),
        ]
        return breadcrumbs[: ("year", "month", "day").index(self.granularity) + 1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(period=self.start.date(), granularity=self.granularity, **kwargs)
        if not context["posts"]:
            raise Http404("There is no listed post.")
        months = group_posts_by_month(context["posts"])
        add_month_links(months)
        peak = max(month["count"] for month in months)
        return {**context, "months": months, "peak": peak}


def group_posts_by_month(posts: Iterable[Any]) -> list[dict[str, Any]]:
    """Group posts into months, {"date", "count", "posts"}, in their order."""
    months = []
    for (year, month), group in groupby(posts, key=lambda post: get_month(post.published_at)):
        month_posts = list(group)
        months.append({"date": date(year, month, 1), "count": len(month_posts), "posts": month_posts})
    return months


def get_month(moment: datetime) -> tuple[int, int]:
    """Return year and month of `moment` in the site's time zone."""
    local = timezone.localtime(moment)
    return local.year, local.month


def find_period(parts: Mapping[str, int]) -> tuple[datetime, datetime] | None:
    """Return begin and end, not included, of a year, a month or a day in the site's time zone.

    `parts` are "year", and "month" and "day" where they are given. None where there is no such day.
    """
    granularity = next(part for part in ("day", "month", "year") if part in parts)
    try:
        start = datetime(**{"month": 1, "day": 1, **parts}, tzinfo=timezone.get_current_timezone())
        end = get_period_end(start, granularity)
        # Where the database compares them, the first and the last years have no such moment.
        start.astimezone(UTC), end.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return start, end


def get_period_end(start: datetime, granularity: str) -> datetime:
    """Return the end, not included, of the year, month or day that begins at `start`."""
    if granularity == "day":
        return start + timedelta(days=1)
    if granularity == "month" and start.month < 12:
        return start.replace(month=start.month + 1)
    return start.replace(year=start.year + 1, month=1)
