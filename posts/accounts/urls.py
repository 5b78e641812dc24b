"""The URLs below /accounts/: allauth's, by its names, without those for what we do not offer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from posts.accounts.encryption import FactorSecretError
from posts.accounts.invitation_views import InvitationView
from posts.accounts.views import RequestResetView, SecurityView, SessionsView

AccountPage = Callable[..., HttpResponseBase]

PAGES: dict[str, tuple[str, AccountPage]] = {
    "mfa_index": ("", SecurityView.as_view()),
    "usersessions_list": ("sessions/", SessionsView.as_view()),
    "account_login": ("login/", account.login),
    "account_logout": ("logout/", account.logout),
    "account_inactive": ("inactive/", account.account_inactive),
    "account_signup": ("signup/", account.signup),
    "account_invitation": ("invitation/<str:token>/", InvitationView.as_view()),
    "account_reauthenticate": ("reauthenticate/", account.reauthenticate),
    "account_change_password": ("password/change/", account.password_change),
    "account_set_password": ("password/set/", account.password_set),
    "account_reset_password": ("password/reset/", RequestResetView.as_view()),
    "account_reset_password_done": ("password/reset/done/", account.password_reset_done),
    "account_reset_password_from_key_done": (
        "password/reset/key/done/",
        account.password_reset_from_key_done,
    ),
    "mfa_authenticate": ("2fa/authenticate/", factors.authenticate),
    "mfa_reauthenticate": ("2fa/reauthenticate/", factors.reauthenticate),
    "mfa_activate_totp": ("2fa/totp/activate/", app.activate_totp),
    "mfa_deactivate_totp": ("2fa/totp/deactivate/", app.deactivate_totp),
    "mfa_view_recovery_codes": ("2fa/recovery-codes/", codes.view_recovery_codes),
    "mfa_generate_recovery_codes": ("2fa/recovery-codes/generate/", codes.generate_recovery_codes),
    "mfa_download_recovery_codes": ("2fa/recovery-codes/download/", codes.download_recovery_codes),
    "mfa_add_webauthn": ("2fa/webauthn/add/", passkeys.add_webauthn),
    "mfa_reauthenticate_webauthn": ("2fa/webauthn/reauthenticate/", passkeys.reauthenticate_webauthn),
    "mfa_remove_webauthn": ("2fa/webauthn/keys/<int:pk>/remove/", passkeys.remove_webauthn),
    "mfa_edit_webauthn": ("2fa/webauthn/keys/<int:pk>/edit/", passkeys.edit_webauthn),
    "mfa_login_webauthn": ("2fa/webauthn/login/", passkeys.login_webauthn),
    # Their lists are part of the overview.
    "account_factors": ("2fa/", RedirectView.as_view(pattern_name="mfa_index")),
    "mfa_list_webauthn": ("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index")),
}


def report_lost_key(view: AccountPage) -> AccountPage:
    """Wrap `view` so that factors whose key is lost lead to the overview, which says so."""

    @wraps(view)
    def reporting_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response
        except FactorSecretError as error:
            messages.error(request, error.message)
            return redirect("mfa_index")

    return reporting_view


def protect_view(view: AccountPage) -> AccountPage:
    """Wrap `view` so that no cache stores its pages."""
    return never_cache(report_lost_key(view))


urlpatterns: list[URLPattern] = [
    *(path(route, protect_view(view), name=name) for name, (route, view) in PAGES.items()),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        protect_view(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]
