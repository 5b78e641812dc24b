"""Users: Django's own admin; users who join a group with permissions for posts get staff status."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

admin.site.unregister(User)


@admin.register(User)
class StaffUserAdmin(UserAdmin):
    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        before = list(form.instance.groups.values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        joined = form.instance.groups.exclude(pk__in=before)
        if joined.filter(permissions__content_type__app_label="posts").exists():
            self.grant_staff_status(request, form)

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
        text = _("“%(name)s” got staff status, without which nobody of a group that writes can sign in here.")
        messages.info(request, text % {"name": user.get_username()})
