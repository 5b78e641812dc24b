"""The queryset of posts: by state, by who may see them, and what is fetched with them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from itertools import chain
from operator import sub
from typing import Any, Self

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import connection, models, transaction
from django.db.models import F, Func, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from posts.indexing.index import remove_posts
from posts.models import permissions
from posts.models.address_counts import add_gone_addresses
from posts.models.current_time import CurrentTime, make_parameter
from posts.models.kind import PostKind
from posts.models.notebook import delete_notebook_files
from posts.models.page_path import move_subpages_up
from posts.models.post_link import mark_posts_linking_to
from posts.models.reference_updates import REFERENCE_FIELDS, queue_reference_update

# Long fields that a post's page needs and a list does not.
LIST_DEFERRED_FIELDS = ("source", "summary", "bibliography", "html", "feed_html", "toc", "text", "warnings")

# What a title with its address, its date and its language needs.
TITLE_FIELDS = ("title", "title_html", "title_text", "slug", "path", "kind", "language", "published_at")

RESOLUTION = timedelta(microseconds=1)  # of times in the database


class PostQuerySet(models.QuerySet[Any]):
    """Posts by state, by who may see them, and with what a page shows of them."""

    def posts(self) -> Self:
        """Those that are no pages."""
        return self.filter(kind=PostKind.POST)

    def pages(self) -> Self:
        """Those that stand at an address of their own, and in no list of posts."""
        return self.filter(kind=PostKind.PAGE)

    def published(self) -> Self:
        """Posts and pages that readers reach."""
        return self.filter(published_at__lte=CurrentTime())

    def live(self) -> Self:
        """Posts that readers reach, the unlisted ones by their address only. Pages are none."""
        return self.published().posts()

    def listed(self) -> Self:
        """Live posts that lists, feeds, sitemaps and searches show."""
        return self.live().filter(is_unlisted=False)

    def live_pages(self) -> Self:
        """Pages that readers reach, the unlisted ones by their address only."""
        return self.published().pages()

    def listed_between(self, start: datetime, end: datetime) -> Self:
        """Listed posts published at `start` or later and before `end`.

        Only one upper bound is set: of two, SQLite may start its scan at the later one, years away. Which of
        the two it is, the database decides: a query that was noted is asked again when `end` is over.
        """
        last = Least(Value(end - RESOLUTION, models.DateTimeField()), CurrentTime())
        ended = self.filter(published_at__lte=last)
        return ended.posts().filter(published_at__gte=start, is_unlisted=False)

    def scheduled(self) -> Self:
        return self.filter(published_at__gt=CurrentTime())

    def drafts(self) -> Self:
        """Posts that are not submitted, scheduled, live, archived or in the trash."""
        return self.filter(published_at=None, submitted_at=None, archived_at=None, binned_at=None)

    def in_review(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def trashed(self) -> Self:
        return self.filter(binned_at__isnull=False)

    def active(self) -> Self:
        """Posts that are neither archived nor in the trash."""
        return self.filter(archived_at=None, binned_at=None)

    def inactive(self) -> Self:
        """Posts that are archived or in the trash."""
        return self.filter(Q(archived_at__isnull=False) | Q(binned_at__isnull=False))

    def with_references(self) -> Self:
        """Posts whose text depends on others: it refers to them, or is numbered in an order."""
        return self.exclude(references_digest="")

    def with_warnings(self) -> Self:
        """Posts with warnings of the renderer."""
        return self.exclude(warnings=[])

    def manageable_by(self, user: AbstractUser | AnonymousUser) -> Self:
        """Posts that `user` finds in the admin: their own, or everybody's; pages only with everybody's."""
        return self if permissions.can_change_all_posts(user) else self.posts().filter(author=user.pk)

    def visible_to(self, user: AbstractUser | AnonymousUser) -> Self:
        """Live posts and pages; for staff also their own, or everybody's, except those in the trash."""
        if not permissions.can_view_unpublished(user):
            return self.published()
        posts = self.filter(binned_at=None)
        if permissions.can_change_all_posts(user):
            return posts
        return posts.filter(Q(author=user.pk, kind=PostKind.POST) | Q(published_at__lte=CurrentTime()))

    def update(self, **values: Any) -> int:
        """Update the rows, and raise their version unless only derived fields change."""
        if not self.model.DERIVED_FIELDS.issuperset(values):
            values.setdefault("version", F("version") + 1)
        if not REFERENCE_FIELDS.isdisjoint(values):
            queue_reference_update()
        if values.keys().isdisjoint({"published_at", "is_unlisted", "kind"}):
            return super().update(**values)
        with transaction.atomic(using=self.db):
            # Read first: the update may change which posts match.
            keys = list(self.order_by().values_list("pk", flat=True))
            updated = super().update(**values)
            self.model.tags.through.objects.copy_published_at(keys)
        return updated

    # As Django marks its own: templates may not call it.
    update.alters_data = True  # type: ignore[attr-defined]

    def in_categories(self, keys: Iterable[int]) -> Self:
        """Posts in the categories with these primary keys, found by walking the index of all dates.

        No index has this expression, on purpose: else a database would fetch the posts of each
        category and sort them all.
        """
        category = Coalesce("category", 0, output_field=models.IntegerField())
        return self.alias(category_key=category).filter(category_key__in=keys)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def pinned_first(self) -> Self:
        """As the home page shows them: pinned posts before the others, both newest first."""
        return self.order_by("-is_pinned", "-published_at", "-pk")

    def count_listed(self) -> int:
        """Return the number of listed posts: of all, less those that are not listed, which are few.

        A database counts all rows of a table quickly, and those that meet a condition one by one.
        """
        unlisted = self.filter(is_unlisted=True).published()
        pages = self.live_pages().filter(is_unlisted=False)
        querysets = (self.all(), self.scheduled(), self.filter(published_at=None), unlisted, pages)
        total, *others = (Subquery(count_subquery(posts)) for posts in querysets)
        counts = self.order_by().values_list(reduce(sub, others, total), flat=True)
        return next(iter(counts[:1]), 0)

    def in_series_order(self) -> Self:
        """In the reading order of a series: by their place in it, then by date."""
        return self.order_by("series_order", "published_at", "pk")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the posts, and their rows in the search index."""
        keys = list(self.values_list("pk", flat=True))
        with transaction.atomic():
            add_gone_addresses(self.select_related(None).only("slug", "path", "kind", "published_at"))
            mark_posts_linking_to(keys)
            move_subpages_up(self.pages())
            delete_notebook_files(keys)
            deleted = super().delete()
            remove_posts(keys)
            queue_reference_update()
        return deleted

    # As Django marks its own: templates may not call it, managers don't offer it.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def with_related(self) -> Self:
        """With author, profile, category and tags, in one further query."""
        return self.select_related("author__profile", "category").prefetch_related("tags")

    def for_cards(self) -> Self:
        """As a list shows them: with category and tags, without the long fields."""
        return self.select_related("category").prefetch_related("tags").defer(*LIST_DEFERRED_FIELDS)

    def for_titles(self) -> Self:
        """As a list of titles shows them."""
        return self.only(*TITLE_FIELDS)

    def with_outdated_render(self, version: int) -> Self:
        """Posts rendered by another version of the renderer than `version`."""
        return self.exclude(renderer_version=version)

    def count_by_month(self, *, until_now: bool = False) -> list[dict[str, Any]]:
        """Return {"date", "count"} of each month with posts, newest first, in the site's time zone.

        With `until_now`, posts that are published later are not counted. That is not added as a condition, as
        in `live()`: SQLite would use it as the end of every month, in place of the month's own.
        """
        dates = self.order_by("published_at").values_list("published_at", flat=True)
        first = dates.filter(published_at__isnull=False).first()
        last = timezone.now() if until_now else dates.last()
        if first is None or last is None or first > last:
            return []
        starts = list(iter_month_starts(timezone.localtime(first), timezone.localtime(last)))
        # The first and last month only as far as they count: beyond may be no date a database knows.
        ends = [*starts[1:], None if until_now else last + RESOLUTION]
        periods = list(zip([first, *starts[1:]], ends, strict=True))
        if until_now:
            # What is published when this month is over, for whoever asks the same again then.
            periods.append(((starts[-1] + timedelta(days=32)).replace(day=1), None))
        counts = self.count_between(periods)[: len(starts)]
        months = [{"date": date, "count": count} for date, count in zip(starts, counts, strict=True) if count]
        return months[::-1]

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's, with a query each for {"first", "last"}, which the admin's date hierarchy asks for.

        Asked for both at once, SQLite scans every row instead of reading the ends of the index.
        """
        aggregate = super().aggregate
        if kwargs.keys() != {"first", "last"}:
            return aggregate(*args, **kwargs)
        return aggregate(first=kwargs["first"]) | aggregate(last=kwargs["last"])

    def datetimes(self, field_name: str, kind: Any, *args: Any, **kwargs: Any) -> Any:
        """As Django's, but fast for the years and months of publication in the admin's date hierarchy."""
        if (field_name, kind) not in {("published_at", "year"), ("published_at", "month")}:
            return super().datetimes(field_name, kind, *args, **kwargs)
        dates = [month["date"] for month in reversed(self.count_by_month())]
        return list(dict.fromkeys(date.replace(month=1) for date in dates)) if kind == "year" else dates

    def count_between(self, periods: Sequence[tuple[datetime, datetime | None]]) -> list[int]:
        """Return the number of posts published in each of `periods`, before its end; None: up to now."""
        started = self.filter(published_at__gte=RawSQL("period.column1", ()))
        within = started.filter(published_at__lte=RawSQL("period.column2", ()))
        # SQLite starts at the first bound in the conditions, and `self` may have one of its own.
        within.query.where.children.reverse()
        sql, parameters = count_subquery(within).query.sql_with_params()
        rows = ", ".join(["(%s, %s)"] * len(periods))
        adapt, now = connection.ops.adapt_datetimefield_value, make_parameter(connection)
        dates = [(adapt(start), now if end is None else adapt(end - RESOLUTION)) for start, end in periods]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT ({sql}) FROM (VALUES {rows}) AS period ORDER BY column1",  # noqa: S608
                [*parameters, *chain(*dates)],
            )
            return [count for (count,) in cursor.fetchall()]


def iter_month_starts(first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the start of each month from that of `first` to that of `last`, in the time zone of `first`."""
    start = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while start <= last:
        yield start
        start = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


def count_subquery(posts: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return a query of the number of `posts`: a single row, without a GROUP BY."""
    count = Func(function="COUNT", template="%(function)s(*)", output_field=models.IntegerField())
    query: models.QuerySet[Any] = posts.order_by().annotate(number=count).values("number")
    return query
