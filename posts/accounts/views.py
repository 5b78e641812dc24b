"""Pages of our own: an overview of the account's security, its sessions, and the way to a new password."""

from typing import Any, cast

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import PasswordResetView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from posts.accounts.encryption import FactorSecretError
from posts.accounts.lockout import answer_too_many_requests
from posts.accounts.request_limits import RESETS_BY_NETWORK, take_request
from posts.accounts.second_factor import lacks_second_factor, requires_second_factor
from posts.accounts.sessions import end_sessions, list_sessions
from posts.monitoring.client_address import get_client_address


class AccountView(LoginRequiredMixin, TemplateView):
    @property
    def user(self) -> AbstractUser:
        return cast(AbstractUser, self.request.user)


class RequestResetView(PasswordResetView):
    def form_valid(self, form: Any) -> HttpResponse:
        """Send the link; refuse a network that asks for very many."""
        if not take_request(RESETS_BY_NETWORK, get_client_address(self.request)):
            return answer_too_many_requests(self.request)
        response: HttpResponse = super().form_valid(form)
        return response


class SecurityView(AccountView):
    """Password, second factors, passkeys and sessions of whoever is signed in."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factors = list(Authenticator.objects.filter(user=self.user).order_by("created_at"))
        by_type = {factor.type: factor for factor in factors}
        codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
        return {
            **super().get_context_data(**kwargs),
            "app": by_type.get(Authenticator.Type.TOTP),
            "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
            "recovery_codes": codes,
            "codes_left": count_unused_codes(codes) if codes else 0,
            "session_count": len(list_sessions(self.request, self.user)),
            "is_required": requires_second_factor(self.user),
            "is_lacking": lacks_second_factor(self.request),
            "next_url": get_next_redirect_url(self.request) or "",
        }


def count_unused_codes(codes: Authenticator) -> int | None:
    """Return how many recovery codes are left; None if that cannot be read."""
    try:
        return len(codes.wrap().get_unused_codes())
    except FactorSecretError:
        return None


class SessionsView(AccountView):
    """Lists the sessions; ends one, all others, or all."""

    template_name = "usersessions/usersession_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = list_sessions(self.request, self.user)
        return {**super().get_context_data(**kwargs), "sessions": sessions}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if key := request.POST.get("session"):
            return self.end_session(key)
        if "everywhere" in request.POST:
            end_sessions(self.user)
            logout(request)
            messages.success(request, _("You have signed out everywhere."))
            return redirect("account_login")
        end_sessions(self.user, keep=request.session.session_key)
        messages.success(request, _("All other sessions were ended."))
        return redirect("usersessions_list")

    def end_session(self, key: str) -> HttpResponse:
        """End the session whose record has the primary key `key`."""
        record = get_object_or_404(UserSession, user=self.user, pk=int(key) if key.isdecimal() else 0)
        if record.session_key == self.request.session.session_key:
            record.end()
            logout(self.request)
            return redirect("account_login")
        record.end()
        messages.success(self.request, _("The session was ended."))
        return redirect("usersessions_list")
