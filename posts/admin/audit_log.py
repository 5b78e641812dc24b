"""The audit log in the admin: read by those who manage accounts, changed by nobody."""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts.admin.labels import translate_group_name
from posts.models import AuditAction, AuditEntry, SiteSettings, TokenScope
from posts.models.permissions import can_manage_accounts

FIELD_RIGHTS = {
    "is_active": gettext_lazy("active"),
    "is_staff": gettext_lazy("staff status"),
    "is_superuser": gettext_lazy("superuser status"),
}
FACTOR_LABELS = {
    Authenticator.Type.TOTP: gettext_lazy("authenticator app"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("passkey"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("recovery codes"),
}


def translate_right(right: str) -> str:
    """Return the name of a right, as `accounts.rights.list_rights` has it."""
    kind, _separator, name = right.partition(":")
    if kind == "group":
        return translate_group_name(Group(name=name))
    return str(FIELD_RIGHTS.get(name, name))


def describe_count(count: int) -> str:
    return ngettext("%(count)d post", "%(count)d posts", count) % {"count": count}


def name_setting(name: str) -> str:
    """Return the label of a field of the site settings; what is none of them stays as it is."""
    try:
        field: Any = SiteSettings._meta.get_field(name)
    except FieldDoesNotExist:
        kind, _separator, rest = name.partition("_")
        return f"{_('verification')} ({rest})" if kind == "verification" else str(_(name.capitalize()))
    return str(field.verbose_name)


# What stands in `AuditEntry.details`, by its key, and how it is shown.
DETAIL_FORMATS: dict[str, Callable[[Any], str]] = {
    "added": lambda rights: ", ".join(f"+ {translate_right(right)}" for right in rights),
    "removed": lambda rights: ", ".join(f"− {translate_right(right)}" for right in rights),
    "factors": lambda types: ", ".join(str(FACTOR_LABELS.get(name, name)) for name in types),
    "count": describe_count,
    "merged": ", ".join,
    "scopes": lambda scopes: ", ".join(str(dict(TokenScope.choices).get(scope, scope)) for scope in scopes),
    "token": str,
    "fields": lambda names: ", ".join(map(name_setting, names)),
    "version": lambda number: _("version %(version)d") % {"version": number},
    "with_errors": lambda _value: _("despite errors"),
}


class ActionFilter(admin.SimpleListFilter):
    title = gettext_lazy("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(AuditAction.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_display = ("moment", "who", "what", "target", "more")
    list_display_links = None
    list_filter = (ActionFilter, "created_at")
    list_per_page = 50
    date_hierarchy = None
    search_fields = ("actor_name", "target_name", "address")
    search_help_text = gettext_lazy("Searches users, names of what was changed, and addresses.")
    show_full_result_count = False
    actions = None
    ordering = ("-created_at", "-pk")
    sortable_by: ClassVar = ("moment",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_manage_accounts(request.user)

    def has_view_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return can_manage_accounts(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.list_display, "stored_address") if settings.AUDIT_LOG_ADDRESSES else self.list_display

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the list, which shows all that there is."""
        return redirect("admin:posts_auditentry_changelist")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return super().get_queryset(request).defer("actor")

    @admin.display(description=gettext_lazy("time"), ordering="created_at")
    def moment(self, entry: AuditEntry) -> str:
        return date_format(timezone.localtime(entry.created_at), "Y-m-d H:i")

    @admin.display(description=gettext_lazy("IP address"), empty_value="")
    def stored_address(self, entry: AuditEntry) -> str:
        return entry.address

    @admin.display(description=gettext_lazy("user"))
    def who(self, entry: AuditEntry) -> str:
        return entry.actor_name or "—"

    @admin.display(description=gettext_lazy("action"))
    def what(self, entry: AuditEntry) -> str:
        return capfirst(entry.action_label)

    @admin.display(description=gettext_lazy("object"))
    def target(self, entry: AuditEntry) -> str:
        """Return the name of what was changed, as a link to it; what is gone says so there."""
        name = entry.target_name or "—"
        url = find_target_url(entry)
        text = format_html('<a href="{}">{}</a>', url, name) if url else name
        if entry.target_model not in SHOWN_MODELS:
            return text
        kind = apps.get_model(entry.target_model)._meta.verbose_name
        return format_html("{} <small>{}</small>", text, kind)

    @admin.display(description=gettext_lazy("details"), empty_value="")
    def more(self, entry: AuditEntry) -> str:
        texts = (show(entry.details[key]) for key, show in DETAIL_FORMATS.items() if key in entry.details)
        return ", ".join(texts)


# Models whose rows the log names, with a form in the admin; of the others only the name is shown.
SHOWN_MODELS = frozenset(
    {
        "auth.group",
        "auth.user",
        "posts.category",
        "posts.invitation",
        "posts.picture",
        "posts.post",
        "posts.profile",
        "posts.redirect",
        "posts.series",
        "posts.tag",
    }
)


def find_target_url(entry: AuditEntry) -> str:
    """Return the address of the form of what `entry` tells of; "" where there is none."""
    if entry.action in {AuditAction.DELETED, AuditAction.INVITATION_REVOKED} or not entry.target_id:
        return ""
    try:
        return reverse(f"admin:{entry.target_model.replace('.', '_')}_change", args=[entry.target_id])
    except NoReverseMatch:
        return ""
