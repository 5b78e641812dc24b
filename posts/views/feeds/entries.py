"""What a feed says, whatever its format; and posts as its entries."""

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from posts.media.headers import INLINE_TYPES
from posts.models import Picture, Post
from posts.models.urls import absolute_url
from posts.rendering.characters import normalize_text
from posts.rendering.formulas.alttext import move_tex_to_alttext
from posts.rendering.url_rewriting import make_urls_absolute
from posts.views.feeds.correction_notes import add_corrections, write_corrections


class FeedCategory(NamedTuple):
    """A category or tag: its name, and the address of the list of all of its kind."""

    name: str
    scheme: str


class FeedPicture(NamedTuple):
    """A cover. Its size in pixels, and its length in bytes, are 0 where they are not known."""

    url: str
    media_type: str
    length: int
    width: int
    height: int
    alt: str


class FeedAuthor(NamedTuple):
    """An author; `url` and `avatar` are empty for one without a page or picture."""

    name: str
    url: str = ""
    avatar: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A post: `summary` and `content` are HTML with absolute addresses, all other texts are plain.

    `updated`: when it last changed in a way that its editor called notable. `modified`: when at all.
    """

    id: str
    uid: str
    url: str
    title: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    modified: datetime
    language: str
    author: FeedAuthor
    categories: tuple[FeedCategory, ...]
    cover: FeedPicture | None


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed, or an archive of it. All addresses are absolute; those that it has not are empty.

    `url`: its own. `current_url`: that of the feed with the newest posts. `page_url`: the list for people.
    `previous_url`, `next_url`: the archives of older and of newer posts. `updated`, `modified`: of the entry
    changed last, None without entries, so that the same feed is the same bytes at any time.
    """

    title: str
    description: str
    language: str
    url: str
    current_url: str
    page_url: str
    updated: datetime | None
    modified: datetime | None
    entries: list[FeedEntry]
    icon: str = ""
    favicon: str = ""
    logo: str = ""
    large_icon: str = ""
    copyright: str = ""
    license_url: str = ""
    hub: str = ""
    previous_url: str = ""
    next_url: str = ""
    is_archive: bool = False
    is_complete: bool = False
    stylesheet: str = field(default="", kw_only=True)


def build_entries(posts: Iterable[Post], request: HttpRequest) -> list[FeedEntry]:
    """Return the entries of `posts`, which have their `content` and all that is related to them."""
    posts = list(posts)
    names = [post.cover.name for post in posts if post.cover.name]
    lengths = dict(Picture.objects.filter(name__in=names).values_list("name", "bytes")) if names else {}
    add_corrections(posts)
    return [build_entry(post, request, lengths) for post in posts]


def build_entry(post: Post, request: HttpRequest, lengths: dict[str, int]) -> FeedEntry:
    """Return the entry of `post`; `lengths` are those of pictures in bytes, by their names in media.

    A control character would make the whole feed invalid (XML 1.0, section 2.2): saving a post strips
    them, but rows may be written in other ways.
    """
    url = absolute_url(post.get_absolute_url(), request)
    content: str = post.content  # type: ignore[attr-defined]  # annotated
    notes = write_corrections(post)
    published: datetime = post.published_at  # type: ignore[assignment]  # it is listed
    return FeedEntry(
        id=normalize_text(post.entry_id),
        uid=post.uid.urn,
        url=url,
        title=normalize_text(post.plain_title),
        summary=make_urls_absolute(move_tex_to_alttext(normalize_text(post.excerpt)), url),
        content=make_urls_absolute(normalize_text(notes + content), url),
        published=published,
        updated=max(published, post.notable_at or published),
        modified=max(published, post.updated_at, post.notable_at or published),
        language=post.language,
        author=build_author(post, request),
        categories=build_categories(post, request),
        cover=build_feed_picture(post, request, lengths),
    )


def build_author(post: Post, request: HttpRequest) -> FeedAuthor:
    profile = post.author_profile
    name = normalize_text(post.author_name)
    if profile is None:
        return FeedAuthor(name)
    avatar = absolute_url(profile.picture.url, request) if profile.picture else ""
    return FeedAuthor(name, absolute_url(profile.get_absolute_url(), request), avatar)


def build_categories(post: Post, request: HttpRequest) -> tuple[FeedCategory, ...]:
    """Return the category of `post`, and its tags."""
    found = []
    if post.category:
        scheme = absolute_url(reverse("posts:category_list"), request)
        found.append(FeedCategory(normalize_text(post.category.name), scheme))
    scheme = absolute_url(reverse("posts:tag_list"), request)
    found += [FeedCategory(normalize_text(tag.name), scheme) for tag in post.tags.all()]
    return tuple(found)


def build_feed_picture(post: Post, request: HttpRequest, lengths: dict[str, int]) -> FeedPicture | None:
    name = post.cover.name
    if not name:
        return None
    suffix = PurePosixPath(name).suffix.lower()
    media_type = INLINE_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    url = absolute_url(post.cover.url, request)
    width, height = post.cover_width or 0, post.cover_height or 0
    alt = normalize_text(post.cover_alt)
    return FeedPicture(url, media_type, lengths.get(name, 0), width, height, alt)
