"""Checks of what the site needs beside it: the store of media, Redis, the mail server."""

import socket
from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _

from posts.accounts.notifications import is_mail_configured
from posts.views import readiness

MAIL_TIMEOUT = 3  # seconds


def report_store() -> Iterator[CheckMessage]:
    """Find out whether uploaded files can be reached."""
    try:
        readiness.check_media()
    except Exception as error:  # noqa: BLE001  (whatever a driver raises, the store is missing)
        yield Error(
            _("The store of uploaded files does not answer (%(error)s).") % {"error": type(error).__name__},
            hint=_("Mend MEDIA_STORAGE and its keys: manage.py setup --set MEDIA_STORAGE=…"),
            id="site.store",
        )


def report_redis() -> Iterator[CheckMessage]:
    """Find out whether Redis answers, where there is one."""
    try:
        readiness.check_redis()
    except Exception as error:  # noqa: BLE001  (its driver, of six megabytes, is loaded where there is a Redis)
        yield CheckWarning(
            _("Redis does not answer (%(error)s): pages are slower.") % {"error": type(error).__name__},
            hint=_("Start it, or mend REDIS_URL: manage.py setup --set REDIS_URL=…"),
            id="site.redis",
        )


def report_mail() -> Iterator[CheckMessage]:
    """Find a site that sends no mail, or whose mail server cannot be reached."""
    if not is_mail_configured():
        yield CheckWarning(
            _("No mail is sent: nobody can reset a password by themselves."),
            hint="manage.py setup --set EMAIL_URL=smtps://name:password@mail.example.org",
            id="site.mail",
        )
        return
    if not settings.MAIL_DELIVERY_BACKEND.endswith("smtp.EmailBackend"):
        return
    try:
        socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), MAIL_TIMEOUT).close()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        yield Error(
            _("The mail server %(host)s cannot be reached: %(reason)s.")
            % {"host": settings.EMAIL_HOST, "reason": reason},
            hint="manage.py send_test_mail ADDRESS",
            id="site.mail",
        )
