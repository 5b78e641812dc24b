"""What may be read by whom, and what is fetched with it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, pairwise
from typing import Any, Self

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import connection, models, transaction
from django.db.models import F, Func, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from posts import permissions
from posts.search.index import remove_posts

# What a post's page needs and a card does not.
LIST_DEFERRED_FIELDS = ("source", "summary", "html", "toc", "text", "warnings")


class PostQuerySet(models.QuerySet[Any]):
    """Posts by state, and with what a page shows of them."""

    def live(self) -> Self:
        return self.filter(published_at__lte=timezone.now())

    def live_between(self, start: datetime, end: datetime) -> Self:
        """Those that were published at `start` or later, before `end`, and are live.

        It is one upper bound or the other: of two SQLite may begin at the later, years away.
        """
        ended = self.filter(published_at__lt=end) if end <= timezone.now() else self.live()
        return ended.filter(published_at__gte=start)

    def scheduled(self) -> Self:
        return self.filter(published_at__gt=timezone.now())

    def drafts(self) -> Self:
        """Those that nobody has sent on or put away yet."""
        return self.filter(published_at=None, submitted_at=None, archived_at=None, binned_at=None)

    def in_review(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def trashed(self) -> Self:
        return self.filter(binned_at__isnull=False)

    def active(self) -> Self:
        """All but what was put into the archive or the bin."""
        return self.filter(archived_at=None, binned_at=None)

    def inactive(self) -> Self:
        """Those in the archive or the bin."""
        return self.filter(Q(archived_at__isnull=False) | Q(binned_at__isnull=False))

    def with_warnings(self) -> Self:
        """Those in which the renderer found something for their author to look at."""
        return self.exclude(warnings=[])

    def manageable_by(self, user: AbstractUser | AnonymousUser) -> Self:
        """Those that `user` may find in the admin: the own ones, or everybody's."""
        return self if permissions.can_change_all_posts(user) else self.filter(author=user.pk)

    def visible_to(self, user: AbstractUser | AnonymousUser) -> Self:
        """Live posts; for those who write also their own, or everybody's, but for what is in the bin."""
        if not permissions.can_view_unpublished(user):
            return self.live()
        kept = self.filter(binned_at=None)
        if permissions.can_change_all_posts(user):
            return kept
        return kept.filter(Q(author=user.pk) | Q(published_at__lte=timezone.now()))

    def update(self, **values: Any) -> int:
        """Update the rows, and raise their version, unless only what is derived changes."""
        if not self.model.DERIVED_FIELDS.issuperset(values):
            values.setdefault("version", F("version") + 1)
        if "published_at" not in values:
            return super().update(**values)
        with transaction.atomic(using=self.db):
            # Those that change may not be among these posts afterwards.
            keys = list(self.order_by().values_list("pk", flat=True))
            updated = super().update(**values)
            self.model.tags.through.objects.copy_published_at(keys)
        return updated

    # As Django marks its own: no template may call it.
    update.alters_data = True  # type: ignore[attr-defined]

    def in_categories(self, keys: Iterable[int]) -> Self:
        """Those in the categories with these primary keys, to be met along the dates of all posts.

        No index has the expression: else a database takes those of each category, and sorts them all.
        """
        category = Coalesce("category", 0, output_field=models.IntegerField())
        return self.alias(category_key=category).filter(category_key__in=keys)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def count_live(self) -> int:
        """Return how many posts are live: all without those that are not, which are few.

        A database counts the rows of a table by the page, and those under a condition one by one.
        """
        counted = (self.all(), self.scheduled(), self.filter(published_at=None))
        everything, scheduled, unpublished = (Subquery(count_subquery(posts)) for posts in counted)
        counts = self.order_by().values_list(everything - scheduled - unpublished, flat=True)
        return next(iter(counts[:1]), 0)

    def in_series_order(self) -> Self:
        """As the parts of a series are read: by their place in it, then by date."""
        return self.order_by("series_order", "published_at", "pk")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the posts, and what the search index has of them."""
        keys = list(self.values_list("pk", flat=True))
        with transaction.atomic():
            deleted = super().delete()
            remove_posts(keys)
        return deleted

    # As Django marks its own: no template may call it, no manager offers it.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def with_related(self) -> Self:
        """With author, category and tags, at one further query."""
        return self.select_related("author__profile", "category").prefetch_related("tags")

    def for_cards(self) -> Self:
        """As a list shows them: with category and tags, without the long texts."""
        return self.select_related("category").prefetch_related("tags").defer(*LIST_DEFERRED_FIELDS)

    def with_outdated_render(self, version: int) -> Self:
        """Rendered by another version of the renderer than `version`."""
        return self.exclude(renderer_version=version)

    def count_by_month(self, until: datetime | None = None) -> list[dict[str, Any]]:
        """Return {"date", "count"} of each month of the site's time zone that has posts, newest first.

        `until` leaves out what is published later. It is no condition on the posts, as in `live()`: SQLite
        would take it for the end of every month, in place of the month's own.
        """
        dates = self.order_by("published_at").values_list("published_at", flat=True)
        first = dates.filter(published_at__isnull=False).first()
        last = until or dates.last()
        if first is None or last is None or first > last:
            return []
        starts = list(iter_month_starts(timezone.localtime(first), timezone.localtime(last)))
        # The outer months as far as they count: what lies beyond may be no date that a database knows.
        counts = self.count_between([first, *starts[1:], last + timedelta(microseconds=1)])
        found = [{"date": date, "count": count} for date, count in zip(starts, counts, strict=True) if count]
        return found[::-1]

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's; the first and the last date, by which the admin leads to years, from an index's ends.

        Asked for both at once, SQLite looks for them in every row.
        """
        aggregate = super().aggregate
        if kwargs.keys() != {"first", "last"}:
            return aggregate(*args, **kwargs)
        return aggregate(first=kwargs["first"]) | aggregate(last=kwargs["last"])

    def datetimes(self, field_name: str, kind: Any, *args: Any, **kwargs: Any) -> Any:
        """As Django's, by which the admin leads to years and months; those of publication from the index."""
        if (field_name, kind) not in {("published_at", "year"), ("published_at", "month")}:
            return super().datetimes(field_name, kind, *args, **kwargs)
        dates = [month["date"] for month in reversed(self.count_by_month())]
        return list(dict.fromkeys(date.replace(month=1) for date in dates)) if kind == "year" else dates

    def count_between(self, boundaries: Sequence[datetime]) -> list[int]:
        """Return how many posts were published from each of `borders` to the next."""
        begun = self.filter(published_at__gte=RawSQL("period.column1", ()))
        within = begun.filter(published_at__lt=RawSQL("period.column2", ()))
        # SQLite begins at the first bound that it meets, and these posts may have one of their own.
        within.query.where.children.reverse()
        sql, parameters = count_subquery(within).query.sql_with_params()
        rows = ", ".join(["(%s, %s)"] * (len(boundaries) - 1))
        moments = [connection.ops.adapt_datetimefield_value(border) for border in boundaries]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT ({sql}) FROM (VALUES {rows}) AS period ORDER BY column1",  # noqa: S608
                [*parameters, *chain(*pairwise(moments))],
            )
            return [count for (count,) in cursor.fetchall()]


def iter_month_starts(first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the start of each month from that of `first` to that of `last`, by the clock of `first`."""
    start = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while start <= last:
        yield start
        start = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


def count_subquery(posts: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return the query of how many `posts` there are: one row, as no grouping is asked for."""
    count = Func(function="COUNT", template="%(function)s(*)", output_field=models.IntegerField())
    counted: models.QuerySet[Any] = posts.order_by().annotate(number=count).values("number")
    return counted
