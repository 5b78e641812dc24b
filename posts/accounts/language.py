"""The language of the interface that an account chose: kept in the session, so that no page asks for it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from posts.models import AccountSettings

LANGUAGE_SESSION_KEY = "interface_language"
# Where somebody works; readers' pages are in the language of the site.
INTERFACE_PREFIXES = ("/admin/", "/accounts/")


class AccountLanguageMiddleware:
    """Shows the admin, and the pages of accounts, in the language that the account chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = (
            request.session.get(LANGUAGE_SESSION_KEY)
            if request.path_info.startswith(INTERFACE_PREFIXES)
            else None
        )
        if chosen not in dict(settings.LANGUAGES):
            return self.get_response(request)
        with translation.override(chosen):
            return self.get_response(request)


def remember_language(request: HttpRequest | None, user: AbstractUser, **kwargs: Any) -> None:
    """Note in the session of `request` which language `user` chose."""
    if request is None or not hasattr(request, "session"):
        return
    if language := AccountSettings.objects.filter(user=user.pk).values_list("language", flat=True).first():
        request.session[LANGUAGE_SESSION_KEY] = language
    else:
        request.session.pop(LANGUAGE_SESSION_KEY, None)
