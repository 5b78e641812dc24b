"""The sitemap (sitemaps.org protocol): one file, or an index of files on a large site."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from posts.models import Category, Post, Profile, Series, Tag
from posts.paging import LivePaginator
from posts.structured_data import get_modified_at

INDEX_PAGES = ("home", "category_list", "tag_list", "archive", "feeds")


class PostSitemap(Sitemap):
    limit = 200  # few enough that a file takes as long as any page; the index holds as many files

    @property
    def paginator(self) -> Paginator:
        return LivePaginator(self.items(), self.limit)

    def items(self) -> QuerySet[Any]:
        posts = Post.objects.live().newest_first()
        return posts.values_list("slug", "published_at", "updated_at", named=True)

    def location(self, item: Any) -> str:
        return Post.url_for_slug(item.slug)

    def lastmod(self, item: Any) -> datetime:
        return get_modified_at(item)

    def get_latest_lastmod(self) -> datetime | None:
        # The one or the other is the latest of all, and each has an index.
        live = Post.objects.live().order_by("-updated_at")
        dates = (get_newest_publication(), live.values_list("updated_at", flat=True).first())
        return max(filter(None, dates), default=None)


class IndexPage(NamedTuple):
    """A page that leads to lists, or to all posts: its name, and when the newest post was published."""

    name: str
    newest: datetime | None

    def get_absolute_url(self) -> str:
        return reverse(f"posts:{self.name}")


class ListSitemap(Sitemap):
    """Pages that list posts. They change when a post joins them: that is what stands first on each."""

    limit = 50_000  # the protocol's own

    def items(self) -> list[Any]:
        latest = get_newest_publication()
        return [*(IndexPage(name, latest) for name in INDEX_PAGES), *list_terms()]

    def lastmod(self, item: Any) -> datetime | None:
        newest: datetime | None = item.newest
        return newest

    def get_latest_lastmod(self) -> datetime | None:
        return get_newest_publication()


def get_newest_publication() -> datetime | None:
    return Post.objects.live().newest_first().values_list("published_at", flat=True).first()


def list_terms() -> Iterator[Any]:
    """Yield categories, tags, series and authors with live posts; each has the `newest` date of these."""
    yield from Category.objects.get_tree()
    live = Post.objects.live().order_by("-published_at").values("published_at")
    for shelves in (
        Tag.objects.with_newest(),
        Series.objects.annotate(newest=Subquery(live.filter(series=OuterRef("pk"))[:1])),
        Profile.objects.annotate(newest=Subquery(live.filter(author=OuterRef("user"))[:1])),
    ):
        yield from (shelf for shelf in shelves.order_by("name") if shelf.newest)


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {"posts": PostSitemap, "lists": ListSitemap}


def sitemap_view(request: HttpRequest, section: str | None = None) -> TemplateResponse:
    """Answer with every address, or with an index where one file would not hold them."""
    if section is None and PostSitemap().paginator.num_pages > 1:
        return views.index(request, SITEMAPS, sitemap_url_name="posts:sitemap_section")
    return views.sitemap(request, SITEMAPS, section, "posts/sitemap.xml")
