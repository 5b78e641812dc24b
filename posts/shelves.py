"""What live posts stand on: categories and tags, with how many there are and when the newest came."""

from collections.abc import Iterator
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from posts.querysets import PostQuerySet, count_subquery


class TaxonomyQuerySet(models.QuerySet[Any]):
    """What live posts stand on: it knows when the newest was published, and how many there are."""

    def live_posts(self) -> models.QuerySet[Any]:
        """Return the live posts of a row, for use in a subquery; all have their dates."""
        raise NotImplementedError

    def with_newest(self) -> Self:
        """All of them; `newest` is when the newest live post was published, None where there is none.

        It is the first in an index, while all that lie behind it have to be counted one by one.
        """
        newest = self.live_posts().order_by("-published_at").values("published_at")[:1]
        return self.annotate(newest=Subquery(newest))

    def with_live_counts(self) -> Self:
        """All of them; `live_count` is the number of live posts."""
        return self.annotate(live_count=Subquery(count_subquery(self.live_posts())))

    def in_use(self) -> Self:
        """Those that live posts have."""
        return self.filter(Exists(self.live_posts()))

    def most_used_first(self) -> Self:
        """Those in use, by how many live posts have them: `live_count`."""
        return self.in_use().with_live_counts().order_by("-live_count", "name")


class TagQuerySet(TaxonomyQuerySet):
    def live_posts(self) -> models.QuerySet[Any]:
        tagged: models.QuerySet[Any] = self.model._meta.get_field("tagged").related_model.objects.all()
        return tagged.filter(tag=OuterRef("pk"), published_at__lte=timezone.now())


class CategoryQuerySet(TaxonomyQuerySet):
    def live_posts(self) -> models.QuerySet[Any]:
        posts: PostQuerySet = self.model._meta.get_field("posts").related_model.objects
        return posts.live().filter(category=OuterRef("pk"))

    def get_with_ancestors(self, slug: str) -> Any:
        """Return the category with this slug, among its relatives, at one query; None where there is none."""
        categories = {category.pk: category for category in self}
        parents = {key: category.parent_id for key, category in categories.items()}
        for category in categories.values():
            category.parent, category.parent_keys = categories.get(category.parent_id), parents
        return next((category for category in categories.values() if category.slug == slug), None)

    def get_tree(self) -> list[Any]:
        """Return categories with live posts, on them or below, as rows in reading order.

        Each has `depth` (0 at the top) and `newest`, when the newest of these was published.
        """
        children: dict[int | None, list[Any]] = {}
        for category in self.with_newest().order_by("order", "name"):
            children.setdefault(category.parent_id, []).append(category)
        return list(iter_branches_in_use(children, None, 0))

    def get_tree_with_counts(self) -> list[Any]:
        """As `tree()`; each has `live_count` too, with the posts below it counted in."""
        categories = self.with_live_counts().get_tree()
        kept = {category.pk: category for category in categories}
        for category in reversed(categories):  # those below come first
            if category.depth:
                kept[category.parent_id].live_count += category.live_count
        return categories


def iter_branches_in_use(
    children: dict[int | None, list[Any]], parent: int | None, depth: int
) -> Iterator[Any]:
    """Yield the categories below `parent`, each before its own children; empty branches are left out."""
    for category in children.get(parent, []):
        below = list(iter_branches_in_use(children, category.pk, depth + 1))
        dates = filter(None, (one.newest for one in (category, *below)))
        category.depth, category.newest = depth, max(dates, default=None)
        if category.newest:
            yield category
            yield from below
