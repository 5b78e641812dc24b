"""Preview links: secret addresses that show a post to people without an account before it is live."""

import secrets
from functools import partial
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.draft import Draft
from posts.models.post import Post


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def active(self) -> "PreviewLinkQuerySet":
        """Those that still show something: neither expired nor revoked, the post not in the trash.

        The draft of one that shows a draft is there.
        """
        is_there = Q(shows_draft=False) | Q(draft__isnull=False)
        return self.filter(is_there, revoked_at=None, expires_at__gt=timezone.now(), post__binned_at=None)


class PreviewLink(models.Model):
    """A secret address that shows a post, or a draft of it, until it expires or is revoked."""

    reader_visible = False  # changing it ends no stored page

    post = models.ForeignKey(Post, models.CASCADE, related_name="share_links")
    # A link to a draft shows nothing once the draft was discarded, and then has none.
    shows_draft = models.BooleanField(default=False)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="preview_links")
    # Of the standard library alone: a migration names the default, and imports nothing from `posts`.
    token = models.CharField(
        max_length=64, unique=True, default=partial(secrets.token_urlsafe, 24), editable=False
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        db_table = "posts_sharelink"  # from before the model was renamed
        ordering: ClassVar = ["-created_at"]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self) -> str:
        return f"{self.post} · {self.expires_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("posts:shared", args=[self.token])
