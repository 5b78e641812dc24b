"""What live posts stand on: categories and tags, with how many there are and when the newest came."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, Subquery

from posts.querysets import count_subquery


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
