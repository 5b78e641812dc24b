"""Views of the list of posts that one comes back to: everybody's, and those that one kept for oneself."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts import permissions
from posts.models import SavedFilter

# Of the list's address; anything else is not kept.
FILTER_PARAMETERS = (
    "q",
    "o",
    "state",
    "warnings",
    "category__id__exact",
    "category__isnull",
    "author__id__exact",
    "tags__id__exact",
    "tags__isnull",
    "language__exact",
    "published_at__isnull",
    "published_at__gte",
    "published_at__lt",
    "published_at__year",
    "published_at__month",
    "published_at__day",
)
MAX_SAVED_FILTERS = 30  # views that one may keep


@dataclass(frozen=True, slots=True)
class SavedFilterLink:
    """A link to the list, narrowed; `key` is there for one that can be removed."""

    name: str
    query: str
    is_current: bool
    key: int | None = None


def normalize_query(query: str) -> str:
    """Return what of the address `query` narrows or sorts the list, in one order."""
    asked = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in FILTER_PARAMETERS:
        if value := asked.get(name):
            kept[name] = value
    return kept.urlencode()


class SavedFilterForm(forms.ModelForm):
    """The name of a view, and what it narrows the list to."""

    class Meta:
        model = SavedFilter
        fields = ("name", "query")

    def clean_query(self) -> str:
        return normalize_query(self.cleaned_data["query"])


class ViewsAdmin(admin.ModelAdmin):
    """Shows the kept views above the list, keeps and removes them."""

    change_list_template = "admin/posts/list.html"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("views/keep/", wrap(require_POST(self.keep_view)), name="posts_post_keep_view"),
            path(
                "views/<int:key>/remove/", wrap(require_POST(self.remove_view)), name="posts_post_remove_view"
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        here = normalize_query(request.GET.urlencode())
        views = self.views(request, here)
        is_new = bool(here) and not any(view.is_current for view in views)
        context = {"views": views, "here": here, "may_keep": is_new, **(extra_context or {})}
        return super().changelist_view(request, context)

    def views(self, request: HttpRequest, here: str) -> list[SavedFilterLink]:
        """Return the views that everybody has, and one's own."""
        common = {
            _("Mine"): f"author__id__exact={request.user.pk}",
            _("With warnings"): "warnings=with",
            _("Without category"): "category__isnull=True",
        }
        own = SavedFilter.objects.filter(owner=request.user.pk)
        return [
            *(SavedFilterLink(name, query, query == here) for name, query in common.items()),
            *(SavedFilterLink(one.name, one.query, one.query == here, one.pk) for one in own),
        ]

    def keep_view(self, request: HttpRequest) -> HttpResponse:
        """Keep a view under a name; under one that is there already, it takes that one's place."""
        if not permissions.can_view_unpublished(request.user):
            raise PermissionDenied
        form, own = SavedFilterForm(request.POST), SavedFilter.objects.filter(owner=request.user.pk)
        if not form.is_valid() or not form.cleaned_data["query"]:
            text, level = _("A view needs a name, and something it narrows the list to."), messages.ERROR
        elif own.count() >= MAX_SAVED_FILTERS:
            text, level = _("You keep many views already. Remove one first."), messages.ERROR
        else:
            name, query = form.cleaned_data["name"], form.cleaned_data["query"]
            own.update_or_create(owner_id=request.user.pk, name=name, defaults={"query": query})
            text, level = _("Kept as “%(name)s”.") % {"name": name}, messages.SUCCESS
        self.message_user(request, text, level)
        return redirect_to_post_list(normalize_query(request.POST.get("query", "")))

    def remove_view(self, request: HttpRequest, key: int) -> HttpResponse:
        view = get_object_or_404(SavedFilter, pk=key, owner=request.user.pk)
        view.delete()
        self.message_user(request, _("“%(name)s” removed.") % {"name": view.name}, messages.SUCCESS)
        return redirect_to_post_list(normalize_query(request.POST.get("query", "")))


def redirect_to_post_list(query: str) -> HttpResponse:
    """Return to the list as it was."""
    address = reverse("admin:posts_post_changelist")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
