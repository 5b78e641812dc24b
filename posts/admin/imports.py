"""Imports: an archive is uploaded, looked through, imported, and perhaps undone; its report stays."""

import re
from collections.abc import Collection
from itertools import islice
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from posts.admin import import_labels
from posts.editor import ImportProgressView, StartUploadView, UploadPieceView
from posts.exchange.archives.disk_space import NoSpaceError
from posts.exchange.import_jobs import actions, uploads
from posts.exchange.import_jobs.claims import is_stalled
from posts.exchange.import_jobs.files import get_max_upload_bytes
from posts.exchange.import_jobs.observers import SAVED_OUTCOMES
from posts.models import ImportJob, ImportOutcome, ImportStatus, permissions
from posts.models.draft import DEFERRED_POST_FIELDS
from posts.models.machine_slots import NoFreeSlot

# Exports that name files of the old site by their addresses there.
FETCHING_FORMATS = {"wordpress", "halo", "typecho"}
# A form with a file must pass the server's limit for a request.
MAX_FORM_BYTES = 20 * 1024 * 1024
# The posts of a job that a page lists; those beyond are imported with all others, or not at all.
MAX_LISTED_ITEMS = 2000
# How a badge shows an outcome or a status; others have no colour.
BADGES = {
    "created": "live",
    "updated": "scheduled",
    "failed": "warning",
    "skipped": "warning",
    "kept": "warning",
    "done": "live",
    "ready": "scheduled",
}


NAMED_BY_UID = re.compile(r"[a-z]+/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class UploadImportForm(forms.Form):
    """A file that comes in one request: for browsers without scripts."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(
            attrs={"accept": ".zip,.md,.markdown,.mdx,.qmd,.Rmd,.xml,.wxr,.json,.ipynb,.dat"}
        ),
        help_text=gettext_lazy(
            "An export of WordPress, Ghost or Notion as it was downloaded; a zip archive of a Hexo, Hugo, "
            "Jekyll or Quarto site, an Obsidian vault, an export of this site or any folder of Markdown "
            "files; a notebook or a Markdown file. You see what would happen before anything is imported."
        ),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_FORM_BYTES:
            raise forms.ValidationError(_("Larger files are uploaded in pieces, which needs JavaScript."))
        return file


class ImportChoiceForm(forms.Form):
    """Which posts are imported, and as what."""

    which = forms.ChoiceField(choices=[("all", ""), ("chosen", "")])
    state = forms.ChoiceField(choices=[("stated", ""), ("drafts", "")])
    # Whether posts with errors are published all the same.
    despite = forms.BooleanField(required=False)
    # Whether missing files are fetched from the old site, and outputs of notebooks left out.
    fetch = forms.BooleanField(required=False)
    bare = forms.BooleanField(required=False)

    def list_keys(self) -> Collection[int] | None:
        """Return the primary keys of the chosen items; None for all."""
        if self.cleaned_data["which"] == "all":
            return None
        # The script sends one field, however many posts there are.
        data = cast(QueryDict, self.data)
        one_field = data.get("chosen")
        chosen = data.getlist("items") if one_field is None else str(one_field).split(",")
        keys = (int(key) for key in chosen if key.isascii() and key.isdecimal() and len(key) <= 18)
        return set(islice(keys, MAX_LISTED_ITEMS))


@admin.register(ImportJob)
class ImportJobAdmin(admin.ModelAdmin):
    list_display = ("file_name", "status_badge", "post_counts", "created_by", "created_at")
    list_select_related = ("created_by",)
    list_filter = ("status",)
    search_fields = ("file_name",)
    actions = None

    def get_urls(self) -> list[URLPattern]:
        return [
            path("upload/", StartUploadView.as_view(), name="posts_importjob_start"),
            path("<int:key>/piece/", UploadPieceView.as_view(), name="posts_importjob_piece"),
            path("<int:key>/progress/", ImportProgressView.as_view(), name="posts_importjob_progress"),
            *super().get_urls(),
        ]

    # Permissions --------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return permissions.can_import_posts(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.can_import_posts(request.user)

    def has_view_permission(self, request: HttpRequest, obj: ImportJob | None = None) -> bool:
        return permissions.can_import_posts(request.user)

    def has_change_permission(self, request: HttpRequest, obj: ImportJob | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportJob | None = None) -> bool:
        return False

    # Columns ------------------------------------------------------------------

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_badge(self, job: ImportJob) -> SafeString:
        label = _("stopped") if job.error else job.get_status_display()
        kind = "warning" if job.error else BADGES.get(job.status, "quiet")
        return format_html('<span class="badge badge-{}">{}</span>', kind, label)

    @admin.display(description=gettext_lazy("posts"))
    def post_counts(self, job: ImportJob) -> str:
        outcomes = job.summary.get("outcomes", {})
        labels = dict(ImportOutcome.choices)
        return ", ".join(f"{outcomes[name]} {labels[name]}" for name in labels if outcomes.get(name))

    # Pages --------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the form of an upload, and take a small file that is sent with it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                job = take_file(cast(User, request.user), form.cleaned_data["file"])
            except (uploads.UploadError, NoSpaceError, OSError) as error:
                form.add_error("file", str(error))
            except NoFreeSlot:
                form.add_error("file", _("The server is busy; try again in a moment."))
            else:
                return HttpResponseRedirect(job.get_absolute_url())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import posts"),
            "opts": self.opts,
            "form": form,
            "unfinished": find_unfinished(request),
            "max_bytes": get_max_upload_bytes(),
            "max_form_bytes": MAX_FORM_BYTES,
        }
        return TemplateResponse(request, "admin/posts/importjob/upload.html", context)

    @method_decorator(csrf_protect)
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show how far the job is, and what it would do or did; do what is asked for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        job = ImportJob.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if job is None:
            raise Http404
        if request.method == "POST":
            return self.act(request, job)
        if job.status == ImportStatus.UPLOADING and job.created_by == request.user:
            return HttpResponseRedirect(reverse("admin:posts_importjob_add"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import of “%(name)s”") % {"name": job.file_name},
            "opts": self.opts,
            **describe_job(job),
        }
        return TemplateResponse(request, "admin/posts/importjob/job.html", context)

    def act(self, request: HttpRequest, job: ImportJob) -> HttpResponse:
        """Do to `job` what the pressed button says."""
        action = request.POST.get("action", "")
        if action == "discard" and actions.can_discard(job):
            uploads.discard_job(job)
            messages.success(request, _("“%(name)s” was discarded.") % {"name": job.file_name})
            return HttpResponseRedirect(reverse("admin:posts_importjob_changelist"))
        is_done = {
            "import": lambda: begin_as_chosen(request, job),
            "continue": lambda: actions.continue_job(job),
            "undo": lambda: actions.begin_undo(job),
        }.get(action, lambda: False)()
        if is_done:
            self.log_change(request, job, action)
        else:
            messages.warning(request, _("That is not possible any more: the import has gone on meanwhile."))
        return HttpResponseRedirect(job.get_absolute_url())


def take_file(user: User, file: UploadedFile) -> ImportJob:
    """Return the job of a file that came in one request. Raises what `receive_whole_file` raises."""
    return uploads.receive_whole_file(user, file.name or "", file)


def find_unfinished(request: HttpRequest) -> ImportJob | None:
    """Return the upload of the user that broke off."""
    return ImportJob.objects.filter(created_by=request.user.pk, status=ImportStatus.UPLOADING).first()


def begin_as_chosen(request: HttpRequest, job: ImportJob) -> bool:
    form = ImportChoiceForm(request.POST)
    if not form.is_valid():
        return False
    return actions.begin_import(
        job,
        form.list_keys(),
        as_drafts=form.cleaned_data["state"] == "drafts",
        publishes_errors=form.cleaned_data["despite"],
        fetches_media=form.cleaned_data["fetch"],
        omits_outputs=form.cleaned_data["bare"],
    )


def describe_job(job: ImportJob) -> dict[str, Any]:
    """Return what the page of `job` shows."""
    stalled = is_stalled(job)
    items = job.items.select_related("post").defer(*DEFERRED_POST_FIELDS)
    is_plan = job.status == ImportStatus.READY
    outcomes = job.summary.get("outcomes", {})
    undone = dict(job.items.exclude(undone="").values_list("undone").annotate(count=Count("pk")))
    shown = job.status in {ImportStatus.READY, ImportStatus.DONE, ImportStatus.UNDONE} or job.error or stalled
    listed = list(items[:MAX_LISTED_ITEMS]) if shown else []
    return {
        "job": job,
        "is_running": job.is_running and not stalled,
        "is_stalled": stalled,
        "is_plan": is_plan,
        "step": import_labels.describe_step(job.step),
        "items": [describe_item(item, is_plan=is_plan) for item in listed],
        "item_count": job.items.count(),
        "importable_count": job.items.filter(planned__in=SAVED_OUTCOMES).count(),
        "max_listed": MAX_LISTED_ITEMS,
        "outcomes": [(label, outcomes.get(name, 0)) for name, label in ImportOutcome.choices],
        "undone": [(label, undone.get(name, 0)) for name, label in UNDONE_LABELS.items()],
        "notes": import_labels.list_notes(job.summary),
        "counts": import_labels.list_counts(job.summary),
        "format": job.summary.get("format", ""),
        "can_fetch": job.summary.get("format", "") in FETCHING_FORMATS,
        "has_notebooks": any(item.origin.lower().endswith(".ipynb") for item in listed),
        "can_continue": actions.can_continue(job),
        "can_undo": actions.can_undo(job),
        "can_discard": actions.can_discard(job),
        "tasks_mode": settings.TASKS_MODE,
    }


UNDONE_LABELS = {
    "trashed": gettext_lazy("moved to the trash"),
    "restored": gettext_lazy("restored"),
    "kept": gettext_lazy("kept as they are"),
}


def describe_item(item: Any, *, is_plan: bool) -> dict[str, Any]:
    """Return a post of the job as a row of its table."""
    name = item.undone or (item.planned if is_plan else item.outcome)
    label = item.get_undone_display() if item.undone else dict(ImportOutcome.choices).get(name, _("left out"))
    return {
        "item": item,
        # What an export of another tool calls a post says nothing to people.
        "place": "" if NAMED_BY_UID.fullmatch(item.origin) else item.origin,
        "badge": BADGES.get(name, "quiet"),
        "label": label,
        "message": import_labels.translate_note(item.message),
        "notes": [import_labels.translate_note_line(line) for line in item.notes],
        "can_choose": is_plan and item.planned in SAVED_OUTCOMES,
    }
