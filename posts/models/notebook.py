"""The notebook that a post was made of: its file, and what its text was, by which a newer one is merged."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

# Files of notebooks in media.
NOTEBOOK_FOLDER = "notebooks"
# That are kept of a post, the newest first.
MAX_NOTEBOOK_VERSIONS = 3
NOTEBOOK_FILE_FIELDS = ("file_name", "media_name", "size")


class PostNotebook(models.Model):
    """The notebook of a post, as a file in media, and what earlier and later ones were.

    `versions` has one for each upload, the newest first: its "source" as Markdown, its "fields" as a
    snapshot of the post, the digests of its code that the text shows ("codes"), of its "cells" (those of code
    and of run, and whether the run is older than the code), of the "import" that brought it, when it was
    "uploaded", and its file. Which one's file is that of the post depends on the text that readers see.
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

    def find_version(self, text: str) -> dict[str, Any] | None:
        """Return the version that `text` was made of: the most like it, of equal ones the newest.

        The newest upload need not be it: what was merged may be a draft still, discarded, or undone. None
        where no line of any version is in the text.
        """
        best = max(self.versions, key=lambda one: measure_likeness(one["source"], text), default=None)
        return best if best and measure_likeness(best["source"], text) else None

    def add_version(self, version: dict[str, Any], *, is_shown: bool) -> None:
        """Put `version` before the others, and show it; files that are no longer kept go on commit.

        The same file again takes the place of itself.
        """
        before = list(self.versions)
        others = [
            one for one in before if one["media_name"] != version["media_name"] or not one["media_name"]
        ]
        self.versions = [version, *others][:MAX_NOTEBOOK_VERSIONS]
        if is_shown:
            self.show_version(version)
        elif self.media_name and self.media_name not in list_media_names(self.versions):
            self.versions[-1] = next(one for one in before if one["media_name"] == self.media_name)
        self.file_name = self.file_name or version["file_name"]
        delete_files_on_commit(list_media_names(before) - list_media_names(self.versions))

    def drop_newest(self) -> None:
        """Take the newest version back; the row goes with the last one."""
        before = list(self.versions)
        self.versions = before[1:]
        delete_files_on_commit(list_media_names(before) - list_media_names(self.versions))
        if self.versions:
            self.show_version(self.versions[0])
            self.save()
        else:
            self.delete()

    def show_version(self, version: dict[str, Any]) -> None:
        """Make the file of `version` that of the post."""
        for name in NOTEBOOK_FILE_FIELDS:
            setattr(self, name, version[name])
        self.uploaded_at = parse_datetime(version["uploaded"]) or self.uploaded_at
        # Switched off by itself only where that says something new.
        if version["hides_parts"] and not self.hides_parts:
            self.is_public = False
        self.hides_parts = version["hides_parts"]


def measure_likeness(one: str, other: str) -> float:
    """Return the share of lines that two texts have in common, from 0 to 1; empty ones do not count."""
    lines, others = (Counter(filter(None, text.split("\n"))) for text in (one, other))
    return (lines & others).total() / max(1, (lines | others).total())


def list_media_names(versions: Iterable[dict[str, Any]]) -> set[str]:
    return {version["media_name"] for version in versions if version["media_name"]}


def delete_files_on_commit(names: Iterable[str]) -> None:
    for name in sorted(names):
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def delete_notebook_files(keys: Iterable[int]) -> None:
    """Delete the files of the notebooks of posts with the primary keys `keys`, once that is committed."""
    for versions in PostNotebook.objects.filter(post__in=list(keys)).values_list("versions", flat=True):
        delete_files_on_commit(list_media_names(versions))
