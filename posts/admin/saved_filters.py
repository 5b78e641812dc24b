"""Saved filters: links above the list of posts, some for everybody, the others saved by each for oneself."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.admin.extension import AdminExtension
from posts.models import SavedFilter, permissions

# Parameters of the list's address that are saved; the others are left out.
FILTER_PARAMETERS = (
    "q",
    "o",
    "state",
    "warnings",
    "listing",
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
MAX_SAVED_FILTERS = 30  # of one user


@dataclass(frozen=True, slots=True)
class SavedFilterLink:
    """A link to the filtered list; one that can be deleted has a `filter_id`."""

    name: str
    query: str
    is_current: bool
    filter_id: int | None = None


def normalize_query(query: str) -> str:
    """Return the parameters of `query` that filter or sort the list, always in one order."""
    sent = QueryDict(query)
    normalized = QueryDict(mutable=True)
    for name in FILTER_PARAMETERS:
        if value := sent.get(name):
            normalized[name] = value
    return normalized.urlencode()


class SavedFilterForm(forms.ModelForm):
    class Meta:
        model = SavedFilter
        fields = ("name", "query")

    def clean_query(self) -> str:
        return normalize_query(self.cleaned_data["query"])


class SavedFilterExtension(AdminExtension):
    """Shows the saved filters above the list, saves and deletes them."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        save, delete = wrap(require_POST(self.save_view)), wrap(require_POST(self.delete_view))
        return [
            path("views/keep/", save, name="posts_post_save_filter"),
            path("views/<int:filter_id>/remove/", delete, name="posts_post_delete_filter"),
        ]

    def get_list_context(self, request: HttpRequest) -> dict[str, Any]:
        query = normalize_query(request.GET.urlencode())
        links = list_filter_links(request, query)
        is_new = bool(query) and not any(link.is_current for link in links)
        return {"saved_filters": links, "current_query": query, "can_save_filter": is_new}

    def save_view(self, request: HttpRequest) -> HttpResponse:
        """Save a filter under a name; one that has the name already is replaced."""
        if not permissions.can_view_unpublished(request.user):
            raise PermissionDenied
        form, own = SavedFilterForm(request.POST), SavedFilter.objects.filter(owner=request.user.pk)
        if not form.is_valid() or not form.cleaned_data["query"]:
            messages.error(request, _("Filter or search the list, then enter a name for the filter."))
        elif own.count() >= MAX_SAVED_FILTERS:
            messages.error(request, _("You have too many saved filters. Remove one first."))
        else:
            name, query = form.cleaned_data["name"], form.cleaned_data["query"]
            own.update_or_create(owner_id=request.user.pk, name=name, defaults={"query": query})
            messages.success(request, _("Saved as “%(name)s”.") % {"name": name})
        return redirect_to_post_list(request)

    def delete_view(self, request: HttpRequest, filter_id: int) -> HttpResponse:
        saved = get_object_or_404(SavedFilter, pk=filter_id, owner=request.user.pk)
        saved.delete()
        messages.success(request, _("“%(name)s” removed.") % {"name": saved.name})
        return redirect_to_post_list(request)


def list_filter_links(request: HttpRequest, current_query: str) -> list[SavedFilterLink]:
    """Return the filters that everybody has, then one's own."""
    common = {
        _("Mine"): f"author__id__exact={request.user.pk}",
        _("With warnings"): "warnings=with",
        _("Without category"): "category__isnull=True",
    }
    own = SavedFilter.objects.filter(owner=request.user.pk)
    return [
        *(SavedFilterLink(name, query, query == current_query) for name, query in common.items()),
        *(SavedFilterLink(one.name, one.query, one.query == current_query, one.pk) for one in own),
    ]


def redirect_to_post_list(request: HttpRequest) -> HttpResponse:
    """Return to the list with the filters it had, which the form sent as `query`."""
    url = reverse("admin:posts_post_changelist")
    query = normalize_query(request.POST.get("query", ""))
    return HttpResponseRedirect(f"{url}?{query}" if query else url)
