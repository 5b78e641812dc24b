"""How the theorems, figures … of a post are numbered: by post, by section, or on through its series."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from posts.models.site import get_site
from posts.models.site_settings import Numbering
from posts.rendering.numbered.kinds import KEY_PREFIXES, THEOREM_NAMES

if TYPE_CHECKING:
    from posts.models.post import Post

# What may be numbered; where there is nothing of it in a text, nobody asks how.
THEOREM_NAME = "|".join(sorted(map(re.escape, THEOREM_NAMES), key=len, reverse=True))
NUMBERED_SIGN = re.compile(
    rf"\{{[^{{}}\n]{{0,300}}[#.](?:{KEY_PREFIXES}|numbered|{THEOREM_NAME})|\\label\{{|\\begin\{{(?:{THEOREM_NAME}|algorithm)\b"
    rf"|^[ \t>]*:::+[ \t]*(?:{THEOREM_NAME})|\[!(?:{THEOREM_NAME})\b"
    rf"|\\caption\{{|(?:%%|//)\|[ \t]*label:",
    re.MULTILINE | re.IGNORECASE,
)


def get_numbering(post: "Post") -> dict[str, Any]:
    """Return the numbering of `post` as `rendering.render` takes it; empty where nothing may be numbered.

    Asks the database only where something is, and the post is in a series.
    """
    if not NUMBERED_SIGN.search(post.source):
        return {}
    chosen = (post.series.numbering if post.series_id and post.series else "") or get_site().numbering
    if chosen != Numbering.SERIES:
        return {"by": str(chosen)}
    return {"by": "series", "start": compute_start(post) if post.series_id else {}}


def compute_start(post: "Post") -> dict[str, int]:
    """Return how many things of each kind are in the posts before `post` in its series."""
    others = type(post)._default_manager.filter(series=post.series_id).active().exclude(pk=post.pk)
    return sum_counts_before(SeriesPlace.of_post(post), map(SeriesPlace.of_row, others.values(*PLACE_FIELDS)))


PLACE_FIELDS = ("pk", "series_order", "published_at", "numbering")


class SeriesPlace(NamedTuple):
    """Where a post stands in its series, and how many things of each kind it numbers.

    Sorted as `PostQuerySet.in_series_order` does; of those with the same number the undated come last.
    """

    order: int
    is_undated: bool
    date: Any
    key: float
    counts: Mapping[str, int]

    @classmethod
    def of_post(cls, post: "Post") -> "SeriesPlace":
        return cls.of_row({name: getattr(post, name) for name in PLACE_FIELDS})

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "SeriesPlace":
        date, counts = row["published_at"], row["numbering"].get("counts", {})
        return cls(row["series_order"], date is None, date or 0, row["pk"] or float("inf"), counts)


def sum_counts_before(place: SeriesPlace, others: Iterable[SeriesPlace]) -> dict[str, int]:
    """Return the sums of the counts of `others` before `place`, by kind.

    Before what readers see counts only what they see; before a draft, the drafts too.
    """
    counts: Counter[str] = Counter()
    for other in others:
        if other[:4] < place[:4] and (place.is_undated or not other.is_undated):
            counts.update(other.counts)
    return dict(sorted(counts.items()))


def count_equations(labels: Iterable[Mapping[str, Any]], numbering: Mapping[str, Any]) -> dict[str, int]:
    """Return how many equations a post numbers, under their kind, by the `labels` of its render."""
    numbers = (label["number"] for label in labels if label["kind"] == "equation")
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    count = last - numbering.get("start", {}).get("equation", 0)
    return {"equation": count} if count > 0 else {}
