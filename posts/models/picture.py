"""Pictures in media."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.media_files import delete_with_variants, find_media_references, measure_images
from posts.rendering.responsive_images import WEBP, variant_path


class PictureQuerySet(models.QuerySet[Any]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the pictures, and their files when the transaction commits."""
        files = list(self.values_list("name", "widths"))
        deleted = super().delete()
        delete_picture_files(files)
        return deleted

    # As Django marks its own: templates may not call it, managers don't offer it.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Picture(models.Model):
    """A picture in media: uploaded, set as a cover, or imported with posts."""

    # Its path in media. The file at a name never changes its content.
    name = models.CharField(_("file"), max_length=300, unique=True, editable=False)
    # The file's name as it was uploaded.
    title = models.CharField(_("title"), max_length=200, blank=True)
    alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    bytes = models.PositiveIntegerField(_("size"), default=0, editable=False)
    # SHA-256 of the content, by which a second upload of the same picture is found.
    digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    # Widths of the smaller variants in pixels, ascending.
    widths = models.JSONField(default=list, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="pictures",
        editable=False,
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

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
        """Width, height, and the widths of the smaller variants; empty where the size is not known."""
        return (self.width, self.height, *self.widths) if self.width else ()

    @property
    def thumbnail_url(self) -> str:
        """URL of the smallest variant, or of the picture where it has none."""
        return variant_path(self.url, self.widths[0], WEBP) if self.widths else self.url

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the picture, and its files when the transaction commits."""
        files = [(self.name, self.widths)]
        deleted = super().delete(*args, **kwargs)
        delete_picture_files(files)
        return deleted


def delete_picture_files(files: Iterable[tuple[str, list[int]]]) -> None:
    """Delete `files`, each a name with the widths of its variants, when the transaction commits."""
    for name, widths in files:
        transaction.on_commit(partial(delete_with_variants, name, widths), robust=True)


def get_image_sizes(source: str) -> dict[str, Sequence[int]]:
    """Return the dimensions of the pictures in media that `source` shows, by URL.

    Each is (width, height, *widths of smaller variants). One query, or none without pictures.
    """
    names = set(find_media_references(source).values())
    rows = Picture.objects.filter(name__in=names) if names else ()
    return measure_images(source, {picture.name: picture.dimensions for picture in rows})
