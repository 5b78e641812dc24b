"""Exports of this software that come back: which post a record is, and whether it is as the post is.

A post is known by its `uid`. Exports of versions before it are known by the file that was imported, then by
the slug, where all is the same.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from posts.exchange.importing.records.record import PostRecord
from posts.models import ImportRecord, Post, PostKind, Redirect

# Of a post that was written here and whose file was not imported before: no file has this digest.
EXPORTED_DIGEST = "exported"


def find_origins(records: Iterable[PostRecord]) -> None:
    """Give each record of a post that is here the origin under which the post is known.

    A record of a post that is not here, but whose origin another post has, gets one of its own.
    """
    listed = list(records)
    posts = find_exported_posts(listed)
    taken = dict(ImportRecord.objects.exclude(post=None).values_list("origin", "post_id"))
    for record in listed:
        post = posts.get(record.uid or record.slug)
        if not record.uid and record.origin in taken:
            continue
        if post is None:
            if record.uid and record.origin in taken:
                record.origin = f"{record.origin}#{record.uid}"
            continue
        imported = getattr(post, "imported", None) or add_import_record(record, post, taken)
        record.origin = imported.origin


def find_exported_posts(records: Iterable[PostRecord]) -> dict[Any, Post]:
    """Return the posts of `records` that are here, by uid; for records without one, by slug."""
    listed = list(records)
    posts = Post.objects.select_related("imported").only("uid", "slug", "imported")
    by_uid = posts.filter(uid__in=[record.uid for record in listed if record.uid])
    by_slug = posts.filter(kind=PostKind.POST, slug__in=[record.slug for record in listed if not record.uid])
    return {post.uid: post for post in by_uid} | {post.slug: post for post in by_slug}


def add_import_record(record: PostRecord, post: Post, taken: dict[str, int]) -> ImportRecord:
    origin = f"{record.origin}#{post.uid}" if record.origin in taken else record.origin
    taken[origin] = post.pk
    values = {"post": post, "file_digest": EXPORTED_DIGEST, "post_digest": EXPORTED_DIGEST}
    return ImportRecord.objects.update_or_create(origin=origin, defaults=values)[0]


def is_same_as_post(record: PostRecord, post: Post) -> bool:
    """Whether `record`, converted, is what an export of `post` would be now."""
    notable_at = post.notable_at and cut_to_seconds(post.notable_at)
    is_as_notable = record.notable_at in {None, notable_at}  # exports of earlier versions do not say
    return is_as_notable and summarize_record(record) == summarize_post(post)


def summarize_record(record: PostRecord) -> dict[str, Any]:
    texts = ("title", "source", "summary", "bibliography", "language")
    names = (*texts, "cover", "cover_alt", "series", "series_order")
    own = Redirect.normalise_path(record.page_path if record.is_page else f"/posts/{record.slug}/")
    return {
        **{name: getattr(record, name) for name in names},
        "slug": record.slug,
        "page": (record.is_page, record.parent),
        "authors": record.authors,
        "category": record.category,
        "tags": record.tags,
        "created": record.published_at or record.created_at,
        "is_public": record.published_at is not None,
        "is_archived": record.is_archived,
        "switches": (record.is_pinned, record.is_unlisted),
        "updated": record.updated_at,
        "addresses": set(map(Redirect.normalise_path, record.addresses)) - {own},
    }


def summarize_post(post: Post) -> dict[str, Any]:
    names = ("title", "source", "bibliography", "language", "cover_alt", "slug")
    created = cut_to_seconds(post.published_at or post.created_at)
    category = [*post.category.get_ancestors(), post.category] if post.category else []
    return {
        **{name: getattr(post, name) for name in names},
        "summary": post.summary.strip(),
        "page": (post.is_page, post.parent.path if post.parent else ""),
        "cover": post.cover.name or "",
        "series": post.series.name if post.series else "",
        "series_order": post.series_order if post.series else 0,
        "authors": tuple(post.author_name.split("、")),
        "category": tuple(each.name for each in category),
        "tags": tuple(post.tags.names()),
        "created": created,
        "is_public": post.published_at is not None,
        "is_archived": post.archived_at is not None,
        "switches": (post.is_pinned, post.is_unlisted),
        "updated": cut_to_seconds(post.updated_at),
        "addresses": {redirect.path for redirect in post.redirects.all()},
    }


def cut_to_seconds(moment: datetime) -> datetime:
    """Return `moment` as files have it."""
    return moment.replace(microsecond=0)
