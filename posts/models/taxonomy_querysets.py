"""The base queryset of categories and tags, which counts and dates their listed posts."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, Subquery

from posts.models.querysets import count_subquery


class TaxonomyQuerySet(models.QuerySet[Any]):
    """Categories or tags, with how many listed posts they have and when the newest was published."""

    def listed_posts(self) -> models.QuerySet[Any]:
        """Return the listed posts of the outer row, for a subquery; each row has `published_at`."""
        raise NotImplementedError

    def with_newest(self) -> Self:
        """Annotate `newest`: when the newest listed post was published, None if there is none.

        Cheaper than a count: an index gives the first row at once, and counts row by row.
        """
        newest = self.listed_posts().order_by("-published_at").values("published_at")[:1]
        return self.annotate(newest=Subquery(newest))

    def with_live_counts(self) -> Self:
        """Annotate `live_count`: the number of listed posts."""
        return self.annotate(live_count=Subquery(count_subquery(self.listed_posts())))

    def in_use(self) -> Self:
        """Those with listed posts."""
        return self.filter(Exists(self.listed_posts()))

    def most_used_first(self) -> Self:
        """Those with listed posts, by their number, which is annotated as `live_count`."""
        return self.in_use().with_live_counts().order_by("-live_count", "name")
