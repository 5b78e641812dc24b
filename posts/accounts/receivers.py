"""What follows from the signals of allauth: a session has shown a factor, a code was spent."""

from typing import Any

from allauth.account.signals import password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from django.http import HttpRequest

from posts.accounts.code_forms import spend_counter
from posts.accounts.lockout import lift_lockout
from posts.accounts.second_factor import SESSION_KEY, has_second_factor, record_second_factor


def connect_receivers() -> None:
    """Connect them all, once."""
    for signal in (authenticator_added, authenticator_used):
        signal.connect(note_second_factor, dispatch_uid="posts.accounts")
    authenticator_removed.connect(forget_second_factor, dispatch_uid="posts.accounts")
    password_reset.connect(forget_failures, dispatch_uid="posts.accounts")


def note_second_factor(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Note that this session has shown a factor; adding one shows it too, and spends its code."""
    record_second_factor(request, user)
    counter = getattr(request, "spent_counter", None)
    if counter is not None and authenticator.type == Authenticator.Type.TOTP:
        spend_counter(authenticator, counter)


def forget_second_factor(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Let the session of somebody who removed the last factor count as one that has shown none."""
    if not has_second_factor(user):
        request.session.pop(SESSION_KEY, None)


def forget_failures(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    lift_lockout(request, user)
