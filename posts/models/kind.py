"""The kinds of posts: those that lists hold, and pages."""

from django.db import models
from django.utils.translation import pgettext_lazy


class PostKind(models.TextChoices):
    """What a post is to readers. The values are stored."""

    POST = "post", pgettext_lazy("kind of post", "post")
    PAGE = "page", pgettext_lazy("kind of post", "page")
