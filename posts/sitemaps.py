"""The sitemap (sitemaps.org protocol): one file, or an index of files on a large site."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from posts.models import Category, Post, Profile, Series, Tag
from posts.structured_data import modified_at


def last_change(posts: str = "") -> Max:
    """Return the aggregate of when one of the `posts` (a lookup's prefix) last changed for its readers."""
    return Max(Greatest(f"{posts}updated_at", f"{posts}published_at"))


class PostSitemap(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Post]:
        return Post.objects.live().newest_first().only("slug", "published_at", "updated_at")

    def lastmod(self, item: Post) -> datetime:
        return modified_at(item)

    def get_latest_lastmod(self) -> datetime | None:
        latest: datetime | None = Post.objects.live().aggregate(latest=last_change())["latest"]
        return latest


class ListPage(NamedTuple):
    """A page that lists posts: its path, and when one of these last changed."""

    path: str
    changed: datetime | None


class ListSitemap(Sitemap):
    limit = 50_000  # the protocol's own

    def items(self) -> list[ListPage]:
        latest = PostSitemap().get_latest_lastmod()
        names = ("home", "category_list", "tag_list", "archive", "feeds")
        return [ListPage(reverse(f"posts:{name}"), latest) for name in names] + [*shelves()]

    def location(self, item: ListPage) -> str:
        return item.path

    def lastmod(self, item: ListPage) -> datetime | None:
        return item.changed


def shelves() -> Iterator[ListPage]:
    """Yield the pages of categories, tags, series and authors that hold live posts."""
    live = {"posts__published_at__lte": timezone.now()}
    changed = Category.objects.filter(**live).annotate(changed=last_change("posts__"))
    changes = dict(changed.values_list("pk", "changed"))
    categories = Category.objects.tree()
    for category in reversed(categories):  # those below come first, and change those above
        dates = (changes.get(category.pk), changes.get(category.parent_id))
        changes[category.parent_id] = max(filter(None, dates))
    for category in categories:
        yield ListPage(category.get_absolute_url(), changes[category.pk])
    for model in (Tag, Series):
        for shelf in model.objects.filter(**live).annotate(changed=last_change("posts__")).order_by("name"):
            yield ListPage(shelf.get_absolute_url(), shelf.changed)
    authors = Profile.objects.filter(user__posts__published_at__lte=timezone.now())
    for author in authors.annotate(changed=last_change("user__posts__")).order_by("name"):
        yield ListPage(author.get_absolute_url(), author.changed)


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {"posts": PostSitemap, "lists": ListSitemap}


def sitemap(request: HttpRequest, section: str | None = None) -> TemplateResponse:
    """Answer with every address, or with an index where one file would not hold them."""
    if section is None and PostSitemap().paginator.num_pages > 1:
        return views.index(request, SITEMAPS, sitemap_url_name="posts:sitemap_section")
    return views.sitemap(request, SITEMAPS, section)
