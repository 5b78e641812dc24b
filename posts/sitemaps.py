"""The sitemap (sitemaps.org protocol): one file, or an index of files on a large site."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.sitemaps import Sitemap, views
from django.db.models import DateTimeField, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from posts.models import Category, Post, Profile, Series, Tag
from posts.querysets import DATES
from posts.structured_data import modified_at


def last_change(posts: QuerySet[Any]) -> QuerySet[Any]:
    """Return the query of when one of `posts` last changed for its readers: one row."""
    moment = Greatest("updated_at", "published_at")
    latest = Func(moment, function="MAX", output_field=DateTimeField())
    changed: QuerySet[Any] = posts.order_by().annotate(latest=latest).values("latest")
    return changed


class PostSitemap(Sitemap):
    limit = 1000  # addresses are made one by one: a page in tens of milliseconds

    def items(self) -> QuerySet[Post]:
        return Post.objects.live().newest_first().only("slug", "published_at", "updated_at")

    def lastmod(self, item: Post) -> datetime:
        return modified_at(item)

    def get_latest_lastmod(self) -> datetime | None:
        # The one or the other is the latest of all, and each has an index.
        live = Post.objects.live()
        dates = (live.order_by(f"-{name}").values_list(name, flat=True).first() for name in DATES)
        return max(filter(None, dates), default=None)


class ListPage(NamedTuple):
    """A page that lists posts: its path, and when one of these last changed."""

    path: str
    changed: datetime | None


class ListSitemap(Sitemap):
    limit = 50_000  # the protocol's own

    def get_latest_lastmod(self) -> datetime | None:
        return PostSitemap().get_latest_lastmod()

    def items(self) -> list[ListPage]:
        latest = self.get_latest_lastmod()
        names = ("home", "category_list", "tag_list", "archive", "feeds")
        return [ListPage(reverse(f"posts:{name}"), latest) for name in names] + [*shelves()]

    def location(self, item: ListPage) -> str:
        return item.path

    def lastmod(self, item: ListPage) -> datetime | None:
        return item.changed


def shelves() -> Iterator[ListPage]:
    """Yield the pages of categories, tags, series and authors that hold live posts."""
    live = Post.objects.live()
    changed = Category.objects.annotate(changed=Subquery(last_change(Category.objects.live_posts())))
    changes = dict(changed.values_list("pk", "changed"))
    categories = Category.objects.tree()
    for category in reversed(categories):  # those below come first, and change those above
        dates = (changes.get(category.pk), changes.get(category.parent_id))
        changes[category.parent_id] = max(filter(None, dates))
    for category in categories:
        yield ListPage(category.get_absolute_url(), changes[category.pk])
    for shelves, posts in (
        (Tag.objects, Tag.objects.live_posts()),
        (Series.objects, live.filter(series=OuterRef("pk"))),
        (Profile.objects, live.filter(author=OuterRef("user"))),
    ):
        for shelf in shelves.annotate(changed=Subquery(last_change(posts))).order_by("name"):
            if shelf.changed:
                yield ListPage(shelf.get_absolute_url(), shelf.changed)


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {"posts": PostSitemap, "lists": ListSitemap}


def sitemap(request: HttpRequest, section: str | None = None) -> TemplateResponse:
    """Answer with every address, or with an index where one file would not hold them."""
    if section is None and PostSitemap().paginator.num_pages > 1:
        return views.index(request, SITEMAPS, sitemap_url_name="posts:sitemap_section")
    return views.sitemap(request, SITEMAPS, section)
