"""API tokens: everybody who writes makes and revokes their own; who manages accounts may revoke any."""

from datetime import timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from posts.accounts.api_tokens import create_api_token, revoke_api_tokens
from posts.models import ApiToken, TokenScope, TokenState, get_display_name, permissions

# Days, of which one is chosen; no token lasts for ever.
TOKEN_LIFETIMES = (7, 30, 90, 365)
DEFAULT_TOKEN_LIFETIME = 90
SHORT_SCOPES = {
    TokenScope.READ: pgettext_lazy("scope", "read"),
    TokenScope.WRITE: pgettext_lazy("scope", "write"),
    TokenScope.PUBLISH: pgettext_lazy("scope", "publish"),
    TokenScope.UPLOAD: pgettext_lazy("scope", "upload"),
}
REVOKE_BUTTON = (
    '<button type="submit" class="button invitation-button" formaction="{}" aria-label="{}">{}</button>'
)


def list_offered_scopes(user: permissions.AnyUser) -> list[tuple[str, Any]]:
    """Return the scopes of which `user` has any use."""
    allowed = {
        TokenScope.READ: permissions.can_view_unpublished(user),
        TokenScope.WRITE: permissions.can_write_posts(user),
        TokenScope.PUBLISH: permissions.can_publish(user),
        TokenScope.UPLOAD: permissions.can_write_posts(user),
    }
    return [(scope.value, scope.label) for scope, is_allowed in allowed.items() if is_allowed]


def label_lifetime(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


class ApiTokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Allowed"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never more than you may do yourself."),
    )
    lifetime = forms.TypedChoiceField(label=gettext_lazy("Expires in"), coerce=int)

    user: permissions.AnyUser  # whose token it is; set by `ApiTokenAdmin.get_form`

    class Meta:
        model = ApiToken
        fields: ClassVar = ["name", "scopes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes, lifetime = cast(Any, self.fields["scopes"]), cast(Any, self.fields["lifetime"])
        scopes.choices = list_offered_scopes(self.user)
        lifetime.choices = [(days, label_lifetime(days)) for days in TOKEN_LIFETIMES]
        lifetime.initial = DEFAULT_TOKEN_LIFETIME


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """The tokens of whoever asks; for those who manage accounts, everybody's."""

    form = ApiTokenForm
    add_form_template = "admin/posts/apitoken/add_form.html"
    fields = ("name", "scopes", "lifetime")
    list_display = ("name", "owner", "start", "allowed", "state_mark", "used", "buttons")
    list_display_links = None
    list_select_related = ("user__profile",)
    actions = None
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return self.has_add_permission(request) or permissions.can_manage_accounts(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(list_offered_scopes(request.user))

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        tokens = super().get_queryset(request)
        return (
            tokens if permissions.can_manage_accounts(request.user) else tokens.filter(user=request.user.pk)
        )

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        sees_all = permissions.can_manage_accounts(request.user)
        return tuple(name for name in self.list_display if sees_all or name != "owner")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.revoke_view))
        return [path("<int:key>/revoke/", view, name="posts_apitoken_revoke"), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        form_class = super().get_form(request, obj, change=change, **kwargs)
        return type("UserTokenForm", (form_class,), {"user": request.user})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the list, which shows all that there is."""
        return redirect("admin:posts_apitoken_changelist")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        context = {"title": _("Create an API token"), **(extra_context or {})}
        return super().add_view(request, form_url, context)

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.user = cast(User, request.user)
        lifetime = timedelta(days=form.cleaned_data["lifetime"])
        obj.text = create_api_token(obj, lifetime)  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Show the token: this once, since it is not stored."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("API token"),
            "opts": self.opts,
            "token": obj,
            "text": obj.text,
            "api_url": request.build_absolute_uri(reverse("api:get_site")),
        }
        response = TemplateResponse(request, "admin/posts/apitoken/created.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def revoke_view(self, request: HttpRequest, key: int) -> HttpResponse:
        revoke_api_tokens(self.get_queryset(request).filter(pk=key))
        messages.success(request, _("The token was revoked: it opens nothing any more."))
        return redirect("admin:posts_apitoken_changelist")

    @admin.display(description=gettext_lazy("account"), ordering="user__username")
    def owner(self, token: ApiToken) -> str:
        return get_display_name(token.user)

    @admin.display(description=gettext_lazy("begins with"))
    def start(self, token: ApiToken) -> SafeString:
        return format_html("<code>{}…</code>", token.beginning)

    @admin.display(description=gettext_lazy("allowed"))
    def allowed(self, token: ApiToken) -> str:
        return ", ".join(str(SHORT_SCOPES.get(scope, scope)) for scope in token.scopes)

    @admin.display(description=gettext_lazy("status"), ordering="expires_at")
    def state_mark(self, token: ApiToken) -> SafeString:
        """Return what became of it, and when; of one that works, until when."""
        state, moment = token.state, token.revoked_at or token.expires_at
        text = _("until %(date)s") if state is TokenState.ACTIVE else "%(date)s"
        date = text % {"date": date_format(timezone.localtime(moment), "Y-m-d")}
        mark = {"active": "open", "expired": "expired", "revoked": "expired"}[state.value]
        return format_html(
            '<span class="badge invitation-{}">{}</span> <small>{}</small>', mark, state.label, date
        )

    @admin.display(description=gettext_lazy("last used"), ordering="last_used_at")
    def used(self, token: ApiToken) -> str:
        if token.last_used_at is None:
            return _("never")
        return date_format(timezone.localtime(token.last_used_at), "Y-m-d H:i")

    @admin.display(description="", empty_value="")
    def buttons(self, token: ApiToken) -> str:
        """Return the button of the list's own form that revokes the token."""
        if token.state is not TokenState.ACTIVE:
            return ""
        label = _("Revoke")
        url = reverse("admin:posts_apitoken_revoke", args=[token.pk])
        return format_html(REVOKE_BUTTON, url, f"{label}: {token.name}", label)
