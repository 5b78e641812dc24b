"""Check of labels: in a series no two posts should have the same, or a reference to it leads to the first."""

from collections.abc import Iterator

from posts.models import Post
from posts.publishing.checks.results import CheckResult


def check_labels(post: Post) -> Iterator[CheckResult]:
    """Yield a result for each label of `post` that another post of its series has; one query at most."""
    keys = {label["key"] for label in post.labels}
    if not keys or not post.series_id:
        return
    others = Post.objects.active().filter(series=post.series_id).exclude(pk=post.pk).exclude(labels=[])
    told: set[str] = set()
    for title, labels in others.in_series_order().values_list("title", "labels"):
        for key in sorted(keys.intersection(label["key"] for label in labels) - told):
            told.add(key)
            yield CheckResult("series-label", find_label_line(post.source, key), f"{key} → {title}")


def find_label_line(source: str, key: str) -> int | None:
    """Return the first line of `source`, from 1, that sets the label `key`; None where it is not found."""
    marks = (f"#{key}", f"\\label{{{key}}}")
    lines = enumerate(source.split("\n"), 1)
    return next((number for number, line in lines if any(mark in line for mark in marks)), None)
