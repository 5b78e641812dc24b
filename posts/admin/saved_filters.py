"""Saved filters: links above the list of posts, some for everybody, the others saved by each for oneself."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.admin.extension import AdminExtension
from posts.models import SavedFilter, get_display_name, permissions
from posts.views.search import take_search_slot

# Parameters of the list's address that are saved; the others are left out.
FILTER_PARAMETERS = (
    "q",
    "o",
    "state",
    "warnings",
    "listing",
    "mentions",
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
MAX_COUNTED_FILTERS = 12  # at a time; each takes some queries


@dataclass(frozen=True, slots=True)
class SavedFilterLink:
    """A link to the filtered list; one that the user may delete has a `filter_id`."""

    name: str
    query: str
    is_current: bool
    filter_id: int | None = None
    owner: str = ""  # of one that somebody else shares


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
            path("views/", wrap(self.manage_view), name="posts_post_manage_filters"),
            path("views/counts/", wrap(self.count_view), name="posts_post_count_filters"),
        ]

    def get_list_context(self, request: HttpRequest) -> dict[str, Any]:
        query = normalize_query(request.GET.urlencode())
        links = list_filter_links(request, query)
        is_new = bool(query) and not any(link.is_current for link in links)
        has_own = any(link.filter_id for link in links)
        return {
            "saved_filters": links,
            "current_query": query,
            "can_save_filter": is_new,
            "can_manage_filters": has_own,
        }

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
            own.update_or_create(
                owner_id=request.user.pk,
                name=name,
                defaults={"query": query},
                create_defaults={"query": query, "order": own.count() + 1},
            )
            messages.success(request, _("Saved as “%(name)s”.") % {"name": name})
        return redirect_to_post_list(request)

    def delete_view(self, request: HttpRequest, filter_id: int) -> HttpResponse:
        saved = get_object_or_404(SavedFilter, pk=filter_id, owner=request.user.pk)
        saved.delete()
        messages.success(request, _("“%(name)s” removed.") % {"name": saved.name})
        return redirect_to_post_list(request)

    def manage_view(self, request: HttpRequest) -> HttpResponse:
        """Let users rename, share, sort and delete their own filters."""
        if not permissions.can_view_unpublished(request.user):
            raise PermissionDenied
        own = SavedFilter.objects.filter(owner=request.user.pk)
        formset = build_filter_formset(request, own)
        if formset.is_bound and formset.is_valid():
            formset.save()
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model_admin.opts,
            "title": _("Saved filters"),
            "formset": formset,
        }
        return TemplateResponse(request, "admin/posts/post/saved_filters.html", context)

    def count_view(self, request: HttpRequest) -> HttpResponse:
        """Answer {"counts"}: how many posts each filter above the list finds; null beyond the first few."""
        if not permissions.can_view_unpublished(request.user):
            raise PermissionDenied
        links = list_filter_links(request, "")
        with take_search_slot():
            counts = [self.count_posts(request, link.query) for link in links[:MAX_COUNTED_FILTERS]]
        return JsonResponse({"counts": counts + [None] * (len(links) - len(counts))})

    def count_posts(self, request: HttpRequest, query: str) -> int | None:
        """Return how many posts the list shows with the filter `query`; None for what no longer works."""
        filtered: Any = copy(request)
        filtered.GET, filtered.admin_cache = QueryDict(query), {}
        try:
            return self.model_admin.get_changelist_instance(filtered).result_count
        except (IncorrectLookupParameters, DisallowedModelAdminLookup):
            return None


def list_filter_links(request: HttpRequest, current_query: str) -> list[SavedFilterLink]:
    """Return the filters that everybody has, then one's own."""
    common = {
        _("Mine"): f"author__id__exact={request.user.pk}",
        _("With warnings"): "warnings=with",
        _("Without category"): "category__isnull=True",
    }
    saved = SavedFilter.objects.filter(Q(owner=request.user.pk) | Q(is_shared=True))
    links = [SavedFilterLink(name, query, query == current_query) for name, query in common.items()]
    for one in saved.select_related("owner__profile"):
        is_own = one.owner_id == request.user.pk
        key, owner = (one.pk, "") if is_own else (None, get_display_name(one.owner))
        links.append(SavedFilterLink(one.name, one.query, one.query == current_query, key, owner))
    # Those of everybody, shared by others, one's own.
    return sorted(links, key=lambda link: (bool(link.filter_id), bool(link.owner)))


class FilterFormSet(forms.BaseModelFormSet):
    """The filters of one user, each under a name of its own."""

    def clean(self) -> None:
        super().clean()
        names = [form.cleaned_data.get("name") for form in self.forms if not self._should_delete_form(form)]  # type: ignore[attr-defined]
        if any(name and names.count(name) > 1 for name in names):
            raise ValidationError(_("Two filters cannot have the same name."))


def build_filter_formset(request: HttpRequest, own: QuerySet[SavedFilter]) -> FilterFormSet:
    """Return the formset of the filters `own`; only who may change all posts can share them."""
    can_share = permissions.can_change_all_posts(request.user)
    formset_class: Any = forms.modelformset_factory(
        SavedFilter,
        formset=FilterFormSet,
        fields=("name", "is_shared", "order") if can_share else ("name", "order"),
        extra=0,
        can_delete=True,
        max_num=MAX_SAVED_FILTERS,
    )
    formset: FilterFormSet = formset_class(request.POST or None, queryset=own)
    return formset


def redirect_to_post_list(request: HttpRequest) -> HttpResponse:
    """Return to the list with the filters it had, which the form sent as `query`."""
    url = reverse("admin:posts_post_changelist")
    query = normalize_query(request.POST.get("query", ""))
    return HttpResponseRedirect(f"{url}?{query}" if query else url)
