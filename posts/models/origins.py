"""Where posts used to be: on this site, and on the site they were imported from."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar
from urllib.parse import unquote

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

TARGETS = ("post", "category", "tag", "series")


def exactly_one(names: Iterable[str]) -> Q:
    """Return the condition that one of the columns `names` is set and the others are not."""
    names = list(names)
    return reduce(or_, (Q(**{f"{other}__isnull": other != name for other in names}) for name in names))


class Redirect(models.Model):
    """An address that a post, category, tag or series once had, here or on the site it was imported from."""

    TARGETS: ClassVar = TARGETS

    # Decoded, without query; compared with and without its last slash.
    path = models.CharField(_("old address"), max_length=500, unique=True)
    post = models.ForeignKey(
        "posts.Post", models.CASCADE, null=True, related_name="redirects", verbose_name=_("post")
    )
    category = models.ForeignKey(
        "posts.Category", models.CASCADE, null=True, related_name="redirects", verbose_name=_("category")
    )
    tag = models.ForeignKey(
        "posts.Tag", models.CASCADE, null=True, related_name="redirects", verbose_name=_("tag")
    )
    series = models.ForeignKey(
        "posts.Series", models.CASCADE, null=True, related_name="redirects", verbose_name=_("series")
    )

    class Meta:
        ordering = ("path",)
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints: ClassVar = [
            models.CheckConstraint(name="redirect_leads_to_one", condition=exactly_one(TARGETS)),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def target(self) -> Any:
        """Return what the address leads to now."""
        return next(filter(None, (getattr(self, name) for name in self.TARGETS)))

    @staticmethod
    def normalise(path: str) -> str:
        """Return the one form under which `path` is kept: decoded, no index file, one last slash."""
        path = unquote(path).removesuffix("index.html").strip("/")
        return f"/{path}/"

    @classmethod
    def keep(cls, path: str, target: models.Model) -> None:
        """Send `path` to `target` from now on."""
        field = str(target._meta.model_name)
        leads = {**dict.fromkeys(cls.TARGETS), field: target}
        cls.objects.update_or_create(path=cls.normalise(path), defaults=leads)


class Imported(models.Model):
    """Where an imported post came from, so that importing it again finds it.

    It outlives its post, so that one that was deleted does not come back.
    """

    post = models.OneToOneField("posts.Post", models.SET_NULL, null=True, related_name="imported")
    # The file's place below the folder that was imported, that folder's name first.
    origin = models.CharField(max_length=500, unique=True)
    # Of what the file came to, pictures and links included, and of the post as
    # it was written: the first tells whether the old site changed since, the
    # second whether the post did.
    file_digest = models.CharField(max_length=64)
    post_digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.origin
