"""A picture in media, and what is known of it."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.media_files import delete_with_variants, find_media_references, measure_images
from posts.rendering.variants import WEBP, variant


class PictureQuerySet(models.QuerySet[Any]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the pictures, and once that is certain their files."""
        files = list(self.values_list("name", "widths"))
        deleted = super().delete()
        delete_picture_files(files)
        return deleted

    # As Django marks its own: no template may call it, no manager offers it.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Picture(models.Model):
    """A picture that came into media by an upload, as a cover or with imported posts."""

    # In media; it never comes to hold another content.
    name = models.CharField(_("file"), max_length=300, unique=True, editable=False)
    # As whoever sent it called it.
    title = models.CharField(_("title"), max_length=200, blank=True)
    alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    bytes = models.PositiveIntegerField(_("size"), default=0, editable=False)
    # Of the content, SHA-256: the same picture sent twice is found by it.
    digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    # In pixels, ascending: the widths that smaller variants were made in.
    widths = models.JSONField(default=list, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="pictures",
        editable=False,
        verbose_name=_("sent by"),
    )
    created_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def url(self) -> str:
        return default_storage.url(self.name)

    @property
    def dimensions(self) -> tuple[int, ...]:
        """Width, height, and the widths of the smaller variants; nothing where the size is not known."""
        return (self.width, self.height, *self.widths) if self.width else ()

    @property
    def thumbnail_url(self) -> str:
        """Return where the picture is found in the fewest bytes."""
        return variant(self.url, self.widths[0], WEBP) if self.widths else self.url

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the picture, and once that is certain its files."""
        files = [(self.name, self.widths)]
        deleted = super().delete(*args, **kwargs)
        delete_picture_files(files)
        return deleted


def delete_picture_files(files: Iterable[tuple[str, list[int]]]) -> None:
    """Delete the files of pictures, with their variants, when the transaction ends well."""
    for name, widths in files:
        transaction.on_commit(partial(delete_with_variants, name, widths), robust=True)


def get_image_sizes(source: str) -> dict[str, Sequence[int]]:
    """Return what rendering has to know of the pictures in media that `source` shows, by their URLs.

    Width, height, and the widths of smaller variants: at one query, and none without pictures.
    """
    names = set(find_media_references(source).values())
    rows = Picture.objects.filter(name__in=names) if names else ()
    return measure_images(source, {picture.name: picture.dimensions for picture in rows})
