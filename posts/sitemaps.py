"""The sitemap (sitemaps.org protocol): one file, or an index of files on a large site."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from posts.models import Category, Post, Tag


class PostSitemap(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Post]:
        return Post.objects.live().newest_first().only("slug", "updated_at")

    def lastmod(self, item: Post) -> datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        latest: datetime | None = Post.objects.live().aggregate(latest=Max("updated_at"))["latest"]
        return latest


class ListSitemap(Sitemap):
    """The pages that list posts."""

    limit = 50_000  # the protocol's own

    def items(self) -> list[str]:
        pages = [reverse(f"posts:{name}") for name in ("home", "category_list", "tag_list", "archive")]
        lists: Iterable[Category | Tag] = [*Category.objects.tree(), *Tag.objects.in_use().order_by("name")]
        return pages + [item.get_absolute_url() for item in lists]

    def location(self, item: str) -> str:
        return item


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {"posts": PostSitemap, "lists": ListSitemap}


def sitemap(request: HttpRequest, section: str | None = None) -> TemplateResponse:
    """Answer with every address, or with an index where one file would not hold them."""
    if section is None and PostSitemap().paginator.num_pages > 1:
        return views.index(request, SITEMAPS, sitemap_url_name="posts:sitemap_section")
    return views.sitemap(request, SITEMAPS, section)
