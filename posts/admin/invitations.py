"""Invitations: who manages accounts makes, renews and revokes them."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.accounts.invitations import renew_invitation, send_invitation
from posts.admin.labels import GroupChoiceField
from posts.models import Invitation
from posts.models.permissions import can_manage_accounts


class InvitationForm(forms.ModelForm):
    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if user := User.objects.filter(email__iexact=email).first():
            text = _("The account “%(name)s” has this address already.")
            raise ValidationError(text % {"name": user.get_username()})
        if Invitation.objects.pending().filter(email__iexact=email).exists():
            raise ValidationError(_("This address was invited already. Make a new link in the list."))
        return email


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """The invitations that nobody accepted yet."""

    form = InvitationForm
    add_form_template = "admin/posts/invitation/add_form.html"
    list_display = ("email", "name", "invited_by", "created_at", "expires_at")
    list_display_links = None
    list_select_related = ("invited_by",)
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
        return super().get_queryset(request).filter(accepted_at=None)

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
        return self.show_links(request, [(item, renew_invitation(item, user)) for item in queryset])

    @admin.action(description=gettext_lazy("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        self.log_deletions(request, queryset)
        queryset.delete()
        messages.success(request, _("The invitations were revoked: their links no longer work."))
