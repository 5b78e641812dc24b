"""Mails about an account: what was changed, from where, and what to do if somebody else did it."""

import logging
from typing import Any

from allauth.core import context
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from posts.accounts.devices import describe_browser, get_user_agent
from posts.models import get_account_settings, get_site
from posts.monitoring.client_address import get_client_address

logger = logging.getLogger(__name__)

# By the names of allauth's templates, and two of ours.
NOTICES = {
    "account/email/password_changed": _("Your password was changed"),
    "account/email/password_reset": _("Your password was reset"),
    "account/email/password_set": _("Your password was set"),
    "mfa/email/totp_activated": _("An authenticator app was added"),
    "mfa/email/totp_deactivated": _("The authenticator app was removed"),
    "mfa/email/recovery_codes_generated": _("New recovery codes were generated"),
    "mfa/email/webauthn_added": _("A passkey was added"),
    "mfa/email/webauthn_removed": _("A passkey was removed"),
    "new_device": _("A new device has signed in"),
    "factors_removed": _("Your second factors were removed"),
}
# They send nothing, or only to the log.
SILENT_BACKENDS = ("console.EmailBackend", "dummy.EmailBackend")


def is_mail_configured() -> bool:
    """Whether mails reach anybody."""
    backend = settings.EMAIL_BACKEND
    is_queued = backend == "posts.mail.backend.QueuedEmailBackend"
    return not (settings.MAIL_DELIVERY_BACKEND if is_queued else backend).endswith(SILENT_BACKENDS)


def send_notice(user: AbstractUser, name: str) -> None:
    """Tell `user` of a change, `name` of NOTICES, and where it came from."""
    request = context.request
    details = {"notice": NOTICES[name], "user": user, "time": timezone.now(), **get_origin(request)}
    send_account_mail("account/email/notice", user.email, details)


def get_origin(request: HttpRequest | None) -> dict[str, str]:
    """Return the address and the browser of `request`; nothing for a command."""
    if request is None:
        return {}
    agent = get_user_agent(request)
    return {"address": get_client_address(request), "browser": describe_browser(agent) or agent}


def send_account_mail(template_prefix: str, address: str, values: dict[str, Any]) -> None:
    """Send the mail of two templates to `address`, if there is one. A failure is logged and stops nothing.

    It is in the language that the account `values["user"]` chose; without one, in that of the request.
    """
    if not address:
        return
    values = {"site_name": get_site().name, "security_url": build_url(reverse("mfa_index")), **values}
    user = values.get("user")
    language = get_account_settings(user).effective_language if user else translation.get_language()
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", values).split())
        body = render_to_string(f"{template_prefix}_message.txt", values)
    try:
        EmailMessage(f"{get_site().name}: {subject}", body.strip() + "\n", to=[address]).send()
    except OSError:
        logger.exception("A mail about an account could not be sent.")


def build_url(path: str) -> str:
    """Return `path` as a full address: of SITE_URL, else of the host that was asked."""
    if settings.SITE_URL or context.request is None:
        return f"{settings.SITE_URL}{path}"
    return str(context.request.build_absolute_uri(path))
