"""Archives of feeds (RFC 5005, section 4): stretches of a list, each at an address for ever.

The address names the first and the last post by date and key. So what stands there stays the same when
posts come later, and when others are deleted.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import Http404

FEED_LENGTH = 20  # posts in a feed, and in each archive
# Posts may have been published with a date within an archive. Whoever makes up addresses gets no more.
MAX_ARCHIVE_LENGTH = 3 * FEED_LENGTH
MAX_KEY = 2**63 - 1


class PostPlace(NamedTuple):
    """Where a post stands in a list by date."""

    moment: datetime
    key: int

    def __str__(self) -> str:
        utc = self.moment.astimezone(UTC)
        return f"{utc.year:04}{utc:%m%dT%H%M%S%f}.{self.key}"


class ArchiveRange(NamedTuple):
    """All posts of a list from the oldest to the newest of an archive."""

    oldest: PostPlace
    newest: PostPlace

    def __str__(self) -> str:
        return f"{self.oldest}-{self.newest}"


class ArchiveRangeConverter:
    """An `ArchiveRange` in an address."""

    regex = r"\d{8}T\d{12}\.\d{1,19}-\d{8}T\d{12}\.\d{1,19}"

    def to_python(self, value: str) -> ArchiveRange:
        oldest, newest = map(parse_place, value.split("-"))
        found = ArchiveRange(oldest, newest)
        if oldest > newest or str(found) != value:  # an archive has one address
            raise ValueError(value)
        return found

    def to_url(self, value: ArchiveRange) -> str:
        return str(value)


def parse_place(text: str) -> PostPlace:
    """Return the place that `str` wrote. Raises ValueError."""
    moment, _, key = text.partition(".")
    if int(key) > MAX_KEY:
        raise ValueError(text)
    return PostPlace(datetime.strptime(moment, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC), int(key))


class ListPlaces:
    """The places of a list's posts; `rows` are their dates and keys, in fields of these names."""

    def __init__(self, rows: QuerySet[Any], key_name: str = "pk") -> None:
        self.key_name = key_name
        self.rows: QuerySet[Any] = rows.order_by("-published_at", f"-{key_name}").values_list(
            "published_at", key_name
        )

    def read_newest(self) -> list[PostPlace]:
        """Return the newest places: of a feed, and of the archive that it goes on in."""
        return [PostPlace(*row) for row in self.rows[: 2 * FEED_LENGTH]]

    def read_range(self, found: ArchiveRange) -> list[PostPlace]:
        """Return the places of an archive, newest first. Raises Http404 where there is none."""
        within = self.rows.filter(self.at_most(found.newest)).exclude(self.before(found.oldest))
        places = [PostPlace(*row) for row in within[: MAX_ARCHIVE_LENGTH + 1]]
        if not 0 < len(places) <= MAX_ARCHIVE_LENGTH:
            raise Http404("No feed links to this archive.")
        return places

    def find_previous(self, found: ArchiveRange) -> ArchiveRange | None:
        """Return the archive of the posts before those of `found`; None where these are the oldest."""
        older = [PostPlace(*row) for row in self.rows.filter(self.before(found.oldest))[:FEED_LENGTH]]
        return make_range(older)

    def find_next(self, found: ArchiveRange) -> ArchiveRange | None:
        """Return the archive of the posts after those of `found`; None until there are enough for one."""
        newer = self.rows.exclude(self.at_most(found.newest)).reverse()[:FEED_LENGTH]
        places = [PostPlace(*row) for row in newer]
        return make_range(places[::-1]) if len(places) == FEED_LENGTH else None

    def before(self, place: PostPlace) -> Q:
        """Return the condition of posts before `place`."""
        at_once = Q(published_at=place.moment, **{f"{self.key_name}__lt": place.key})
        return Q(published_at__lt=place.moment) | at_once

    def at_most(self, place: PostPlace) -> Q:
        """Return the condition of the post at `place`, and of those before it."""
        return self.before(PostPlace(place.moment, place.key + 1))


def make_range(places: Sequence[PostPlace]) -> ArchiveRange | None:
    """Return the range of `places`, newest first; None of none."""
    return ArchiveRange(places[-1], places[0]) if places else None


def find_newest_archive(newest: Sequence[PostPlace], total: int) -> ArchiveRange | None:
    """Return the archive that a feed of the `newest` posts of `total` goes on in; None if it has all.

    Archives are counted from the oldest post, so that new posts move none of them.
    """
    start = total % FEED_LENGTH or FEED_LENGTH
    places = newest[start : start + FEED_LENGTH]
    return make_range(places) if len(places) == FEED_LENGTH else None
