"""What a change of the site's time zone does to posts: some come to lie on another day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from posts.models import Post

MAX_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class MovedPost:
    """A post, with its day in the old and in the new time zone."""

    title: str
    old_day: date
    new_day: date


@dataclass(frozen=True, slots=True)
class MovedPosts:
    """How many posts move to another day, of how many, and the newest of them."""

    count: int
    total: int
    examples: Sequence[MovedPost]


def find_moved_posts(old: ZoneInfo, new: ZoneInfo) -> MovedPosts:
    """Return the posts, live and scheduled, whose day is another one in `new` than in `old`."""
    rows = Post.objects.posts().filter(published_at__isnull=False).order_by("-published_at")
    moved, total = 0, 0
    examples: list[MovedPost] = []
    found: Any = rows.values_list("title", "published_at").iterator()
    for title, moment in found:
        total += 1
        old_day, new_day = (moment.astimezone(zone).date() for zone in (old, new))
        if old_day != new_day:
            moved += 1
            if len(examples) < MAX_EXAMPLES:
                examples.append(MovedPost(title, old_day, new_day))
    return MovedPosts(moved, total, examples)
