"""Invitations: who manages accounts makes, resends and revokes them."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ManyToManyField, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from posts.accounts.invitations import renew_invitation, revoke_invitations, send_invitation
from posts.admin.labels import GroupChoiceField, translate_group_name
from posts.models import Invitation, get_display_name
from posts.models.invitation import InvitationState
from posts.models.permissions import can_manage_accounts

ROW_BUTTON = (
    '<button type="submit" class="button invitation-button" formaction="{}" aria-label="{}">{}</button>'
)


class InvitationForm(forms.ModelForm):
    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if user := User.objects.filter(email__iexact=email).first():
            text = _("The account “%(name)s” has this address already.")
            raise ValidationError(text % {"name": user.get_username()})
        if Invitation.objects.pending().filter(email__iexact=email).exists():
            raise ValidationError(_("This address was invited already. Make a new link in the list."))
        return email


class InvitationStateFilter(admin.SimpleListFilter):
    title = gettext_lazy("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(InvitationState.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        narrowed: dict[str | None, Any] = {
            InvitationState.OPEN: queryset.active,
            InvitationState.EXPIRED: queryset.expired,
            InvitationState.ACCEPTED: queryset.accepted,
        }
        return narrowed.get(self.value(), queryset.all)()


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """All invitations; those that nobody accepted can be sent again, or revoked."""

    form = InvitationForm
    add_form_template = "admin/posts/invitation/add_form.html"
    list_display = ("email", "name", "group_names", "inviter", "day", "state_mark", "buttons")
    list_display_links = None
    list_filter = (InvitationStateFilter,)
    list_select_related = ("invited_by__profile",)
    search_fields = ("email", "name")
    actions = ("make_new_links", "revoke")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_manage_accounts(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can_manage_accounts(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return can_manage_accounts(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self) -> list[URLPattern]:
        views = {"resend": self.resend_view, "revoke": self.revoke_view}
        own = [
            path(
                f"<int:key>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"posts_invitation_{name}",
            )
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=gettext_lazy("invited"), ordering="created_at")
    def day(self, invitation: Invitation) -> str:
        return date_format(timezone.localtime(invitation.created_at), "Y-m-d")

    @admin.display(description=gettext_lazy("groups"))
    def group_names(self, invitation: Invitation) -> str:
        return ", ".join(translate_group_name(group) for group in invitation.groups.all())

    @admin.display(description=gettext_lazy("invited by"), ordering="invited_by")
    def inviter(self, invitation: Invitation) -> str:
        return get_display_name(invitation.invited_by) if invitation.invited_by else "—"

    @admin.display(description=gettext_lazy("status"), ordering="expires_at")
    def state_mark(self, invitation: Invitation) -> SafeString:
        """Return what became of it, and when; of an open one, when its link ends."""
        state, moment = invitation.state, invitation.accepted_at or invitation.expires_at
        text = _("until %(date)s") if state is InvitationState.OPEN else "%(date)s"
        date = text % {"date": date_format(timezone.localtime(moment), "Y-m-d")}
        return format_html(
            '<span class="badge invitation-{}">{}</span> <small>{}</small>', state.value, state.label, date
        )

    @admin.display(description="", empty_value="")
    def buttons(self, invitation: Invitation) -> str:
        """Return buttons of the list's own form, which go to a page of their own."""
        if invitation.state is InvitationState.ACCEPTED:
            return ""
        labels = {"resend": _("Resend"), "revoke": _("Revoke")}
        rows = [
            (
                reverse(f"admin:posts_invitation_{name}", args=[invitation.pk]),
                f"{label}: {invitation.email}",
                label,
            )
            for name, label in labels.items()
        ]
        return format_html_join(" ", ROW_BUTTON, rows)

    def get_pending(self, request: HttpRequest, key: int) -> Invitation:
        """Return the invitation `key`. Raises PermissionDenied, and Http404 if it was accepted or revoked."""
        if not can_manage_accounts(request.user):
            raise PermissionDenied
        return get_object_or_404(Invitation.objects.pending(), pk=key)

    def resend_view(self, request: HttpRequest, key: int) -> HttpResponse:
        invitation = self.get_pending(request, key)
        return self.show_links(
            request, [(invitation, renew_invitation(invitation, cast(User, request.user)))]
        )

    def revoke_view(self, request: HttpRequest, key: int) -> HttpResponse:
        self.revoke(request, Invitation.objects.filter(pk=self.get_pending(request, key).pk))
        return redirect("admin:posts_invitation_changelist")

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        kwargs |= {"form_class": GroupChoiceField, "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        context = {"title": _("Invite somebody"), **(extra_context or {})}
        return super().add_view(request, form_url, context)

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.url = renew_invitation(obj, cast(User, request.user))  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self.show_links(request, [(obj, obj.url)])

    def show_links(self, request: HttpRequest, links: list[tuple[Invitation, str]]) -> HttpResponse:
        """Mail the links, and show them: this once, since they are not stored."""
        was_sent = [send_invitation(invitation, url) for invitation, url in links]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invitation link"),
            "opts": self.opts,
            "links": [(invitation.email, url) for invitation, url in links],
            "was_sent": any(was_sent),
        }
        return TemplateResponse(request, "admin/posts/invitation/links.html", context)

    @admin.action(description=gettext_lazy("Send or copy a new link"), permissions=["view"])
    def make_new_links(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> HttpResponse:
        user = cast(User, request.user)
        pending = queryset.filter(accepted_at=None)
        return self.show_links(request, [(item, renew_invitation(item, user)) for item in pending])

    @admin.action(description=gettext_lazy("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        pending = queryset.filter(accepted_at=None)
        self.log_deletions(request, pending)
        revoke_invitations(pending)
        messages.success(request, _("The invitations were revoked: their links no longer work."))
