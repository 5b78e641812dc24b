"""Users: Django's own admin; users who join a group with permissions for posts get staff status."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ManyToManyField
from django.forms import ModelForm, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.accounts.account_managers import LastManagerError, keep_account_manager
from posts.accounts.reset_links import make_reset_link, send_reset_link
from posts.accounts.rights import record_right_changes
from posts.admin.deletions import AuditedDeletionsMixin
from posts.admin.labels import (
    GroupChoiceField,
    GroupFilter,
    PermissionChoiceField,
    translate_group_name,
)
from posts.auditing.entries import record_action
from posts.models import AuditAction, Invitation
from posts.models.permissions import can_change_account, list_account_managers, needs_staff_status

LAST_MANAGER_TEXT = gettext_lazy("This is the last account that may manage accounts.")

admin.site.unregister(User)
admin.site.unregister(Group)


class ManagerKeepingAdmin(AuditedDeletionsMixin):
    """Undoes what would leave nobody who manages accounts; of two who do that at once, the second."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        view = partial(super().changeform_view, request, object_id, *args, **kwargs)
        return self.keep_manager(request, partial(self.audit_rights, request, object_id, view))

    def audit_rights(
        self, request: HttpRequest, object_id: str | None, view: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """Return the answer of `view`, with what it changes of rights in the audit log."""
        if request.method != "POST" or object_id is None:
            return view()
        with record_right_changes(self.get_object(request, unquote(object_id))):
            return view()

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.keep_manager(request, partial(super().delete_view, request, *args, **kwargs))

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        return self.keep_manager(
            request, partial(super().response_action, request, queryset, *args, **kwargs)
        )

    def keep_manager(self, request: HttpRequest, view: Callable[[], Any]) -> Any:
        """Return the answer of `view`; where it was undone, a redirect to where it was asked for."""
        if request.method != "POST":
            return view()
        try:
            with keep_account_manager():
                return view()
        except LastManagerError:
            for _message in messages.get_messages(request):
                pass  # of a success that was undone: read here, they are not shown
            messages.error(request, LAST_MANAGER_TEXT)
            return redirect(request.get_full_path())


class StaffUserForm(UserChangeForm):
    def clean(self) -> dict[str, Any]:
        """Refuse to take the rights of the last one who manages accounts."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        managers = list_account_managers()
        others = managers.exclude(pk=self.instance.pk)
        if managers.filter(pk=self.instance.pk).exists() and not others.exists():
            may_enter = cleaned.get("is_active", True) and cleaned.get("is_staff", True)
            is_superuser = cleaned.get("is_superuser", self.instance.is_superuser)
            groups = cleaned.get("groups", self.instance.groups.all())
            is_owner = groups.filter(permissions__codename="change_user").exists()
            if not may_enter or not (is_superuser or is_owner):
                raise ValidationError(LAST_MANAGER_TEXT)
        return cleaned


@admin.register(User)
class StaffUserAdmin(ManagerKeepingAdmin, UserAdmin):
    """Accounts. Who is no superuser can neither make nor change one; somebody who manages them is left."""

    form = StaffUserForm
    list_filter = ("is_staff", "is_superuser", "is_active", ("groups", GroupFilter))

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        """Return the fields of groups and permissions with translated names."""
        if db_field.name == "groups":
            kwargs["form_class"] = GroupChoiceField
        if db_field.name == "user_permissions":
            kwargs["form_class"] = PermissionChoiceField
            kwargs["queryset"] = Permission.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Invite somebody instead: nobody chooses the password of another."""
        return self.admin_site.get_model_admin(Invitation).add_view(request, form_url, extra_context)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Leave out what only superusers give."""
        hidden = () if request.user.is_superuser else ("is_superuser", "user_permissions")
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in hidden]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or can_change_account(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or can_change_account(request.user, obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect the last ones who manage accounts."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        going = [user.pk for user in objs]
        managers = list_account_managers()
        if managers.filter(pk__in=going).exists() and not managers.exclude(pk__in=going).exists():
            protected = [*protected, str(LAST_MANAGER_TEXT)]
        return deleted, counts, missing, protected

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        before = list(form.instance.groups.values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        joined = form.instance.groups.exclude(pk__in=before)
        if needs_staff_status(joined):
            self.grant_staff_status(request, form)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Make a link to choose a new password: nobody types that of another."""
        user = self.get_object(request, unquote(id))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user.pk == request.user.pk:
            return redirect("account_change_password")
        context = {
            **self.admin_site.each_context(request),
            "title": _("New password for %(name)s") % {"name": user.get_username()},
            "opts": self.opts,
            "account": user,
        }
        if request.method == "POST":
            url = make_reset_link(user)
            context |= {"url": url, "was_sent": send_reset_link(user, url)}
            self.log_change(request, user, _("Link to choose a new password created."))
            record_action(AuditAction.RESET_LINK_CREATED, user)
        return TemplateResponse(request, "admin/auth/user/reset_link.html", context)

    def grant_staff_status(self, request: HttpRequest, form: ModelForm) -> None:
        """Let the user sign in to the admin, without which the group is of no use.

        This grants no permission; those come from the group alone. An administrator who takes the status
        away, now or later, is not overruled.
        """
        user = form.instance
        if user.is_staff or "is_staff" in form.changed_data:
            return
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        text = _("“%(name)s” was given staff status, which members of this group need to sign in here.")
        messages.info(request, text % {"name": user.get_username()})


@admin.register(Group)
class StaffGroupAdmin(ManagerKeepingAdmin, GroupAdmin):
    """Groups and their permissions by their translated names."""

    list_display = ("translated_name",)

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def translated_name(self, group: Group) -> str:
        return translate_group_name(group)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest | None = None, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        if db_field.name == "permissions":
            kwargs["form_class"] = PermissionChoiceField
        return super().formfield_for_manytomany(db_field, request, **kwargs)
