"""The sitemap (sitemaps.org protocol): one file, or an index of files on a large site."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from posts.models import Category, Post, Profile, Series, Tag, get_site
from posts.models.home_page import find_home_page
from posts.models.page_path import get_page_url
from posts.social.structured_data import format_timestamp, get_modified_at
from posts.views.pagination import ListedPaginator

POST_COLUMNS = ("pk", "slug", "published_at", "updated_at", "cover", "language", "translation_of")
INDEX_PAGES = ("home", "category_list", "tag_list", "archive", "feeds")


class SiteSitemap(Sitemap):
    """Adds to each entry what our template shows: `changed`, by the second, `images` and `alternates`."""

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            url["changed"] = format_timestamp(url["lastmod"])
        return urls


class PostSitemap(SiteSitemap):
    limit = 200  # a file takes no longer than any page; the index has as many files as needed

    @property
    def paginator(self) -> Paginator:
        return ListedPaginator(self.items(), self.limit)

    def items(self) -> QuerySet[Any]:
        posts = Post.objects.listed().newest_first()
        return posts.values_list(*POST_COLUMNS, named=True)

    def location(self, item: Any) -> str:
        return Post.url_for_slug(item.slug)

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        versions = find_language_versions([url["item"] for url in urls])
        storage = Post._meta.get_field("cover").storage
        for url in urls:
            item = url["item"]
            origin = url["location"].removesuffix(self.location(item))
            url["images"] = [urljoin(origin, storage.url(item.cover))] if item.cover else []
            alternates = versions.get(item.translation_of or item.pk, {})
            url["alternates"] = [
                {"lang_code": language, "location": f"{origin}{Post.url_for_slug(slug)}"}
                for language, slug in alternates.items()
            ]
        return urls

    def lastmod(self, item: Any) -> datetime:
        return get_modified_at(item)

    def get_latest_lastmod(self) -> datetime | None:
        # The latest of all is one of these two, and each has a database index.
        listed = Post.objects.listed().order_by("-updated_at")
        dates = (get_newest_publication(), listed.values_list("updated_at", flat=True).first())
        return max(filter(None, dates), default=None)


def find_language_versions(items: list[Any]) -> dict[int, dict[str, str]]:
    """Return the slugs by language of those of `items` that are translated, by the key of the original."""
    originals = {item.translation_of or item.pk for item in items}
    listed = Post.objects.listed().order_by("pk")
    translations = list(listed.filter(translation_of__in=originals).values_list(*POST_COLUMNS, named=True))
    translated = {translation.translation_of for translation in translations}
    versions: dict[int, dict[str, str]] = {}
    for item in listed.filter(pk__in=translated).values_list(*POST_COLUMNS, named=True) if translated else ():
        versions[item.pk] = {item.language: item.slug}
    for item in translations:
        versions.setdefault(item.translation_of, {})[item.language] = item.slug
    return {key: languages for key, languages in versions.items() if len(languages) > 1}


class PageSitemap(SiteSitemap):
    """The pages: About, Links …"""

    limit = 50_000  # the protocol's limit

    def items(self) -> QuerySet[Any]:
        # The home page stands in the other list, with its address.
        pages = Post.objects.live_pages().filter(is_unlisted=False).exclude(pk=get_site().home_page_id or 0)
        return pages.order_by("path").values_list("path", "published_at", "updated_at", named=True)

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


class ListSitemap(SiteSitemap):
    """Pages that list posts. Each changes when a post is added, which is then the first on it."""

    limit = 50_000  # the protocol's limit

    def items(self) -> list[Any]:
        latest = get_newest_publication()
        names = (*INDEX_PAGES, "post_list") if find_home_page() else INDEX_PAGES
        return [*(IndexPage(name, latest) for name in names), *list_terms()]

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
