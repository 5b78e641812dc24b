"""Entries of literature that are one work: found, and merged into the one that stays."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import LiteratureEntry
from posts.publishing.literature_merge import filter_possible_duplicates, merge_literature

MAX_MERGED = 100


class DuplicatesFilter(admin.SimpleListFilter):
    title = gettext_lazy("duplicates")
    parameter_name = "duplicates"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("possible", gettext_lazy("Possible duplicates"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "possible":
            return queryset
        return filter_possible_duplicates(queryset).order_by("title", "pk")


class MergeLiteratureForm(forms.Form):
    """Which of several entries stays."""

    kept = forms.ModelChoiceField(
        LiteratureEntry.objects.none(),
        label=gettext_lazy("reference to keep"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, entries: QuerySet[LiteratureEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kept"]
        field.queryset, field.initial = entries, entries[0].pk
        field.label_from_instance = describe_entry


def describe_entry(entry: Any) -> str:
    parts = (entry.title, entry.authors, str(entry.year or ""), f"[@{entry.key}]")
    return " · ".join(filter(None, parts))


class LiteratureMergingMixin(admin.ModelAdmin):
    """The action "Merge …", and the page that asks which entry stays."""

    actions = ("merge",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name="posts_literatureentry_merge"), *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description=gettext_lazy("Merge …"), permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[LiteratureEntry]) -> HttpResponse | None:
        keys = [entry.pk for entry in queryset[: MAX_MERGED + 1]]
        if 2 <= len(keys) <= MAX_MERGED:
            return HttpResponseRedirect(build_literature_merge_url(keys))
        text = _("Select at least two and at most %(count)d references to merge.")
        self.message_user(request, text % {"count": MAX_MERGED}, messages.WARNING)
        return None

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Ask which of several entries stays, then merge the others into it."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        keys = [int(key) for key in request.GET.get("ids", "").split(",") if key.isdecimal()][:MAX_MERGED]
        entries = LiteratureEntry.objects.filter(pk__in=keys).order_by("pk")
        list_url = reverse("admin:posts_literatureentry_changelist")
        if len(entries) < 2:
            text = _("These references have already been merged or deleted.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(list_url)
        form = MergeLiteratureForm(request.POST or None, entries=entries)
        if request.method == "POST" and form.is_valid():
            self.merge_selected(request, form.cleaned_data["kept"], list(entries))
            return HttpResponseRedirect(list_url)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Merge references"),
            "button": _("Merge"),
            "form": form,
            "intro": _(
                "What the reference you keep lacks, it gets from the others. Posts can cite it by all keys."
            ),
            "list_url": list_url,
            "form_action": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/posts/action_form.html", context)

    def merge_selected(
        self, request: HttpRequest, kept: LiteratureEntry, entries: list[LiteratureEntry]
    ) -> None:
        others = [entry for entry in entries if entry.pk != kept.pk]
        merge_literature(kept, others)
        names = ", ".join(f"“{entry.key}”" for entry in others)
        note = _("Merged with %(names)s.") % {"names": names}
        LogEntry.objects.log_actions(str(request.user.pk), [kept], CHANGE, note, single_object=True)
        text = _("%(names)s merged into “%(kept)s”.") % {"names": names, "kept": kept.key}
        self.message_user(request, text, messages.SUCCESS)


def build_literature_merge_url(keys: list[int]) -> str:
    query = urlencode({"ids": ",".join(map(str, keys))})
    return f"{reverse('admin:posts_literatureentry_merge')}?{query}"
