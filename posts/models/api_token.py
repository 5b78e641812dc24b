"""Tokens by which programs use the API in the name of an account."""

import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TokenScope(models.TextChoices):
    """What a token may be used for, never more than its user may do. The values are stored."""

    READ = "read", _("Read drafts, and what else readers do not see")
    WRITE = "write", _("Write posts and drafts")
    PUBLISH = "publish", _("Publish posts, and update published ones")
    UPLOAD = "upload", _("Upload pictures")


class TokenState(models.TextChoices):
    """What became of a token; no column holds it."""

    ACTIVE = "active", pgettext_lazy("token", "active")
    EXPIRED = "expired", pgettext_lazy("token", "expired")
    REVOKED = "revoked", pgettext_lazy("token", "revoked")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def active(self) -> "ApiTokenQuerySet":
        """Those that still open something."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ApiToken(models.Model):
    """A token of one account, with its scopes, until it expires or is revoked."""

    reader_visible = False  # changing it ends no stored page

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("account")
    )
    name = models.CharField(
        _("name"), max_length=100, help_text=_("What uses it, such as “notes on my laptop”.")
    )
    # Of TokenScope, but not as `choices`: another scope would need a migration.
    scopes = models.JSONField(_("allowed"), default=list)
    # Of the token only a hash is stored, and its first characters, by which its user knows it.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    beginning = models.CharField(max_length=12, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    # To the minute, and when its use was last written to the audit log.
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    audited_at = models.DateTimeField(null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        # Everybody who writes has tokens of their own; there are no permissions for them.
        default_permissions: ClassVar = ()
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> TokenState:
        if self.revoked_at:
            return TokenState.REVOKED
        return TokenState.ACTIVE if self.expires_at > timezone.now() else TokenState.EXPIRED

    def has_scope(self, scope: str) -> bool:
        return scope in self.scopes


def hash_api_token(token: str) -> str:
    """Return what is stored of `token`: it has 256 random bits, so that a plain digest keeps it secret."""
    return hashlib.sha256(token.encode()).hexdigest()
