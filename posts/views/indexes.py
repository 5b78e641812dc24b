"""Pages that lead to lists: of categories, tags, years, feeds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.views.generic import ListView, TemplateView

from posts.models import Category, Post, Tag


class CategoryListView(TemplateView):
    template_name = "posts/category_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(categories=Category.objects.tree(), **kwargs)


class TagListView(ListView):
    """The tags of live posts, the most used first."""

    template_name = "posts/tag_list.html"
    context_object_name = "tags"

    def get_queryset(self) -> Any:
        return Tag.objects.in_use().order_by("-live_count", "name")


class FeedsView(TemplateView):
    """The feeds of the site, of its categories and of its most used tags."""

    template_name = "posts/feeds.html"
    max_tags = 30

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tags = Tag.objects.in_use().order_by("-live_count", "name")[: self.max_tags]
        return super().get_context_data(categories=Category.objects.tree(), tags=tags, **kwargs)


class ArchiveView(TemplateView):
    """The years and months of all live posts, with counts."""

    template_name = "posts/archive.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = group_by_year(Post.objects.live().months())
        total = sum(year["count"] for year in years)
        return super().get_context_data(years=years, total=total, chart=chart_of(years), **kwargs)


def group_by_year(months: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return years as {"date", "count", "months"} from months as {"date", "count"}, in their order."""
    years = []
    for _, group in groupby(months, key=lambda month: month["date"].year):
        in_year = list(group)
        count = sum(month["count"] for month in in_year)
        years.append({"date": in_year[0]["date"].replace(month=1), "count": count, "months": in_year})
    return years


def chart_of(years: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what a drawing of `years` (newest first) needs: every year between, and the peak of a month.

    A year is {"year", "months"}, its months twelve counts from January on.
    """
    counts = Counter(
        {
            (month["date"].year, month["date"].month): month["count"]
            for year in years
            for month in year["months"]
        }
    )
    span = range(years[0]["date"].year, years[-1]["date"].year - 1, -1) if years else ()
    drawn = [{"year": year, "months": [counts[year, month] for month in range(1, 13)]} for year in span]
    return {"years": drawn, "peak": max(counts.values(), default=0)}
