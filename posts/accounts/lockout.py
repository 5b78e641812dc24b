"""The lock-out of django-axes, for what is guessed after the password."""

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_ip_address
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _


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
    """Forget the failed attempts of `user`, who has proved by mail who they are, from this address."""
    if getattr(settings, "AXES_ENABLED", True):
        reset(username=user.get_username(), ip=get_client_ip_address(request))
