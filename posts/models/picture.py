"""A picture in media, and what is known of it."""

from typing import ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def url(self) -> str:
        return default_storage.url(self.name)
