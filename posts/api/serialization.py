"""Posts as the API answers them."""

from collections.abc import Collection
from typing import Any, TypeVar

import msgspec
from django.core.files.storage import default_storage
from django.urls import reverse
from msgspec import UNSET

from posts.api.calls import ApiCall
from posts.api.schemas import (
    AuthorReference,
    CoverPicture,
    PostItem,
    SeriesReference,
    TermReference,
    TocEntry,
    WarningItem,
)
from posts.models import Post, PostState, Profile
from posts.models.querysets import LIST_DEFERRED_FIELDS, PostQuerySet
from posts.rendering.url_rewriting import make_urls_absolute

Item = TypeVar("Item", bound=PostItem)
# What an answer has only where it is asked for.
LONG_FIELDS = ("source", "html", "text", "toc")
# What a list needs of them in any case.
LIST_FIELDS = frozenset({"summary"})


def select_posts(posts: PostQuerySet, include: Collection[str], *, with_warnings: bool) -> PostQuerySet:
    """Return `posts` with all that is answered, in two queries."""
    needed = {*include, *LIST_FIELDS, *(["warnings"] if with_warnings else [])}
    deferred = [name for name in LIST_DEFERRED_FIELDS if name not in needed]
    return posts.with_related().select_related("series").defer(*deferred)


def build_post_item(
    call: ApiCall, post: Post, include: Collection[str], schema: type[Item], **more: Any
) -> Item:
    """Return `post` as `schema`, with the long fields named in `include`, and what else it has."""
    url = call.build_url(post.get_absolute_url())
    fields: dict[str, Any] = {
        "uid": post.uid,
        "kind": post.kind,
        "slug": post.slug,
        "url": url,
        "markdown_url": build_markdown_url(call, post),
        "title": post.title,
        "title_text": post.plain_title,
        "language": post.language,
        "author": build_author_reference(call, post),
        "category": post.category and build_term_reference(call, post.category),
        "tags": [build_term_reference(call, tag) for tag in post.tags.all()],
        "series": post.series and build_series_reference(call, post),
        "published_at": post.published_at,
        "updated_at": post.updated_at,
        "summary": post.summary,
        "excerpt_html": make_urls_absolute(post.excerpt, url),
        "cover": build_cover(call, post),
        "reading_minutes": post.reading_minutes,
        "has_math": post.has_math,
        "is_pinned": post.is_pinned,
        **build_long_fields(post, url, include),
    }
    if call.token:
        fields |= build_editor_fields(call, post)
    return schema(**fields, **more)


def build_markdown_url(call: ApiCall, post: Post) -> str | None:
    return None if post.is_page else call.build_url(reverse("posts:post_markdown", args=[post.slug]))


def build_long_fields(post: Post, url: str, include: Collection[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(post, name) for name in LONG_FIELDS if name in include}
    if "html" in fields:
        fields["html"] = make_urls_absolute(post.html, url)
    if "toc" in fields:
        fields["toc"] = [TocEntry(entry["level"], entry["id"], entry["html"]) for entry in post.toc]
    return fields


def build_editor_fields(call: ApiCall, post: Post) -> dict[str, Any]:
    """Return what those who write need of `post`: state, version, warnings."""
    return {
        "state": "trashed" if post.state is PostState.TRASHED else post.state.value,
        "version": post.version,
        "created_at": post.created_at,
        "is_unlisted": post.is_unlisted,
        "warnings": [msgspec.convert(warning, WarningItem) for warning in post.warnings],
        "edit_url": call.build_url(reverse("admin:posts_post_change", args=[post.pk])),
        "draft": UNSET,
    }


def build_author_reference(call: ApiCall, post: Post) -> AuthorReference:
    profile: Profile | None = post.author_profile
    url = call.build_url(profile.get_absolute_url()) if profile else None
    return AuthorReference(post.author_name, profile.slug if profile else None, url)


def build_term_reference(call: ApiCall, term: Any) -> TermReference:
    return TermReference(term.name, term.slug, call.build_url(term.get_absolute_url()))


def build_series_reference(call: ApiCall, post: Any) -> SeriesReference:
    series = post.series
    url = call.build_url(series.get_absolute_url())
    return SeriesReference(series.name, series.slug, url, post.series_order)


def build_cover(call: ApiCall, post: Post) -> CoverPicture | None:
    if not post.cover.name:
        return None
    return CoverPicture(call.build_url(default_storage.url(post.cover.name)), post.cover_alt)
