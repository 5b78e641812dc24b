"""Invitations: made, given a new link, and accepted."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from posts.accounts.notifications import build_url, is_mail_configured, send_account_mail
from posts.accounts.rights import list_rights
from posts.auditing.entries import record_action, record_actions
from posts.models import AuditAction, Invitation, get_display_name
from posts.models.permissions import can_manage_accounts, needs_staff_status

INVITATION_LIFETIME = timedelta(days=7)
SALT = "posts.invitation"


class InvitationError(Exception):
    """The link was used, revoked, has expired, or never was one."""


def hash_nonce(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()


def renew_invitation(invitation: Invitation, inviter: User) -> str:
    """Save `invitation` as one of `inviter` with a new link, and return that; an older link ends."""
    action = AuditAction.INVITED if invitation.pk is None else AuditAction.INVITATION_RENEWED
    nonce = secrets.token_urlsafe(24)
    invitation.nonce_hash, invitation.invited_by = hash_nonce(nonce), inviter
    invitation.expires_at = timezone.now() + INVITATION_LIFETIME
    invitation.save()
    record_action(action, invitation, actor=inviter)
    token = signing.dumps([invitation.pk, nonce], salt=SALT)
    return build_url(reverse("account_invitation", args=[token]))


def revoke_invitations(invitations: Iterable[Invitation]) -> None:
    """Delete `invitations`, so that their links end."""
    invitations = list(invitations)
    record_actions(AuditAction.INVITATION_REVOKED, invitations)
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in invitations]).delete()


def send_invitation(invitation: Invitation, url: str) -> bool:
    """Mail `url` to the invited, if the site sends mails; return whether it does."""
    if not is_mail_configured():
        return False
    inviter = get_display_name(invitation.invited_by) if invitation.invited_by else ""
    values = {"url": url, "inviter": inviter, "expires_at": invitation.expires_at}
    send_account_mail("account/email/invitation", invitation.email, values)
    return True


def find_invitation(token: str) -> Invitation:
    """Return the invitation whose link has `token`. Raises InvitationError if it does not work."""
    try:
        key, nonce = signing.loads(token, salt=SALT, max_age=INVITATION_LIFETIME)
    except signing.BadSignature as error:
        raise InvitationError from error
    invitation = Invitation.objects.active().filter(pk=key, nonce_hash=hash_nonce(nonce)).first()
    # Who may not manage accounts any more has invited nobody.
    if invitation is None or not (invitation.invited_by and can_manage_accounts(invitation.invited_by)):
        raise InvitationError
    return invitation


def accept_invitation(invitation: Invitation, user: User) -> None:
    """Save the new `user` with what was promised. Raises InvitationError if somebody was quicker."""
    with transaction.atomic():
        links = Invitation.objects.active().filter(pk=invitation.pk, nonce_hash=invitation.nonce_hash)
        if not links.update(accepted_at=timezone.now()):
            raise InvitationError
        user.is_staff = needs_staff_status(invitation.groups.all())
        user.save()
        user.groups.set(invitation.groups.all())
        names = list_rights(user)
        record_action(AuditAction.INVITATION_ACCEPTED, user, actor=user, added=names)
