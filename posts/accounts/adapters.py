"""What allauth asks us: who may sign up, where to go, what to say, how to store secrets."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.accounts.devices import describe_browser, get_user_agent, is_known_browser, remember_browser
from posts.accounts.encryption import decrypt_secret, encrypt_secret
from posts.accounts.notifications import (
    NOTICES,
    build_url,
    send_account_mail,
    send_notice,
)
from posts.models import get_display_name, get_site
from posts.models.permissions import is_active_staff
from posts.monitoring.client_address import get_client_address

# By the names of allauth's templates; those that are missing here say nothing.
MESSAGES = {
    "account/messages/password_changed.txt": gettext_lazy("Your password was changed."),
    "account/messages/password_set.txt": gettext_lazy("Your password was set."),
    "account/messages/logged_out.txt": gettext_lazy("You have signed out."),
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app was added."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app was removed."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy(
        "Recovery codes were generated. Keep them safe."
    ),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey was added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey was removed."),
}
CONFIRMATION_METHODS = {
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("The username or the password is wrong."),
        "incorrect_password": gettext_lazy("The password is wrong."),
        "too_many_login_attempts": gettext_lazy("Too many failed attempts. Try again later."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether `url` is on this very host: allauth's own allows any of ALLOWED_HOSTS."""
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the dashboard; for those who may not enter it, their account."""
        user: Any = request.user
        return resolve_url(settings.LOGIN_REDIRECT_URL if is_active_staff(user) else "mfa_index")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_client_ip(self, request: HttpRequest) -> str:
        return get_client_address(request)

    def post_login(self, request: HttpRequest, user: AbstractUser, **kwargs: Any) -> HttpResponse:
        """Mail `user` if the browser is new, and the account is not; remember the browser."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not kwargs.get("signup") and not is_known_browser(request, user):
            send_notice(user, "new_device")
        remember_browser(request, response, user)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str = "",
        message_context: dict[str, Any] | None = None,
        **details: Any,
    ) -> None:
        """Show `message` of `details`, or what MESSAGES has for a template of allauth."""
        if text := details.get("message") or MESSAGES.get(message_template):
            messages.add_message(request, level, text)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": CONFIRMATION_METHODS[method["id"]]} for method in methods]

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return build_url(path.replace("UID-KEY", key))

    def send_password_reset_mail(self, user: AbstractUser, email: str, context: dict[str, Any]) -> None:
        """Send the link to the address of the account, however that was typed."""
        send_account_mail("account/email/password_reset_key", user.email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        if template_prefix in NOTICES:
            send_notice(user, template_prefix)


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        # What is checked by our forms has other words; this is left for passkeys.
        "incorrect_code": gettext_lazy("This passkey is not known here. Sign in another way."),
        "cannot_generate_recovery_codes": gettext_lazy("Add an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_secret(encrypted_text)

    def get_totp_issuer(self) -> str:
        return str(get_site().name)

    def get_totp_label(self, user: AbstractUser) -> str:
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": get_site().name}

    def get_public_key_credential_user_entity(self, user: AbstractUser) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": user.get_username(), "display_name": get_display_name(user)}

    def generate_authenticator_name(self, user: AbstractUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Return a name for a new passkey: that of the browser."""
        return describe_browser(get_user_agent(self.request)) or _("Passkey")
