"""The admin's site: its own login, which asks for no second factor, is replaced by ours."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AbstractUser
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from posts import __version__
from posts.accounts.second_factor import has_second_factor, lacks_second_factor
from posts.models import get_site
from posts.models.permissions import is_active_staff

HIDDEN_APPS = {"account", "django_tasks_database", "mfa", "usersessions"}


class SecureAdminSite(AdminSite):
    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = get_site().name
        context = {"site_title": name, "site_header": name, "version": __version__}
        return {**super().each_context(request), **context}

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the user may enter: active staff, with a second factor if their role requires one."""
        return super().has_permission(request) and not lacks_second_factor(request)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to where one signs in, or to what is missing, and back to `next`."""
        url = get_next_redirect_url(request) or reverse("admin:index")
        user: Any = request.user
        if not user.is_authenticated:
            return redirect_to_sign_in(request, url)
        if not is_active_staff(user):
            return render(request, "account/not_staff.html", status=403)
        if lacks_second_factor(request):
            return HttpResponseRedirect(build_url_with_next(find_factor_page(user), url))
        return HttpResponseRedirect(url)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register models as ever, but for those that have pages of our own."""
        is_one = isinstance(model_or_iterable, ModelBase)
        models: list[Any] = [model_or_iterable] if is_one else list(model_or_iterable)
        shown = [model for model in models if model._meta.app_label not in HIDDEN_APPS]
        super().register(shown, admin_class, **options)


def redirect_to_sign_in(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect to the login page, and from there to `url`. A form that was sent is sent there again."""
    target = build_url_with_next(reverse("account_login"), url)
    return HttpResponseRedirect(target, preserve_request=request.method == "POST")


def find_factor_page(user: AbstractUser) -> str:
    """Return the path where `user` shows a second factor, or adds the first one."""
    if not has_second_factor(user):
        return reverse("mfa_index")
    has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")


def build_url_with_next(path: str, url: str) -> str:
    return f"{path}?{urlencode({REDIRECT_FIELD_NAME: url})}"
