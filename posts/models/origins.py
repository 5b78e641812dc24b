"""Where posts used to be: on this site, and on the site they were imported from."""

from urllib.parse import unquote

from django.db import models
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """An address a post once had, here or on the site it was imported from."""

    # Decoded, without query; compared with and without its last slash.
    path = models.CharField(_("old address"), max_length=500, unique=True)
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="redirects", verbose_name=_("post"))

    class Meta:
        ordering = ("path",)
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")

    def __str__(self) -> str:
        return self.path

    @staticmethod
    def normalise(path: str) -> str:
        """Return the one form under which `path` is kept: decoded, no index file, one last slash."""
        path = unquote(path).removesuffix("index.html").strip("/")
        return f"/{path}/"

    @classmethod
    def keep(cls, path: str, post: models.Model) -> None:
        """Send `path` to `post` from now on."""
        cls.objects.update_or_create(path=cls.normalise(path), defaults={"post": post})


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
