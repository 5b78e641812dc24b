"""What may be read by whom, and what is fetched with it."""

from collections.abc import Iterator
from typing import Any, Self

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from posts import permissions, search

# What a post's page needs and a card does not.
PAGE_ONLY = ("source", "summary", "html", "toc", "text", "warnings")


class PostQuerySet(models.QuerySet[Any]):
    """Posts by state, and with what a page shows of them."""

    def live(self) -> Self:
        return self.filter(published_at__lte=timezone.now())

    def scheduled(self) -> Self:
        return self.filter(published_at__gt=timezone.now())

    def drafts(self) -> Self:
        """Those that nobody has sent on or put away yet."""
        return self.filter(published_at=None, submitted_at=None, archived_at=None, binned_at=None)

    def in_review(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def binned(self) -> Self:
        return self.filter(binned_at__isnull=False)

    def at_hand(self) -> Self:
        """All but what was put into the archive or the bin."""
        return self.filter(archived_at=None, binned_at=None)

    def with_warnings(self) -> Self:
        """Those in which the renderer found something for their author to look at."""
        return self.exclude(warnings=[])

    def of(self, user: AbstractUser | AnonymousUser) -> Self:
        """Those that `user` may find in the admin: the own ones, or everybody's."""
        return self if permissions.may_change_all(user) else self.filter(author=user.pk)

    def visible_to(self, user: AbstractUser | AnonymousUser) -> Self:
        """Live posts; for those who write also their own, or everybody's, but for what is in the bin."""
        if not permissions.may_look(user):
            return self.live()
        kept = self.filter(binned_at=None)
        if permissions.may_change_all(user):
            return kept
        return kept.filter(Q(author=user.pk) | Q(published_at__lte=timezone.now()))

    def update(self, **values: Any) -> int:
        """Update the rows, and raise their version, unless only what is derived changes."""
        if not self.model.DERIVED_FIELDS.issuperset(values):
            values.setdefault("version", F("version") + 1)
        return super().update(**values)

    # As Django marks its own: no template may call it.
    update.alters_data = True  # type: ignore[attr-defined]

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def in_series_order(self) -> Self:
        """As the parts of a series are read: by their place in it, then by date."""
        return self.order_by("series_order", "published_at", "pk")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the posts, and what the search index has of them."""
        keys = list(self.values_list("pk", flat=True))
        with transaction.atomic():
            deleted = super().delete()
            search.forget(keys)
        return deleted

    # As Django marks its own: no template may call it, no manager offers it.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def with_related(self) -> Self:
        """With author, category and tags, at one further query."""
        return self.select_related("author__profile", "category").prefetch_related("tags")

    def cards(self) -> Self:
        """As a list shows them: related rows, without the long texts."""
        return self.with_related().defer(*PAGE_ONLY)

    def stale(self, version: int) -> Self:
        """Rendered by another version of the renderer than `version`."""
        return self.exclude(renderer_version=version)

    def months(self) -> Any:
        """Rows of {"date", "count"}: each month of the site's time zone that has posts, newest first."""
        by_month = self.order_by().values(date=TruncMonth("published_at"))
        return by_month.annotate(count=Count("pk")).order_by("-date")


class CountedQuerySet(models.QuerySet[Any]):
    """Categories or tags, which know how many live posts they hold."""

    def in_use(self) -> Self:
        """Those that live posts have; `live_count` is the number of these."""
        return self.filter(posts__published_at__lte=timezone.now()).annotate(live_count=Count("posts"))

    def most_used_first(self) -> Self:
        """Those in use, by how many live posts have them."""
        return self.in_use().order_by("-live_count", "name")

    def with_live_counts(self) -> Self:
        """All of them; `live_count` is the number of live posts."""
        live = Q(posts__published_at__lte=timezone.now())
        return self.annotate(live_count=Count("posts", filter=live, distinct=True))


class CategoryQuerySet(CountedQuerySet):
    def tree(self) -> list[Any]:
        """Return categories with live posts, on them or below, as rows in reading order.

        Each has `depth` (0 at the top) and `live_count` with those below it counted in.
        """
        children: dict[int | None, list[Any]] = {}
        for category in self.with_live_counts().order_by("order", "name"):
            children.setdefault(category.parent_id, []).append(category)
        return list(walk(children, None, 0))


def walk(children: dict[int | None, list[Any]], parent: int | None, depth: int) -> Iterator[Any]:
    """Yield the categories below `parent`, each before its own children; empty branches are left out."""
    for category in children.get(parent, []):
        below = list(walk(children, category.pk, depth + 1))
        category.depth = depth
        category.live_count += sum(child.live_count for child in below if child.depth == depth + 1)
        if category.live_count:
            yield category
            yield from below
