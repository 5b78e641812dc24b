"""Pages of posts: found by their keys, which an index has in order, and then read by these."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from posts.models import Post
from posts.querysets import PostQuerySet


class PostPaginator(Paginator):
    """Pages of the posts whose keys a queryset gives, in its order.

    `rows` are posts with all that a page shows of them, in the same order. Skipping
    keys is cheap where skipping rows would read them; still a page far behind is
    looked for from the end.
    """

    def __init__(
        self, keys: QuerySet[Any], per_page: int, *args: Any, rows: PostQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(keys, per_page, *args, **kwargs)
        self.ordered_keys, self.rows = keys, rows

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        return Page(self.read_rows(begin, min(begin + self.per_page, self.count)), number, self)

    def read_rows(self, begin: int, end: int) -> list[Any]:
        return list(self.rows.filter(pk__in=self.slice_keys(begin, end)))

    def slice_keys(self, begin: int, end: int) -> QuerySet[Any]:
        """Return the keys from `begin` up to `end`, which a database counts from the nearer side."""
        if begin <= self.count // 2:
            return self.ordered_keys[begin:end]
        return self.ordered_keys.reverse()[self.count - end : self.count - begin]


class LivePaginator(Paginator):
    """Pages of all live posts."""

    @cached_property
    def count(self) -> int:
        return Post.objects.count_live()


class LivePostPaginator(LivePaginator, PostPaginator):
    """Pages of all live posts, found by their keys."""


class KeyListPaginator(PostPaginator):
    """Pages of posts whose keys are known, in their order whatever that of `rows`."""

    def read_rows(self, begin: int, end: int) -> list[Any]:
        keys = list(self.slice_keys(begin, end))
        rows = self.rows.in_bulk(keys)
        return [rows[key] for key in keys if key in rows]

    def slice_keys(self, begin: int, end: int) -> Any:
        return self.ordered_keys[begin:end]
