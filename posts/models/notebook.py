"""The notebook that a post was made of: its file, and what its text was, by which a newer one is merged."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Files of notebooks in media.
NOTEBOOK_FOLDER = "notebooks"
# That are kept of a post, the newest first.
MAX_NOTEBOOK_VERSIONS = 3
NOTEBOOK_FILE_FIELDS = ("file_name", "media_name", "size")


class PostNotebook(models.Model):
    """The newest notebook of a post, as a file in media, and what earlier ones were.

    `versions` has one for each upload, the newest first: its "source" as Markdown, its "fields" as a
    snapshot of the post, the digests of its code that the text shows ("codes"), of its "cells" (those of code
    and of run, and whether the run is older than the code), of the "import" that brought it, and its file.
    """

    post = models.OneToOneField("posts.Post", models.CASCADE, related_name="notebook")
    file_name = models.CharField(_("file"), max_length=200)
    # Its path in media, which nobody can guess: whether readers get the file is decided by `is_public`.
    media_name = models.CharField(max_length=300, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)  # bytes
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    is_public = models.BooleanField(_("readers can download the notebook"), default=True)
    # Whether it holds what the post was made without: then readers get it by choice only.
    hides_parts = models.BooleanField(default=False)
    versions = models.JSONField(default=list)

    class Meta:
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("notebook")
        verbose_name_plural = _("notebooks")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_downloadable(self) -> bool:
        """Whether readers of the post get the file."""
        return self.is_public and bool(self.media_name)

    def add_version(self, version: dict[str, Any]) -> None:
        """Put `version` before the others; files of those that are kept no longer are deleted on commit."""
        before = list(self.versions)
        self.versions = [version, *before][:MAX_NOTEBOOK_VERSIONS]
        self.show_newest()
        delete_files_on_commit(list_media_names(before) - list_media_names(self.versions))

    def drop_newest(self) -> None:
        """Take the newest version back; the row goes with the last one."""
        before = list(self.versions)
        self.versions = before[1:]
        delete_files_on_commit(list_media_names(before) - list_media_names(self.versions))
        if self.versions:
            self.show_newest()
            self.save()
        else:
            self.delete()

    def show_newest(self) -> None:
        """Set the fields of the file from the newest version."""
        for name in NOTEBOOK_FILE_FIELDS:
            setattr(self, name, self.versions[0][name])


def list_media_names(versions: Iterable[dict[str, Any]]) -> set[str]:
    return {version["media_name"] for version in versions if version["media_name"]}


def delete_files_on_commit(names: Iterable[str]) -> None:
    for name in sorted(names):
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def delete_notebook_files(keys: Iterable[int]) -> None:
    """Delete the files of the notebooks of posts with the primary keys `keys`, once that is committed."""
    for versions in PostNotebook.objects.filter(post__in=list(keys)).values_list("versions", flat=True):
        delete_files_on_commit(list_media_names(versions))
