"""What locks a client out, as `AXES_HANDLER`: by name and address, by address alone, by name alone.

A browser that its user has signed in with before is counted for itself, after OWASP's "Device cookies":
whatever strangers try, it is let in.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.http import HttpRequest

from posts.accounts.devices import read_known_users
from posts.auditing.entries import record_action
from posts.models import AuditAction
from posts.monitoring.metrics import count_sign_in

logger = logging.getLogger(__name__)

# Stands for the user agent of a failure, which says nothing that could be trusted.
KNOWN_BROWSER, OTHER_BROWSER = "known", ""
RESET_SESSION_KEY = "password_reset_user"
LOGGED_NAME_LENGTH = 150  # characters, as long as a username may be


class FailureLimit(NamedTuple):
    fields: tuple[str, ...]
    failures: int  # within AXES_COOLOFF_TIME


class Lockout(NamedTuple):
    until: datetime
    by_address: bool  # because of what was tried with other names


OTHER_LIMITS = (
    FailureLimit(("username", "ip_address"), settings.AXES_FAILURE_LIMIT),
    FailureLimit(("ip_address",), 30),
    FailureLimit(("username",), 30),
)
KNOWN_LIMITS = (FailureLimit(("username", "user_agent"), settings.AXES_FAILURE_LIMIT),)


class LockoutHandler(AxesDatabaseHandler):
    """Counts in the database, as axes does, with limits of our own."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Return AXES_FAILURE_LIMIT if one of the limits is reached, else 0; note it on `request`."""
        request.lockout = find_lockout(request, get_client_username(request, credentials))
        return int(settings.AXES_FAILURE_LIMIT) if request.lockout else 0

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        """Count a failure, and log who failed from where."""
        if request is None:
            return
        name, was_locked_out = get_client_username(request, credentials), request.axes_locked_out
        request.axes_user_agent = KNOWN_BROWSER if is_browser_of(request, name) else OTHER_BROWSER
        log_failure(request, name)
        super().user_login_failed(sender, credentials, request, **kwargs)
        record_failure(name, was_locked_out=was_locked_out, is_locked_out=request.axes_locked_out)


def find_lockout(request: Any, name: str | None) -> Lockout | None:
    """Return why, and until when, `name` may not sign in from where `request` comes; None if it may."""
    client = {"username": name, "ip_address": request.axes_ip_address, "user_agent": KNOWN_BROWSER}
    recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    lockouts = []
    for limit in KNOWN_LIMITS if is_browser_of(request, name) else OTHER_LIMITS:
        attempts = recent.filter(**{field: client[field] for field in limit.fields})
        rows = attempts.order_by("attempt_time").values_list("attempt_time", "failures_since_start")
        if until := find_lockout_end(rows, limit.failures, get_cool_off(request)):
            lockouts.append(Lockout(until, by_address=limit.fields == ("ip_address",)))
    return max(lockouts, default=None)


def find_lockout_end(
    rows: Iterable[tuple[datetime, int]], limit: int, cool_off: timedelta
) -> datetime | None:
    """Return when less than `limit` failures are left, of (time, failures), the oldest first."""
    attempts = list(rows)
    left = sum(failures for _, failures in attempts)
    end = None
    for time, failures in attempts:
        if left < limit:
            break
        left -= failures
        end = time + cool_off
    return end


def is_browser_of(request: HttpRequest, name: str | None) -> bool:
    """Whether the user `name` has signed in with this browser, or reset the password by mail in it."""
    keys = read_known_users(request)
    if reset_key := getattr(request, "session", {}).get(RESET_SESSION_KEY):
        keys.append(reset_key)
    return bool(keys and name) and User.objects.filter(username=name, pk__in=keys).exists()


def trust_browser(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Let strangers' failures not hinder `user`, who has reset the password, from signing in here."""
    request.session[RESET_SESSION_KEY] = str(user.pk)


def log_failure(request: Any, name: str | None) -> None:
    """Log one line; the name comes last, so that nothing in it can pass for the address.

    Without LOG_FAILED_LOGINS it has neither.
    """
    word = "Refused" if request.axes_locked_out else "Failed"
    if settings.LOG_FAILED_LOGINS:
        logger.warning("%s sign-in from %s as %s", word, request.axes_ip_address, make_printable(name or ""))
    else:
        logger.warning("%s sign-in", word)


def record_failure(name: str | None, *, was_locked_out: bool, is_locked_out: bool) -> None:
    """Write a failure to the audit log, and that a lock-out began; not what is refused while it lasts.

    A name that nobody has is not written: it may be a password in the wrong field.
    """
    count_sign_in("locked_out" if was_locked_out else "failed")
    if was_locked_out:
        return
    user = User.objects.filter(username=name or "").first()
    record_action(AuditAction.SIGN_IN_FAILED, user)
    if is_locked_out:
        record_action(AuditAction.LOCKED_OUT, user)


def make_printable(name: str) -> str:
    """Return `name` in one line of bounded length, "?" for each character that is not printable."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in name[:LOGGED_NAME_LENGTH])
    return printable or "-"
