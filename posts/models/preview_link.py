"""Preview links: secret addresses that show a post to people without an account before it is live."""

import secrets
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.post import Post

LIFETIME = timedelta(days=7)


def new_token() -> str:
    return secrets.token_urlsafe(24)


def a_week_from_now() -> object:
    return timezone.now() + LIFETIME


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def active(self) -> "ShareLinkQuerySet":
        """Those that still show their post: neither expired nor revoked, and the post not in the trash."""
        return self.filter(Q(revoked_at=None), expires_at__gt=timezone.now(), post__binned_at=None)


class ShareLink(models.Model):
    """A secret address that shows a post to whoever has it, until it expires or is revoked."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="share_links")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), default=a_week_from_now)
    revoked_at = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = _("share link")
        verbose_name_plural = _("share links")

    def __str__(self) -> str:
        return f"{self.post} · {self.expires_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("posts:shared", args=[self.token])
