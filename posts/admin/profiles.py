"""Profiles: the public pages of authors, each edited by the author."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Field, QuerySet
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from posts.admin.account_settings import edit_account_settings
from posts.admin.deletions import AuditedDeletionsMixin
from posts.admin.picture_field import PictureField
from posts.models import Profile, permissions


@admin.register(Profile)
class ProfileAdmin(AuditedDeletionsMixin):
    """Users who may write edit their own profile; those with Django's change permission edit all."""

    list_display = ("name", "user", "slug")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    own_fields = ("name", "slug", "picture", "text")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.own_profile_view)
        settings_view = self.admin_site.admin_view(edit_account_settings)
        return [
            path("mine/", view, name="posts_profile_own"),
            path("settings/", settings_view, name="posts_account_settings"),
            *super().get_urls(),
        ]

    def own_profile_view(self, request: HttpRequest) -> HttpResponseRedirect:
        """Redirect to the form of the user's own profile, or to the one that adds it."""
        profile = Profile.objects.filter(user=request.user.pk).first()
        name = "admin:posts_profile_change" if profile else "admin:posts_profile_add"
        return HttpResponseRedirect(reverse(name, args=[profile.pk] if profile else []))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Profile]:
        profiles = super().get_queryset(request)
        return profiles if self.can_edit_all(request) else profiles.filter(user=request.user.pk)

    def can_edit_all(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return permissions.can_write_posts(request.user) or super().has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        if super().has_add_permission(request):
            return True
        return permissions.can_write_posts(request.user) and not hasattr(request.user, "profile")

    def has_view_permission(self, request: HttpRequest, obj: Profile | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Profile | None = None) -> bool:
        if self.can_edit_all(request):
            return True
        return permissions.can_write_posts(request.user) and (obj is None or obj.user_id == request.user.pk)

    def get_fields(self, request: HttpRequest, obj: Profile | None = None) -> tuple[str, ...]:
        return ("user", *self.own_fields) if self.can_edit_all(request) else self.own_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        user = cast(User, request.user)
        initial = {} if hasattr(user, "profile") else {"user": user.pk, "name": user.get_full_name()}
        return {**initial, **super().get_changeform_initial_data(request)}

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> FormField | None:
        if db_field.name == "picture":
            kwargs["form_class"] = PictureField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Profile, form: Any, change: bool) -> None:  # noqa: FBT001
        if obj.user_id is None:
            obj.user = cast(User, request.user)
        super().save_model(request, obj, form, change)

    def view_on_site(self, obj: Profile) -> str:
        return obj.get_absolute_url()
