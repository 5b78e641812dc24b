"""Records of imported posts."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRecord(models.Model):
    """The file that a post was imported from, by which a second import finds the post.

    It outlives its post, so that a deleted post is not imported again.
    """

    post = models.OneToOneField("posts.Post", models.SET_NULL, null=True, related_name="imported")
    # Path of the file below the imported folder, beginning with that folder's name.
    origin = models.CharField(max_length=500, unique=True)
    # Digests of the converted file, with its pictures and links, and of the post as
    # it was stored: the first tells whether the old site has changed since, the
    # second whether the post has.
    file_digest = models.CharField(max_length=64)
    post_digest = models.CharField(max_length=64)
    # How the file names what is in media now: by name in media the paths as they are written, in the order
    # of the text, one where all are the same. An export writes them again.
    written_paths = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("import record")
        verbose_name_plural = _("import records")
        db_table = "posts_imported"  # from before the model was renamed

    def __str__(self) -> str:
        return self.origin


class ImportedComments(models.Model):
    """What readers said of a post on its old site: kept for the site's owner, and shown to nobody.

    `comments` are objects with "id", "author", "date" and "text" at least, the oldest first.
    """

    reader_visible = False  # changing it ends no stored page

    post = models.OneToOneField("posts.Post", models.CASCADE, related_name="imported_comments")
    comments = models.JSONField(default=list)

    class Meta:
        verbose_name = _("imported comments")
        verbose_name_plural = _("imported comments")

    def __str__(self) -> str:
        return str(self.post)


class ImportManifest(models.Model):
    """What a folder held, and what was here of it, at the end of its last import.

    An import that finds all of it again reads no post: it says what `summary` holds.
    """

    reader_visible = False  # changing it ends no stored page

    # Digests: of the folder's path, of the program and its settings, and of the posts.
    key = models.CharField(max_length=64, unique=True)
    environment = models.CharField(max_length=64)
    posts = models.CharField(max_length=64)
    # By path: signs of a change, and the SHA-256 of the content.
    files = models.JSONField(default=dict)
    # Names of the files in media that the posts show.
    media = models.JSONField(default=list)
    summary = models.JSONField(default=dict)

    class Meta:
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("import manifest")
        verbose_name_plural = _("import manifests")

    def __str__(self) -> str:
        return self.key
