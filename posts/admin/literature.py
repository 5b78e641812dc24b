"""The literature of the site: listed, edited, imported, merged."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts.admin.deletions import AuditedDeletionsMixin
from posts.admin.literature_form import TYPE_LABELS, LiteratureEntryForm, LiteratureImportForm
from posts.admin.literature_merging import (
    DuplicatesFilter,
    LiteratureMergingMixin,
    build_literature_merge_url,
    describe_entry,
)
from posts.exchange.literature_import import LiteratureImport, import_literature
from posts.exchange.literature_problems import describe_problem
from posts.models import LiteratureEntry, Post
from posts.publishing.literature_merge import (
    list_same_works,
    rename_literature,
)
from posts.revisions.citing_posts import list_citing_posts
from posts.revisions.dependent_renders import queue_citing_posts

MAX_SHOWN = 200  # keys and problems of a report


@admin.register(LiteratureEntry)
class LiteratureEntryAdmin(LiteratureMergingMixin, AuditedDeletionsMixin):
    form = LiteratureEntryForm
    change_list_template = "admin/posts/literatureentry/change_list.html"
    list_display = ("shown_title", "authors", "year", "type_label", "shown_key")
    list_display_links = ("shown_title",)
    list_filter = (DuplicatesFilter,)
    search_fields = ("key", "title", "authors", "doi", "arxiv", "aliases__key")
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = ("other_keys", "cited_in", "same_works")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("key", "csl_type", "entry_title", "author_names", "issued", "container_title"),
                    *(("volume", "issue", "pages"), ("publisher", "publisher_place"), "edition"),
                    *(("doi_typed", "arxiv_typed"), "url", "accessed"),
                )
            },
        ),
        (
            gettext_lazy("More"),
            {
                "classes": ("collapse",),
                "fields": (
                    *("editor_names", "translator_names", "collection_title", "number", "genre", "isbn"),
                    *("entry_language", "note"),
                ),
            },
        ),
        ("BibTeX", {"classes": ("collapse",), "fields": ("bibtex",)}),
        (gettext_lazy("Where it is used"), {"fields": ("cited_in", "other_keys", "same_works")}),
    )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_view), name="posts_literatureentry_import"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: LiteratureEntry | None = None) -> Any:
        if obj is None:
            return self.fieldsets[:-1]
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return ((None, {"fields": ("key", "summary", "bibtex", *self.readonly_fields)}),)

    def get_readonly_fields(self, request: HttpRequest, obj: LiteratureEntry | None = None) -> Any:
        return (*self.readonly_fields, "summary")

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def shown_title(self, entry: LiteratureEntry) -> str:
        return entry.title or _("(no title)")

    @admin.display(description=gettext_lazy("type"))
    def type_label(self, entry: LiteratureEntry) -> str:
        return str(TYPE_LABELS.get(entry.data.get("type", ""), entry.data.get("type", "")))

    @admin.display(description=gettext_lazy("key"), ordering="key")
    def shown_key(self, entry: LiteratureEntry) -> SafeString:
        return format_html("<code>@{}</code>", entry.key)

    @admin.display(description=gettext_lazy("work"))
    def summary(self, entry: LiteratureEntry) -> str:
        return describe_entry(entry)

    @admin.display(description=gettext_lazy("other keys"))
    def other_keys(self, entry: LiteratureEntry) -> str:
        return ", ".join(entry.list_keys()[1:]) or "–"

    @admin.display(description=gettext_lazy("cited in"))
    def cited_in(self, entry: Any) -> SafeString | str:
        user = entry.shown_to.user
        posts = list_citing_posts(entry.list_keys(), Post.objects.visible_to(user))
        rows = (
            (reverse("admin:posts_post_change", args=[post.pk]), post.title) for post in posts[:MAX_SHOWN]
        )
        return format_html_join(", ", '<a href="{}">{}</a>', rows) or _("no post")

    @admin.display(description=gettext_lazy("possible duplicates"))
    def same_works(self, entry: Any) -> SafeString | str:
        others = list_same_works(entry)
        if not others:
            return "–"
        rows = (
            (reverse("admin:posts_literatureentry_change", args=[other.pk]), describe_entry(other))
            for other in others
        )
        links = format_html_join(", ", '<a href="{}">{}</a>', rows)
        if not self.has_merge_permission(entry.shown_to):
            return links
        url = build_literature_merge_url([entry.pk, *(other.pk for other in others)])
        return format_html('{} · <a href="{}">{}</a>', links, url, _("Merge them …"))

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        entry: Any = super().get_object(request, *args, **kwargs)
        if entry:
            entry.shown_to = request  # what is shown of it depends on who looks
        return entry

    def save_model(self, request: HttpRequest, obj: LiteratureEntry, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
        if change and form.initial.get("key") not in (None, obj.key):
            rename_literature(obj, form.initial["key"])
        queue_citing_posts(obj.list_keys())

    def delete_model(self, request: HttpRequest, obj: LiteratureEntry) -> None:
        keys = obj.list_keys()
        super().delete_model(request, obj)
        queue_citing_posts(keys)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        keys = [key for entry in queryset.prefetch_related("aliases") for key in entry.list_keys()]
        super().delete_queryset(request, queryset)
        queue_citing_posts(keys)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Read a file or what is pasted into the library, and show what became of it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent: Any = (request.POST, request.FILES) if request.method == "POST" else ()
        form = LiteratureImportForm(*sent)
        report = None
        if request.method == "POST" and form.is_valid():
            may_update = self.has_change_permission(request)
            report = import_literature(form.cleaned_data["literature"], updates_entries=may_update)
            form = LiteratureImportForm()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import literature"),
            "form": form,
            "report": report,
            "groups": list_groups(report) if report else (),
            "problems": [describe_problem(problem) for problem in report.problems[:MAX_SHOWN]]
            if report
            else (),
            "more_problems": len(report.problems[MAX_SHOWN:]) if report else 0,
        }
        return TemplateResponse(request, "admin/posts/literatureentry/import.html", context)


def list_groups(report: LiteratureImport) -> list[tuple[str, list[str], int]]:
    """Return what became of the entries: a sentence, the first keys, and how many more there are."""
    merged = [_("%(key)s is %(other)s") % {"key": key, "other": other} for key, other in report.merged]
    groups = (
        (
            ngettext("%(count)d reference added", "%(count)d references added", len(report.created)),
            report.created,
        ),
        (
            ngettext("%(count)d reference updated", "%(count)d references updated", len(report.updated)),
            report.updated,
        ),
        (
            ngettext(
                "%(count)d is the same work as one in the library; both keys can be cited",
                "%(count)d are the same works as some in the library; both keys can be cited",
                len(merged),
            ),
            merged,
        ),
        (
            ngettext(
                "%(count)d differs from the library; only an editor can change it there",
                "%(count)d differ from the library; only an editor can change them there",
                len(report.skipped),
            ),
            report.skipped,
        ),
        (
            ngettext("%(count)d unchanged", "%(count)d unchanged", len(report.unchanged)),
            report.unchanged,
        ),
    )
    return [
        (text % {"count": len(keys)}, keys[:MAX_SHOWN], len(keys[MAX_SHOWN:]))
        for text, keys in groups
        if keys
    ]
