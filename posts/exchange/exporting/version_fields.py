"""Front matter of what readers were told of a post: notable changes, corrections, citable versions."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from posts.models import CitableVersion, Correction, Post

FormatDate = Callable[[datetime], datetime]
RewriteText = Callable[[str], str]


class LongText(str):
    """A text that front matter holds on lines of its own."""

    __slots__ = ()


def iter_version_fields(post: Post, to_date: FormatDate, rewrite: RewriteText) -> Iterator[tuple[str, Any]]:
    """Yield the fields of `post`; `to_date` is applied to dates, `rewrite` to the texts of versions.

    The text of a version stands in no other place, where it differs from that of the post.
    """
    if post.notable_at:
        yield "notable", to_date(post.notable_at)
    yield "corrections", [describe_correction(one, to_date) for one in post.corrections.all()]
    yield (
        "citable_versions",
        [describe_citable_version(one, to_date, rewrite) for one in post.citable_versions.all()],
    )


def describe_correction(correction: Correction, to_date: FormatDate) -> dict[str, Any]:
    return {
        "date": to_date(correction.created_at),
        "version": correction.version,
        "text": correction.text,
        "uid": str(correction.uid),
    }


def describe_citable_version(
    version: CitableVersion, to_date: FormatDate, rewrite: RewriteText
) -> dict[str, Any]:
    fields = {
        "version": version.number,
        "date": to_date(version.changed_at),
        "title": version.title,
        "author": version.author_name,
        "lang": version.language,
        "revoked": to_date(version.revoked_at) if version.revoked_at else None,
        "text": LongText(rewrite(version.source)),
    }
    return {name: value for name, value in fields.items() if value is not None}
