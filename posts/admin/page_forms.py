"""Pages in the admin of posts: which of the two forms is shown, and where it leads afterwards."""

from copy import copy
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from posts.admin.page_form import PAGE_FIELDSETS, PageForm, is_page_form
from posts.models import Page, Post, permissions


class PageFormMixin(admin.ModelAdmin):
    """Shows a page in its own form, and goes back to the list of pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        is_allowed = not is_page_form(request, None) or permissions.can_write_pages(request.user)
        return is_allowed and super().has_add_permission(request)

    def get_fieldsets(self, request: HttpRequest, obj: Post | None = None) -> Any:
        return PAGE_FIELDSETS if is_page_form(request, obj) else super().get_fieldsets(request, obj)

    def get_form_options(self, request: HttpRequest, obj: Post | None) -> dict[str, Any]:
        return {"form": PageForm} if is_page_form(request, obj) else {}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if is_page_form(request, context["original"]):
            context |= {"is_page_form": True, "page_opts": Page._meta}
            context["title"] = _("Change page") if context["original"] else _("Add page")
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Post, post_url_continue: str | None = None
    ) -> HttpResponse:
        if obj.is_page:
            obj.__class__ = Page  # by which the message calls it
            post_url_continue = reverse("admin:posts_post_change", args=[obj.pk])
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        named = self
        if obj.is_page:
            named = copy(self)
            named.opts = Page._meta  # by which the message calls it
        return super(PageFormMixin, named).response_change(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Post) -> HttpResponseRedirect:
        return redirect_to_page_list() if obj.is_page else super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Post) -> HttpResponseRedirect:
        return redirect_to_page_list() if obj.is_page else super().response_post_save_change(request, obj)


def redirect_to_page_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:posts_page_changelist"))
