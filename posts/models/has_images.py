"""Base class of models with a cover and with pictures in their text."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.models.media_files import MEDIA_PREFIX, find_media_references
from posts.models.picture import Picture


class HasImages(models.Model):
    """Has a cover, and records in `pictures` which pictures in media it shows."""

    # Fields that refer to pictures.
    IMAGE_FIELDS: ClassVar = frozenset({"source", "cover"})

    # The text, a field of each subclass.
    source: Any

    cover = models.ImageField(
        _("cover"),
        upload_to="covers/%Y/%m/",
        blank=True,
        max_length=300,
        width_field="cover_width",
        height_field="cover_height",
    )
    cover_alt = models.CharField(_("alternative text of the cover"), max_length=300, blank=True)
    cover_width = models.PositiveIntegerField(null=True, editable=False)
    cover_height = models.PositiveIntegerField(null=True, editable=False)
    # Widths of the cover's smaller variants in pixels, ascending.
    cover_widths = models.JSONField(default=list, editable=False)

    pictures = models.ManyToManyField(Picture, related_name="posts", editable=False)

    class Meta:
        abstract = True

    # Whether the row may have `pictures`; a new one has none. Saves a query where it has not.
    _has_pictures = False

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:  # type: ignore[override]
        post = super().from_db(db, field_names, values)
        loaded = post.__dict__
        post._has_pictures = (
            not loaded.keys() >= cls.IMAGE_FIELDS or bool(loaded["cover"]) or MEDIA_PREFIX in loaded["source"]
        )
        return post

    def update_pictures(self, update_fields: Iterable[str] | None) -> None:
        """Update `pictures` and `cover_widths` from text and cover, after `update_fields` were saved."""
        if update_fields is not None and not self.IMAGE_FIELDS.intersection(update_fields):
            return
        names = self.get_picture_names()
        if not names and not self._has_pictures:
            return
        shown = {picture.name: picture for picture in Picture.objects.filter(name__in=names)}
        self.pictures.set(shown.values())
        self._has_pictures = bool(names)
        cover = shown.get(self.cover.name or "")
        self._update_cover_widths(cover.widths if cover else [])

    def get_picture_names(self) -> set[str]:
        """Return the names in media of the cover and of the files that the text refers to."""
        cover_names = {self.cover.name} if self.cover.name else set()
        return cover_names | set(find_media_references(self.source).values())

    def _update_cover_widths(self, widths: list[int]) -> None:
        if widths != self.cover_widths:
            self.cover_widths = widths
            type(self)._default_manager.filter(pk=self.pk).update(cover_widths=widths)
