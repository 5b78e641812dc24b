"""The lock-out of django-axes, for what is guessed after the password, and what it answers."""

from math import ceil
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from posts.accounts.lockout_handler import trust_browser

RATE_SECONDS = 3600  # the longest of `request_limits`


def ensure_not_locked_out(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Raise ValidationError where `user` may not try again yet; axes' middleware then answers."""
    if not getattr(settings, "AXES_ENABLED", True):
        return
    if not AxesProxyHandler.is_allowed(request, {"username": user.get_username()}):
        request.axes_locked_out = True  # type: ignore[attr-defined]
        raise ValidationError(_("Too many failed attempts. Try again later."))


def count_failure(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Count a wrong code, or a wrong password of somebody signed in, as a failed attempt to sign in."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


def lift_lockout(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Forget the failed attempts at `user`, who has proved by mail who they are, and trust this browser."""
    if getattr(settings, "AXES_ENABLED", True):
        reset(username=user.get_username())
        trust_browser(request, user)


def answer_locked_out(request: HttpRequest, *args: Any) -> HttpResponse:
    """Answer somebody who is locked out, as `AXES_LOCKOUT_CALLABLE`: 429, and when to try again."""
    now = timezone.now()
    lockout = getattr(request, "lockout", None)
    until = lockout.until if lockout else now + get_cool_off(request)
    seconds = max(1, ceil((until - now).total_seconds()))
    details = {"minutes": ceil(seconds / 60), "by_address": bool(lockout and lockout.by_address)}
    return refuse_for(seconds, render_in_reader_language(request, "account/locked_out.html", details))


def answer_too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who asks too often, for resets above all, as `handler429`."""
    return refuse_for(RATE_SECONDS, render_in_reader_language(request, "429.html"))


def render_in_reader_language(
    request: HttpRequest, template: str, details: dict[str, Any] | None = None
) -> HttpResponse:
    """Return a page with status 429 in the language that the browser asks for, if the site has it.

    Who is kept out must know why, and reads no other page; the rest of the site has one language.
    """
    with override(get_language_from_request(request)):
        response = render(request, template, details, status=429)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def refuse_for(seconds: int, response: HttpResponse) -> HttpResponse:
    """Return `response`, which says to programs when to try again, and which no cache keeps."""
    response["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response
