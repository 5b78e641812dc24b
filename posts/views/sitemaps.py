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
from posts.models.page_path import get_page_url
from posts.social.structured_data import get_modified_at
from posts.views.pagination import ListedPaginator

INDEX_PAGES = ("home", "category_list", "tag_list", "archive", "feeds")


class PostSitemap(Sitemap):
    limit = 200  # a file takes no longer than any page; the index has as many files as needed

    @property
    def paginator(self) -> Paginator:
        return ListedPaginator(self.items(), self.limit)

    def items(self) -> QuerySet[Any]:
        posts = Post.objects.listed().newest_first()
        return posts.values_list("slug", "published_at", "updated_at", named=True)

    def location(self, item: Any) -> str:
        return Post.url_for_slug(item.slug)

    def lastmod(self, item: Any) -> datetime:
        return get_modified_at(item)

    def get_latest_lastmod(self) -> datetime | None:
        # The latest of all is one of these two, and each has a database index.
        listed = Post.objects.listed().order_by("-updated_at")
        dates = (get_newest_publication(), listed.values_list("updated_at", flat=True).first())
        return max(filter(None, dates), default=None)


class PageSitemap(Sitemap):
    """The pages: About, Links …"""

    limit = 50_000  # the protocol's limit

    def items(self) -> QuerySet[Any]:
        pages = Post.objects.live_pages().filter(is_unlisted=False).order_by("path")
        return pages.values_list("path", "published_at", "updated_at", named=True)

    def location(self, item: Any) -> str:
        return get_page_url(item.path)

    def lastmod(self, item: Any) -> datetime:
        return get_modified_at(item)


class IndexPage(NamedTuple):
    """A page that links to lists, or the list of all posts: its URL name, and the date of the newest post."""

    name: str
    newest: datetime | None

    def get_absolute_url(self) -> str:
        return reverse(f"posts:{self.name}")


class ListSitemap(Sitemap):
    """Pages that list posts. Each changes when a post is added, which is then the first on it."""

    limit = 50_000  # the protocol's limit

    def items(self) -> list[Any]:
        latest = get_newest_publication()
        return [*(IndexPage(name, latest) for name in INDEX_PAGES), *list_terms()]

    def lastmod(self, item: Any) -> datetime | None:
        newest: datetime | None = item.newest
        return newest

    def get_latest_lastmod(self) -> datetime | None:
        return get_newest_publication()


def get_newest_publication() -> datetime | None:
    return Post.objects.listed().newest_first().values_list("published_at", flat=True).first()


def list_terms() -> Iterator[Any]:
    """Yield categories, tags, series and authors with listed posts, each with the `newest` date of these."""
    yield from Category.objects.get_tree()
    listed = Post.objects.listed().order_by("-published_at").values("published_at")
    for terms in (
        Tag.objects.indexed().with_newest(),
        Series.objects.annotate(newest=Subquery(listed.filter(series=OuterRef("pk"))[:1])),
        Profile.objects.annotate(newest=Subquery(listed.filter(author=OuterRef("user"))[:1])),
    ):
        yield from (term for term in terms.order_by("name") if term.newest)


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "posts": PostSitemap,
    "pages": PageSitemap,
    "lists": ListSitemap,
}


def sitemap_view(request: HttpRequest, section: str | None = None) -> TemplateResponse:
    """Return the sitemap, or an index of several files if there are too many posts for one."""
    if section is None and PostSitemap().paginator.num_pages > 1:
        sections = {name: one for name, one in SITEMAPS.items() if name != "pages" or PageSitemap().items()}
        return views.index(request, sections, sitemap_url_name="posts:sitemap_section")
    return views.sitemap(request, SITEMAPS, section, "posts/sitemap.xml")
