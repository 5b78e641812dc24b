"""What follows from the signals of allauth: a session has shown a factor, a code was spent."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from posts.accounts.code_forms import spend_counter
from posts.accounts.language import remember_language
from posts.accounts.lockout import lift_lockout
from posts.accounts.second_factor import SECOND_FACTOR_SESSION_KEY, has_second_factor, record_second_factor
from posts.auditing.entries import record_action
from posts.models import AuditAction
from posts.monitoring.metrics import count_sign_in

# What stands in the audit log when a signal of allauth was sent.
PASSWORD_ACTIONS = {
    password_changed: AuditAction.PASSWORD_CHANGED,
    password_set: AuditAction.PASSWORD_CHANGED,
    password_reset: AuditAction.PASSWORD_RESET,
}
FACTOR_ACTIONS = {
    authenticator_added: AuditAction.FACTOR_ADDED,
    authenticator_removed: AuditAction.FACTOR_REMOVED,
}


def connect_receivers() -> None:
    """Connect them all, once."""
    for signal in (authenticator_added, authenticator_used):
        signal.connect(note_second_factor, dispatch_uid="posts.accounts")
    authenticator_removed.connect(forget_second_factor, dispatch_uid="posts.accounts")
    password_reset.connect(forget_failures, dispatch_uid="posts.accounts")
    user_logged_in.connect(record_sign_in, dispatch_uid="posts.accounts.audit")
    user_logged_in.connect(remember_language, dispatch_uid="posts.accounts.language")
    for signal in PASSWORD_ACTIONS:
        signal.connect(record_password_change, dispatch_uid="posts.accounts.audit")
    for signal in FACTOR_ACTIONS:
        signal.connect(record_factor_change, dispatch_uid="posts.accounts.audit")


def note_second_factor(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Note that this session has shown a factor; adding one shows it too, and spends its code."""
    record_second_factor(request, user)
    counter = getattr(request, "spent_counter", None)
    if counter is not None and authenticator.type == Authenticator.Type.TOTP:
        spend_counter(authenticator, counter)


def forget_second_factor(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Let the session of somebody who removed the last factor count as one that has shown none."""
    if not has_second_factor(user):
        request.session.pop(SECOND_FACTOR_SESSION_KEY, None)


def forget_failures(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    lift_lockout(request, user)


def record_sign_in(user: Any, **kwargs: Any) -> None:
    count_sign_in("ok")
    record_action(AuditAction.SIGNED_IN, user, actor=user)


def record_password_change(signal: Any, user: Any, **kwargs: Any) -> None:
    record_action(PASSWORD_ACTIONS[signal], user, actor=user)


def record_factor_change(signal: Any, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    record_action(FACTOR_ACTIONS[signal], user, factors=[authenticator.type])
