"""What readers asked for: how often old addresses led somewhere, which were missing, and which are gone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.redirect import Redirect

MAX_MISSED = 10_000  # rows
MISSED_DAYS = 90  # after which a row that nobody asks for again is deleted
MAX_ADDRESS = 500  # characters
BATCH_SIZE = 500  # rows in one statement: databases limit its parameters


class RedirectHits(models.Model):
    """How often a redirect was followed, and when last."""

    reader_visible = False  # changing it ends no stored page

    redirect = models.OneToOneField(Redirect, models.CASCADE, related_name="followed", primary_key=True)
    hits = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions: ClassVar[Any] = ()

    def __str__(self) -> str:
        return f"{self.redirect_id} · {self.hits}"


class MissedAddressQuerySet(models.QuerySet["MissedAddress"]):
    def delete_surplus(self) -> None:
        """Delete those beyond MAX_MISSED: the least asked for, of these the ones asked for longest ago."""
        surplus = self.count() - MAX_MISSED
        if surplus > 0:
            keys = list(self.order_by("hits", "last_at", "pk").values_list("pk", flat=True)[:surplus])
            for start in range(0, len(keys), BATCH_SIZE):
                self.filter(pk__in=keys[start : start + BATCH_SIZE]).delete()


class MissedAddress(models.Model):
    """An address that readers asked for in vain."""

    reader_visible = False  # changing it ends no stored page

    path = models.CharField(_("address"), max_length=MAX_ADDRESS, unique=True)
    hits = models.PositiveIntegerField(_("requests"), default=0)
    first_at = models.DateTimeField(_("first"), default=timezone.now)
    last_at = models.DateTimeField(_("last"), default=timezone.now)

    objects = MissedAddressQuerySet.as_manager()

    class Meta:
        ordering = ("-hits", "-last_at")
        default_permissions: ClassVar[Any] = ("view", "delete")
        verbose_name = _("missing address")
        verbose_name_plural = _("missing addresses")
        indexes: ClassVar = [models.Index(fields=["hits", "last_at"], name="missed_least_first")]

    def __str__(self) -> str:
        return self.path


class GoneAddress(models.Model):
    """An address of a post that was deleted for good, after readers had seen it."""

    reader_visible = False  # only a missing page asks for it

    path = models.CharField(max_length=MAX_ADDRESS, unique=True)
    deleted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions: ClassVar[Any] = ()

    def __str__(self) -> str:
        return self.path


@transaction.atomic
def add_missed_requests(counts: Mapping[str, int]) -> None:
    """Add `counts`, requests by path, to the table; what is too many is deleted."""
    now = timezone.now()
    known = set(MissedAddress.objects.filter(path__in=counts).values_list("path", flat=True))
    for path in known:
        MissedAddress.objects.filter(path=path).update(hits=F("hits") + counts[path], last_at=now)
    new = [MissedAddress(path=path, hits=hits) for path, hits in counts.items() if path not in known]
    MissedAddress.objects.bulk_create(new, ignore_conflicts=True)
    MissedAddress.objects.delete_surplus()


@transaction.atomic
def add_redirect_hits(counts: Mapping[int, int]) -> None:
    """Add `counts`, by primary key of redirects, to the table."""
    keys = Redirect.objects.filter(pk__in=counts).values_list("pk", flat=True)
    rows = [RedirectHits(redirect_id=key) for key in keys]
    RedirectHits.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        key = row.redirect_id
        hits = RedirectHits.objects.filter(pk=key)
        hits.update(hits=F("hits") + counts[key], last_at=timezone.now())


def delete_old_missed_addresses() -> int:
    """Delete what nobody asked for in MISSED_DAYS; return how many there were."""
    old = timezone.now() - timedelta(days=MISSED_DAYS)
    return MissedAddress.objects.filter(last_at__lt=old).delete()[0]


def add_gone_addresses(posts: Iterable[Any]) -> None:
    """Note the addresses of `posts`, which are about to be deleted, as gone: those that readers saw."""
    listed = list(posts)
    for start in range(0, len(listed), BATCH_SIZE):
        public = filter_once_public(listed[start : start + BATCH_SIZE])
        paths = [Redirect.normalise_path(post.get_absolute_url()) for post in public]
        paths += Redirect.objects.filter(post__in=[post.pk for post in public]).values_list("path", flat=True)
        rows = [GoneAddress(path=path) for path in paths]
        GoneAddress.objects.bulk_create(rows, ignore_conflicts=True)


def filter_once_public(posts: Sequence[Any]) -> list[Any]:
    """Return those of `posts` that are public, or were by one of their revisions."""
    revisions = type(posts[0]).revisions.rel.related_model._default_manager
    dates = revisions.filter(post__in=[post.pk for post in posts]).values_list(
        "post", "snapshot__published_at"
    )
    once_public = {key for key, date in dates.iterator() if date}
    return [post for post in posts if post.published_at or post.pk in once_public]
