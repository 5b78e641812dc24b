"""The picture library: saving, replacing and using pictures, and making their variants."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from posts import imaging
from posts.media import remote
from posts.media.uploads import (
    get_stem,
    make_safe_name,
    prepare_upload,
    store_prepared_file,
    take_decoding_slot,
)
from posts.media.variants import write_variants
from posts.models import CitableVersion, Draft, Picture, Post, RevisionKind, permissions
from posts.models.media_files import (
    delete_with_variants,
    measure_image,
    read_media_file,
    replace_media_reference,
)
from posts.rendering.responsive_images import WEBP, variant_path
from posts.revisions import recording
from posts.revisions.rerender import rerender_posts

MAX_PICTURE_TITLE = 200  # as the model has it


class PictureReplaceError(Exception):
    """A picture cannot be replaced: the user may not change a post that shows it, named by the message."""


def save_picture(data: bytes, name: str, user: Any = None) -> Picture:
    """Save the uploaded picture `data`, named `name`; the same picture again returns the same row.

    Raises `InvalidImage`, and OSError where there is no room.
    """
    return save_prepared_picture(prepare_upload(data, name), get_stem(name), user)


def save_prepared_picture(file: ContentFile, title: str, user: Any = None) -> Picture:
    """Save what `prepare_upload` returned, as `save_picture` does. Raises OSError."""
    content = file.read()
    digest = compute_digest(content)
    for known in Picture.objects.filter(digest=digest):
        if default_storage.exists(known.name):
            return known
    file.seek(0)
    stored_name = store_prepared_file(file)
    try:
        picture = get_or_create_picture(stored_name, content, title=title, sent_by=user)
    except Error:
        # A file that no row names would stay for ever.
        with suppress(OSError):
            default_storage.delete(stored_name)
        raise
    enqueue_variants(picture)
    # Variants that were made at once changed the row.
    picture.refresh_from_db(fields=["widths"])
    return picture


def save_remote_picture(url: str, user: Any = None) -> Picture:
    """Download the picture at `url` and save it. Raises `FetchError`, and what `save_picture` raises."""
    data = remote.fetch_remote_file(url, limit=imaging.MAX_IMAGE_BYTES)
    return save_picture(data, unquote(urlsplit(url).path).rpartition("/")[2], user)


def get_or_create_picture(name: str, content: bytes, **fields: Any) -> Picture:
    """Return the row of the file `name` of media, created from `content` and `fields` if there is none."""
    width, height = measure_image(name) or (0, 0)
    known = {"width": width, "height": height, "bytes": len(content), "digest": compute_digest(content)}
    fields["title"] = fields.get("title", "")[:MAX_PICTURE_TITLE]
    return Picture.objects.get_or_create(name=name, defaults={**known, **fields})[0]


def enqueue_variants(picture: Picture) -> None:
    """Enqueue the task that makes the variants of `picture`, once the transaction is committed."""
    transaction.on_commit(partial(make_variants.enqueue, picture.pk), robust=True)


def enqueue_missing_variants() -> int:
    """Enqueue what makes the variants of pictures that have none yet; return how many pictures."""
    waiting = [
        picture
        for picture in Picture.objects.filter(widths=[]).order_by("pk")
        if imaging.may_have_variants(picture.name, picture.bytes)
    ]
    for picture in waiting:
        enqueue_variants(picture)
    return len(waiting)


def compute_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def register_cover(post: Post, user: Any = None) -> None:
    """Register the cover of `post`, which is saved, as a picture of the library."""
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
    """Make the smaller variants of a picture and render the posts that show it again.

    Done again, or after it was interrupted anywhere, it leads to the same.
    """
    picture = Picture.objects.filter(pk=key).first()
    if picture is None:
        return
    # The content of a name never changes, so neither do its variants.
    widths = picture.widths or write_variants(picture.name)
    if not update_variant_widths(key, widths):
        # The picture was deleted meanwhile.
        delete_with_variants(picture.name, widths)


def update_variant_widths(key: int, widths: list[int]) -> bool:
    """Store the `widths` of a picture's variants, and render its posts again. Return False if it is gone."""
    picture = Picture.objects.filter(pk=key).first()
    if picture is None:
        return False
    if widths != picture.widths:
        Picture.objects.filter(pk=key).update(widths=widths)
    Post.objects.filter(cover=picture.name).exclude(cover_widths=widths).update(cover_widths=widths)
    if widths:
        # Whatever was interrupted: these still show the picture without its variants.
        variant = variant_path(picture.url, widths[0], WEBP)
        rerender_posts(Post.objects.filter(pictures=key).exclude(html__contains=variant))
    return True


@dataclass(frozen=True, slots=True)
class PictureUsage:
    """Where a picture is used: in posts, in unsaved texts, and in what can be cited."""

    posts: list[Post]
    drafts: list[Draft]
    versions: list[CitableVersion]

    def __bool__(self) -> bool:
        return bool(self.posts or self.drafts or self.versions)


def find_picture_usage(picture: Picture) -> PictureUsage:
    """Return what uses `picture`: posts in any state, also in the trash, and drafts.

    Searches the texts too: a picture must not be deleted because a relation was missing.
    """
    shown = Q(pictures=picture) | Q(cover=picture.name) | Q(source__contains=picture.url)
    found = Post.objects.filter(pk__in=Post.objects.filter(shown).values("pk"))
    drafts = Draft.objects.filter(fields__source__icontains=picture.url)
    versions = CitableVersion.objects.active().filter(pictures=picture).select_related("post")
    return PictureUsage(
        list(found.select_related("author").order_by("-pk")),
        list(drafts.select_related("editor")),
        list(versions.defer("html", "source", "text", "toc")),
    )


def replace_picture(
    picture: Picture, data: bytes, name: str, user: permissions.AnyUser
) -> tuple[Picture, int]:
    """Replace `picture` by `data` in all posts; return the new picture and how many posts changed.

    The old file stays: the content of a name in media never changes. Raises `InvalidImage`,
    OSError, RenderError and `PictureReplaceError`; then nothing was changed.
    """
    posts = list_replaceable_posts(picture, user)
    return replace_in_posts(picture, save_picture(data, name, user), posts, user)


def rotate_picture(picture: Picture, degrees: int, user: permissions.AnyUser) -> tuple[Picture, int]:
    """Turn `picture` clockwise by 90, 180 or 270 `degrees`; return and raise what `replace_picture` does.

    It becomes a file of its own, because caches, feeds and readers keep the old one under its name.
    """
    posts = list_replaceable_posts(picture, user)
    with take_decoding_slot():
        turned = imaging.rotate_image(read_media_file(picture.name), degrees)
    title = picture.title or get_stem(picture.name)
    file = ContentFile(turned.data, make_safe_name(f"{title}.", turned.suffix))
    return replace_in_posts(picture, save_prepared_picture(file, title, user), posts, user)


def list_replaceable_posts(picture: Picture, user: permissions.AnyUser) -> list[Post]:
    """Return the posts that show `picture`. Raises `PictureReplaceError` if `user` may not change one."""
    posts = find_picture_usage(picture).posts
    for post in posts:
        if not permissions.can_change_post(user, post):
            raise PictureReplaceError(post.title)
    return posts


def replace_in_posts(
    picture: Picture, new: Picture, posts: list[Post], user: permissions.AnyUser
) -> tuple[Picture, int]:
    """Show `new` in place of `picture` in `posts`; return it and how many posts changed."""
    if new == picture:
        return picture, 0
    with transaction.atomic():
        recording.record_earlier_state(*posts)
        for post in posts:
            replace_in_post(post, picture, new, user)
        if not new.alt:
            Picture.objects.filter(pk=new.pk).update(alt=picture.alt)
    return new, len(posts)


def replace_in_post(post: Post, old: Picture, new: Picture, user: Any) -> None:
    """Replace `old` by `new` in `post`, and record a revision."""
    post.source = replace_media_reference(post.source, old.name, new.url)
    if post.cover.name == old.name:
        post.cover = new.name
    post.updated_at = timezone.now()
    post.save()
    recording.record_revision(post, RevisionKind.CHANGED, user)
