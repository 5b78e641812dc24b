"""Pages that lead to lists: of categories, tags, years, feeds."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Any

from django.utils import timezone
from django.utils.dates import MONTHS
from django.views.generic import ListView, TemplateView

from posts.addresses import reverse_cached
from posts.models import Category, Post, Tag


class CategoryListView(TemplateView):
    template_name = "posts/category_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(categories=Category.objects.get_tree_with_counts(), **kwargs)


class TagListView(ListView):
    """The tags of live posts, the most used first."""

    template_name = "posts/tag_list.html"
    context_object_name = "tags"

    def get_queryset(self) -> Any:
        return Tag.objects.most_used_first()


class FeedsView(TemplateView):
    """The feeds of the site, of its categories and of its most used tags."""

    template_name = "posts/feeds.html"
    max_tags = 30

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tags = Tag.objects.most_used_first()[: self.max_tags]
        return super().get_context_data(categories=Category.objects.get_tree(), tags=tags, **kwargs)


class ArchiveView(TemplateView):
    """The years and months of all live posts, with counts."""

    template_name = "posts/archive.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        months = Post.objects.count_by_month(until=timezone.now())
        counts = [month["count"] for month in months]
        add_month_links(months)
        years = group_by_year(months)
        add_gap_years(years)
        return super().get_context_data(years=years, total=sum(counts), peak=max(counts, default=0), **kwargs)


def add_month_links(months: Iterable[dict[str, Any]]) -> None:
    """Give each of `months` its "number", "name" and "url", as text: a template would localize each anew."""
    names = {number: str(name) for number, name in MONTHS.items()}
    for month in months:
        year, number = month["date"].year, month["date"].month
        month["number"], month["name"] = str(number), names[number]
        month["url"] = reverse_cached("posts:archive_month", year, number)


def group_by_year(months: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return years as {"date", "count", "months"} from months as {"date", "count"}, in their order."""
    years = []
    for _, group in groupby(months, key=lambda month: month["date"].year):
        in_year = list(group)
        count = sum(month["count"] for month in in_year)
        years.append({"date": in_year[0]["date"].replace(month=1), "count": count, "months": in_year})
    return years


def add_gap_years(years: Sequence[dict[str, Any]]) -> None:
    """Give each of `years`, newest first, its "silence": the years without posts after it, up to the next."""
    for newer, older in pairwise(years):
        older["silence"] = range(older["date"].year + 1, newer["date"].year)
