"""Saved filters of the list of posts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """Search and filters of the admin's list of posts, saved by an editor under a name.

    A shared one is shown to everybody, and changed by its owner alone.
    """

    reader_visible = False  # changing it ends no stored page

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("name"), max_length=60)
    # The list's query string, without its question mark.
    query = models.CharField(max_length=2000)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_shared = models.BooleanField(_("shared with everybody"), default=False)

    class Meta:
        ordering: ClassVar = ["order", "name"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints: ClassVar = [models.UniqueConstraint("owner", "name", name="filter_named_once")]

    def __str__(self) -> str:
        return self.name
