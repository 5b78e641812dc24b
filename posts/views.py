"""What readers see. Everything here only reads: the work was done when a post was saved."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.generic import DetailView, ListView, TemplateView, View

from posts import images
from posts.models import Category, Post, Tag
from posts.querysets import PostQuerySet


class PostListView(ListView):
    """Live posts, newest first, twelve a page. Subclasses narrow them."""

    paginate_by = 12
    context_object_name = "posts"

    def get_queryset(self) -> PostQuerySet:
        return Post.objects.live().cards().newest_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        context["page_range"] = list(numbers)
        return context


class HomeView(PostListView):
    template_name = "posts/post_list.html"


class CategoryView(PostListView):
    """The posts of a category and of those below it."""

    template_name = "posts/category_detail.html"

    def get_queryset(self) -> PostQuerySet:
        self.category = get_object_or_404(Category.objects.select_related("parent"), slug=self.kwargs["slug"])
        return super().get_queryset().filter(category__in=self.category.family())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(category=self.category, **kwargs)


class TagView(PostListView):
    template_name = "posts/tag_detail.html"

    def get_queryset(self) -> PostQuerySet:
        self.tag = get_object_or_404(Tag, slug=self.kwargs["slug"])
        return super().get_queryset().filter(tags=self.tag)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tag=self.tag, **kwargs)


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


class ArchiveView(TemplateView):
    """The years and months of all live posts, with counts."""

    template_name = "posts/archive.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = group_by_year(Post.objects.live().months())
        total = sum(year["count"] for year in years)
        return super().get_context_data(years=years, total=total, **kwargs)


def group_by_year(months: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return years as {"date", "count", "months"} from months as {"date", "count"}, in their order."""
    years = []
    for _, group in groupby(months, key=lambda month: month["date"].year):
        in_year = list(group)
        count = sum(month["count"] for month in in_year)
        years.append({"date": in_year[0]["date"].replace(month=1), "count": count, "months": in_year})
    return years


class ArchivePeriodView(PostListView):
    """The posts of a year, a month or a day, in the site's time zone."""

    template_name = "posts/archive_period.html"
    allow_empty = False

    def get_queryset(self) -> PostQuerySet:
        self.granularity = next(part for part in ("day", "month", "year") if part in self.kwargs)
        try:
            self.start = datetime(
                **{"month": 1, "day": 1, **self.kwargs}, tzinfo=timezone.get_current_timezone()
            )
            end = period_end(self.start, self.granularity)
        except (ValueError, OverflowError) as error:
            raise Http404(str(error)) from error
        return super().get_queryset().filter(published_at__gte=self.start, published_at__lt=end)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(period=self.start.date(), granularity=self.granularity, **kwargs)


def period_end(start: datetime, granularity: str) -> datetime:
    """Return the first moment after the year, month or day that begins at `start`."""
    if granularity == "day":
        return start + timedelta(days=1)
    if granularity == "month" and start.month < 12:
        return start.replace(month=start.month + 1)
    return start.replace(year=start.year + 1, month=1)


def viewer(request: HttpRequest) -> AbstractUser | AnonymousUser:
    """Return the user, without touching the session of those who have none.

    A page that looked at the session would vary by cookie, and no cache could keep it.
    """
    return request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else AnonymousUser()


class PostView(DetailView):
    """A live post; for editors, any post."""

    template_name = "posts/post_detail.html"
    context_object_name = "post"

    def get_queryset(self) -> PostQuerySet:
        visible = Post.objects.visible_to(viewer(self.request))
        return visible.with_related().select_related("author", "category__parent", "series")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if not self.object.is_live:
            add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        post = self.object
        return super().get_context_data(
            toc=nest(post.toc), previous=post.previous(), next=post.next(), related=post.related(), **kwargs
        )


def nest(headings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the flat table of contents as a tree: each heading with its `children`."""
    root: list[dict[str, Any]] = []
    open_headings: list[dict[str, Any]] = []
    for heading in headings:
        entry = {**heading, "children": []}
        while open_headings and open_headings[-1]["level"] >= entry["level"]:
            open_headings.pop()
        (open_headings[-1]["children"] if open_headings else root).append(entry)
        open_headings.append(entry)
    return root


class MediaView(View):
    """An uploaded file, from whatever storage holds it. Its name never comes to hold another content."""

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        try:
            file = default_storage.open(name)
        except (OSError, SuspiciousOperation, ValueError) as error:
            raise Http404(name) from error
        response = FileResponse(file)
        response["Cache-Control"] = "public, max-age=31536000, immutable"
        for header, value in images.response_headers(name).items():
            response[header] = value
        return response


class RobotsView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        address = request.build_absolute_uri(reverse("posts:sitemap"))
        lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", "", f"Sitemap: {address}", ""]
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class HealthView(View):
    """200 while the database answers, 503 when it does not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return HttpResponse("database unreachable\n", content_type="text/plain", status=503)
        return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
