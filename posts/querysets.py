"""What may be read by whom, and what is fetched with it."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

if TYPE_CHECKING:
    from posts.models import Post

# What a post's page needs and a card does not.
PAGE_ONLY = ("source", "summary", "html", "toc", "text", "warnings")


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by state, and with what a page shows of them."""

    def live(self) -> Self:
        return self.filter(published_at__lte=timezone.now())

    def scheduled(self) -> Self:
        return self.filter(published_at__gt=timezone.now())

    def drafts(self) -> Self:
        return self.filter(published_at__isnull=True)

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Everything for those who may view posts in the admin, live posts for everyone else."""
        if user.is_active and user.has_perm("posts.view_post"):  # type: ignore[union-attr]
            return self
        return self.live()

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def with_related(self) -> Self:
        """With author, category and tags, at one further query."""
        return self.select_related("author", "category").prefetch_related("tags")

    def cards(self) -> Self:
        """As a list shows them: related rows, without the long texts."""
        return self.with_related().defer(*PAGE_ONLY)

    def stale(self, version: int) -> Self:
        """Rendered by another version of the renderer than `version`."""
        return self.exclude(renderer_version=version)


class CountedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Categories or tags, which know how many live posts they hold."""

    def with_live_counts(self) -> Self:
        """Add `live_count`, the number of live posts."""
        live = Q(posts__published_at__lte=timezone.now())
        return self.annotate(live_count=Count("posts", filter=live, distinct=True))
