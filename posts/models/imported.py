"""Records of the imports that posts came from."""

from django.db import models


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
