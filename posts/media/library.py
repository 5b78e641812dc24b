"""Pictures as the site keeps them: taken in, used, replaced, and made smaller for those who read."""

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from posts import imaging, permissions, revisions
from posts.media import remote
from posts.media.uploads import get_stem, prepare_upload, store_prepared_file
from posts.media.variants import write_variants
from posts.models import Picture, Post, RevisionKind, WorkingCopy
from posts.models.media_files import (
    delete_with_variants,
    measure_image,
    read_media_file,
    replace_media_reference,
)
from posts.renewing import rerender_posts

MAX_TITLE_LENGTH = 200  # as the model has it


class PictureInUseError(Exception):
    """A picture cannot be replaced; the message is for whoever wanted it."""


def save_picture(data: bytes, name: str, user: Any = None) -> Picture:
    """Take the picture `data`, which someone calls `name`, into media; the same one twice is one.

    Raises `images.BadImage` for what may not come in, and OSError where there is no room.
    """
    file = prepare_upload(data, name)
    content = file.read()
    digest = compute_digest(content)
    for known in Picture.objects.filter(digest=digest):
        if default_storage.exists(known.name):
            return known
    file.seek(0)
    picture = get_or_create_picture(store_prepared_file(file), content, title=get_stem(name), sent_by=user)
    enqueue_variants(picture)
    # Who makes them at once has changed the row.
    picture.refresh_from_db(fields=["widths"])
    return picture


def save_remote_picture(url: str, user: Any = None) -> Picture:
    """Take the picture at `url`, on another site, into media.

    Raises `fetching.NotFetchedError`, and what `keep` raises.
    """
    data = remote.fetch_remote_file(url, limit=imaging.MAX_IMAGE_BYTES)
    return save_picture(data, unquote(urlsplit(url).path).rpartition("/")[2], user)


def get_or_create_picture(name: str, content: bytes, **fields: Any) -> Picture:
    """Return the row of the file `name` of media, made of its `content` and `fields` where there is none."""
    width, height = measure_image(name) or (0, 0)
    known = {"width": width, "height": height, "bytes": len(content), "digest": compute_digest(content)}
    fields["title"] = fields.get("title", "")[:MAX_TITLE_LENGTH]
    return Picture.objects.get_or_create(name=name, defaults={**known, **fields})[0]


def enqueue_variants(picture: Picture) -> None:
    """Have the smaller variants of `picture` made once it is certain that it stays."""
    transaction.on_commit(partial(make_variants.enqueue, picture.pk), robust=True)


def compute_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def register_cover(post: Post, user: Any = None) -> None:
    """Give the cover of `post`, which is saved, a row of its own."""
    name = post.cover.name
    if not name or Picture.objects.filter(name=name).exists() or not default_storage.exists(name):
        return
    picture = get_or_create_picture(
        name, read_media_file(name), title=post.title, alt=post.cover_alt, sent_by=user
    )
    post.pictures.add(picture)
    enqueue_variants(picture)


@task()
def make_variants(key: int) -> None:
    """Make the smaller variants of a picture, and show them in the posts that use it. May run twice."""
    picture = Picture.objects.filter(pk=key).first()
    if picture is None:
        return
    widths = write_variants(picture.name)
    if not update_variant_widths(key, widths):
        # It was deleted meanwhile.
        delete_with_variants(picture.name, widths)


def update_variant_widths(key: int, widths: list[int]) -> bool:
    """Keep the `widths` in which a picture was made, and show them; return whether it is still there."""
    picture = Picture.objects.filter(pk=key).first()
    if picture and widths != picture.widths:
        Picture.objects.filter(pk=key).update(widths=widths)
        Post.objects.filter(cover=picture.name).update(cover_widths=widths)
        rerender_posts(Post.objects.filter(pictures=key))
    return picture is not None


@dataclass(frozen=True, slots=True)
class PictureUsage:
    """Where a picture is needed: in posts, and in texts that are not saved yet."""

    posts: list[Post]
    copies: list[WorkingCopy]

    def __bool__(self) -> bool:
        return bool(self.posts or self.copies)


def find_picture_usage(picture: Picture) -> PictureUsage:
    """Return what uses `picture`: posts in whatever state, the bin included, and working copies.

    Looks into the texts too: nothing may be deleted because a link was missing.
    """
    shown = Q(pictures=picture) | Q(cover=picture.name) | Q(source__contains=picture.url)
    found = Post.objects.filter(pk__in=Post.objects.filter(shown).values("pk"))
    copies = WorkingCopy.objects.filter(fields__source__icontains=picture.url)
    return PictureUsage(
        list(found.select_related("author").order_by("-pk")), list(copies.select_related("editor"))
    )


def replace_picture(
    picture: Picture, data: bytes, name: str, user: permissions.AnyUser
) -> tuple[Picture, int]:
    """Show the picture `data` wherever posts show `picture`; return it, and how many posts changed.

    The old file stays: a name in media never comes to hold another content.
    Raises `images.BadImage`, OSError, RenderError, and NotReplacedError with nothing done.
    """
    posts = find_picture_usage(picture).posts
    for post in posts:
        if not permissions.can_change_post(user, post):
            raise PictureInUseError(post.title)
    new = save_picture(data, name, user)
    if new == picture:
        return picture, 0
    with transaction.atomic():
        revisions.record_earlier_state(*posts)
        for post in posts:
            replace_in_post(post, picture, new, user)
        if not new.alt:
            Picture.objects.filter(pk=new.pk).update(alt=picture.alt)
    return new, len(posts)


def replace_in_post(post: Post, old: Picture, new: Picture, user: Any) -> None:
    """Write `new` in the place of `old` into `post`, as a revision of its own."""
    post.source = replace_media_reference(post.source, old.name, new.url)
    if post.cover.name == old.name:
        post.cover = new.name
    post.updated_at = timezone.now()
    post.save()
    revisions.record_revision(post, RevisionKind.CHANGED, user)
