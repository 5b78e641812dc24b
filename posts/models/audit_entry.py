"""The audit log: who did what, when. An entry outlives the account and the thing that it names."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AuditAction(models.TextChoices):
    """What was done. The values are stored."""

    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
    LOCKED_OUT = "locked_out", _("was locked out")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    PASSWORD_RESET = "password_reset", _("password reset by link")
    RESET_LINK_CREATED = "reset_link_created", _("reset link created")
    FACTOR_ADDED = "factor_added", _("second factor added")
    FACTOR_REMOVED = "factor_removed", _("second factor removed")
    INVITED = "invited", pgettext_lazy("audit log", "invited")
    INVITATION_RENEWED = "invitation_renewed", _("invitation resent")
    INVITATION_REVOKED = "invitation_revoked", _("invitation revoked")
    INVITATION_ACCEPTED = "invitation_accepted", _("invitation accepted")
    RIGHTS_CHANGED = "rights_changed", _("rights changed")
    PUBLISHED = "published", pgettext_lazy("audit log", "published")
    SCHEDULED = "scheduled", pgettext_lazy("audit log", "scheduled")
    UNPUBLISHED = "unpublished", pgettext_lazy("audit log", "reverted to draft")
    ARCHIVED = "archived", pgettext_lazy("audit log", "archived")
    TRASHED = "trashed", pgettext_lazy("audit log", "moved to trash")
    RESTORED = "restored", pgettext_lazy("audit log", "restored")
    DELETED = "deleted", _("deleted permanently")
    VERSION_MARKED = "version_marked", _("version made citable")
    VERSION_REVOKED = "version_revoked", _("citable version revoked")
    TAGS_MERGED = "tags_merged", _("tags merged")
    LINK_CREATED = "link_created", _("preview link created")
    LINK_REVOKED = "link_revoked", _("preview link revoked")
    IMPORTED = "imported", pgettext_lazy("audit log", "imported")
    EXPORTED = "exported", pgettext_lazy("audit log", "exported")
    TOKEN_CREATED = "token_created", _("API token created")
    TOKEN_REVOKED = "token_revoked", _("API token revoked")
    TOKEN_USED = "token_used", _("API token used")
    TOKEN_WROTE = "token_wrote", _("written with an API token")
    SITE_CHANGED = "site_changed", _("site settings changed")


class AuditEntry(models.Model):
    """One thing that somebody did, with names as they were then."""

    reader_visible = False  # changing it ends no stored page

    created_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    # Of AuditAction, but not as `choices`: a new action would need a migration.
    action = models.CharField(_("action"), max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("user")
    )
    actor_name = models.CharField(_("user"), max_length=150, blank=True)
    # Name of a model and primary key of what was changed, which may be gone.
    target_model = models.CharField(max_length=100, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    target_name = models.CharField(_("object"), max_length=200, blank=True)
    # By the keys of `auditing.entries.DETAILS`.
    details = models.JSONField(default=dict)
    # Empty unless AUDIT_LOG_ADDRESSES asks for it.
    address = models.CharField(_("IP address"), max_length=45, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        # Who may manage accounts may read it; nobody may change it.
        default_permissions: ClassVar = ()
        verbose_name = _("audit log entry")
        verbose_name_plural = _("audit log")

    def __str__(self) -> str:
        return f"{self.actor_name} · {self.action_label} · {self.target_name}"

    @property
    def action_label(self) -> str:
        """What was done, in the language of the interface; the stored value where that is not known."""
        return str(dict(AuditAction.choices).get(self.action, self.action))
