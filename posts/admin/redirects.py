"""Redirects from old addresses, and the addresses that readers ask for in vain."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.admin.deletions import AuditedDeletionsMixin
from posts.admin.redirect_form import RedirectForm
from posts.models import MissedAddress, Redirect, RedirectHits
from posts.views.address_counters import counters
from posts.views.answers import describe_answer


@admin.register(Redirect)
class RedirectAdmin(AuditedDeletionsMixin):
    """Those that changed slugs and imports left, and those that an Editor typed."""

    form = RedirectForm
    fields = ("path", "leads_to")
    change_list_template = "admin/posts/redirect/change_list.html"
    list_display = ("path", "target_link", "hits", "last_followed")
    list_select_related = (*Redirect.TARGET_FIELDS, "followed")
    search_fields = ("path", "url", "post__title", "category__name", "tag__name", "series__name")
    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.test_view)
        return [path("test/", view, name="posts_redirect_test"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        counters.write()
        return super().changelist_view(request, extra_context)

    def test_view(self, request: HttpRequest) -> HttpResponse:
        """Show what a reader gets who asks for `?address=`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        address = request.GET.get("address", "").strip()
        answer = describe_answer(address, request) if address else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Test an address"),
            "address": address,
            "answer": answer,
            "can_add": self.has_add_permission(request) and answer and answer.status in {404, 410},
        }
        return TemplateResponse(request, "admin/posts/redirect/test.html", context)

    def save_model(self, request: HttpRequest, obj: Redirect, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        MissedAddress.objects.filter(path=obj.path).delete()
        if obj.target and not obj.target_url:
            messages.warning(
                request, _("It leads nowhere until “%(name)s” is public.") % {"name": obj.target}
            )

    def view_on_site(self, obj: Redirect) -> str:
        return obj.path

    @admin.display(description=gettext_lazy("leads to"))
    def target_link(self, redirect: Redirect) -> SafeString | str:
        url = redirect.target_url
        return format_html('<a href="{}">{}</a>', url, redirect.target) if url else str(redirect.target)

    @admin.display(description=gettext_lazy("requests"), ordering="followed__hits")
    def hits(self, redirect: Redirect) -> int:
        counted = get_counted(redirect)
        return counted.hits if counted else 0

    @admin.display(description=gettext_lazy("last"), ordering="followed__last_at")
    def last_followed(self, redirect: Redirect) -> Any:
        counted = get_counted(redirect)
        return counted.last_at if counted else None


def get_counted(redirect: Redirect) -> RedirectHits | None:
    return getattr(redirect, "followed", None)


@admin.register(MissedAddress)
class MissedAddressAdmin(AuditedDeletionsMixin):
    """What readers asked for in vain, the most often asked for first."""

    list_display = ("path", "hits", "add_redirect", "last_at", "first_at")
    list_display_links: Any = None
    search_fields = ("path",)
    ordering = ("-hits", "-last_at")
    list_per_page = 50

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        counters.write()
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MissedAddress | None = None) -> bool:
        return False

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = super().get_list_display(request)
        may_add = request.user.has_perm("posts.add_redirect")
        return columns if may_add else [name for name in columns if name != "add_redirect"]

    @admin.display(description="")
    def add_redirect(self, missed: MissedAddress) -> SafeString:
        url = f"{reverse('admin:posts_redirect_add')}?{urlencode({'path': missed.path})}"
        label = _("Add a redirect from %(path)s") % {"path": missed.path}
        return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, _("Add redirect"))
