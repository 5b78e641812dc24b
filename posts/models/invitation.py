"""Invitations: somebody with this address may make an account, once, with these groups."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InvitationState(models.TextChoices):
    """What became of an invitation; no column holds it."""

    OPEN = "open", pgettext_lazy("invitation", "open")
    EXPIRED = "expired", pgettext_lazy("invitation", "expired")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> "InvitationQuerySet":
        """Those that nobody accepted, expired or not; revoking deletes them."""
        return self.filter(accepted_at=None)

    def active(self) -> "InvitationQuerySet":
        """Those whose link works."""
        return self.pending().filter(expires_at__gt=timezone.now())

    def expired(self) -> "InvitationQuerySet":
        """Those that nobody accepted in time."""
        return self.pending().filter(expires_at__lte=timezone.now())

    def accepted(self) -> "InvitationQuerySet":
        return self.exclude(accepted_at=None)


class Invitation(models.Model):
    """An address that was invited, and what the account will be allowed."""

    reader_visible = False  # changing it ends no stored page

    email = models.EmailField(_("email address"))
    name = models.CharField(
        _("name"),
        max_length=150,
        blank=True,
        help_text=_("The name that readers see. It can be changed later."),
    )
    groups = models.ManyToManyField(
        Group,
        verbose_name=_("groups"),
        related_name="+",
        help_text=_("What the invited person may do."),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    # Of the link only a hash is stored: who reads the database cannot make an account.
    nonce_hash = models.CharField(max_length=64, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        # Who may manage accounts may invite; there are no permissions of its own.
        default_permissions: ClassVar = ()
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def state(self) -> "InvitationState":
        if self.accepted_at:
            return InvitationState.ACCEPTED
        return InvitationState.EXPIRED if self.is_expired else InvitationState.OPEN
