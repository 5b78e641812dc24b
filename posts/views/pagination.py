"""Pagination of posts: the keys of a page are read from an index, then its rows by key."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from posts.models.card_queries import count_listed_posts, fetch_listed_cards
from posts.models.querysets import PostQuerySet


class PostPaginator(Paginator):
    """Pages of the posts whose primary keys a queryset returns, in its order.

    `rows` is a queryset of posts with all that a page shows of them, in the same order.
    Skipping keys is cheap, while skipping rows would read them; a page of the second
    half is read from the end.
    """

    def __init__(
        self, keys: QuerySet[Any], per_page: int, *args: Any, rows: PostQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(keys, per_page, *args, **kwargs)
        self.ordered_keys, self.rows = keys, rows

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return Page(self.read_rows(start, min(start + self.per_page, self.count)), number, self)

    def read_rows(self, start: int, end: int) -> list[Any]:
        return list(self.rows.filter(pk__in=self.slice_keys(start, end)))

    def slice_keys(self, start: int, end: int) -> QuerySet[Any]:
        """Return the keys from `start` up to `end`, counted by the database from the nearer side."""
        if start <= self.count // 2:
            return self.ordered_keys[start:end]
        return self.ordered_keys.reverse()[self.count - end : self.count - start]


class ListedPaginator(Paginator):
    """Pages of all listed posts, whose number is cheap to count."""

    @cached_property
    def count(self) -> int:
        return count_listed_posts()


class ListedPostPaginator(ListedPaginator, PostPaginator):
    """Pages of all listed posts, the pinned ones first, read by prepared queries."""

    def read_rows(self, start: int, end: int) -> list[Any]:
        if start <= self.count // 2:
            return fetch_listed_cards(PostQuerySet.pinned_first, slice(start, end), from_end=False)
        counted = slice(self.count - end, self.count - start)
        return fetch_listed_cards(PostQuerySet.pinned_first, counted, from_end=True)


class KeyListPaginator(PostPaginator):
    """Pages of the posts of a list of keys, in its order, whatever the order of `rows`."""

    def read_rows(self, start: int, end: int) -> list[Any]:
        keys = list(self.slice_keys(start, end))
        rows = self.rows.in_bulk(keys)
        return [rows[key] for key in keys if key in rows]

    def slice_keys(self, start: int, end: int) -> Any:
        return self.ordered_keys[start:end]
