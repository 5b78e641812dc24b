"""Background tasks: those that manage accounts see which wait or failed, and have them tried again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django_tasks import TaskResultStatus

from posts.models import BackgroundTask
from posts.models.permissions import can_manage_accounts
from posts.tasks.labels import STATUS_LABELS, describe_task, describe_task_error
from posts.tasks.queue import MAX_TRIES, has_queue, retry_tasks
from posts.tasks.state import get_queue_state


class TaskStatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(status.value.lower(), label) for status, label in STATUS_LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(status=value.upper()) if value else queryset


def format_moment(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


@admin.register(BackgroundTask)
class BackgroundTaskAdmin(admin.ModelAdmin):
    """The tasks of the queue, those that failed first."""

    change_form_template = "admin/posts/backgroundtask/change_form.html"
    list_display = ("name", "state", "tries", "error", "enqueued", "next_try")
    list_filter = (TaskStatusFilter,)
    # By the alphabet, it happens: failed, ready, running, successful.
    ordering = ("status", "-enqueued_at")
    actions = ("try_again", "discard")
    fields = readonly_fields = ("state", "error", "tries", "enqueued", "next_try", "details")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_manage_accounts(request.user)

    def has_view_permission(self, request: HttpRequest, obj: BackgroundTask | None = None) -> bool:
        return can_manage_accounts(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: BackgroundTask | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: BackgroundTask | None = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        retry = self.admin_site.admin_view(require_POST(self.retry_view))
        return [
            path("<path:object_id>/retry/", retry, name="posts_backgroundtask_retry"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "GET":
            self.warn_of_neglect(request)
        title = BackgroundTask._meta.verbose_name_plural
        return super().changelist_view(request, {"title": capfirst(title), **(extra_context or {})})

    def warn_of_neglect(self, request: HttpRequest) -> None:
        """Say so where tasks wait for a worker that is not there."""
        if has_queue() and self.has_view_permission(request) and get_queue_state().is_neglected:
            text = _(
                "No worker is running, so nothing of this is done. With TASKS=local the server starts one; "
                "with TASKS=database it is manage.py db_worker."
            )
            messages.warning(request, text)

    @admin.display(description=gettext_lazy("task"))
    def name(self, task: BackgroundTask) -> str:
        return describe_task(task)

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state(self, task: BackgroundTask) -> SafeString:
        status = TaskResultStatus[task.status]
        kind = "warning" if status == TaskResultStatus.FAILED else "draft"
        return format_html('<span class="badge badge-{}">{}</span>', kind, STATUS_LABELS[status])

    @admin.display(description=gettext_lazy("tries"))
    def tries(self, task: BackgroundTask) -> str:
        return _("%(count)d of %(most)d") % {"count": len(task.worker_ids), "most": MAX_TRIES}

    @admin.display(description=gettext_lazy("error"))
    def error(self, task: BackgroundTask) -> str:
        return describe_task_error(task) or "–"

    @admin.display(description=gettext_lazy("enqueued"), ordering="enqueued_at")
    def enqueued(self, task: BackgroundTask) -> str:
        return format_moment(task.enqueued_at)

    @admin.display(description=gettext_lazy("next try"))
    def next_try(self, task: BackgroundTask) -> str:
        is_later = task.status == TaskResultStatus.READY and now() < task.run_after
        if not is_later or not task.worker_ids:
            return "–"
        return format_moment(task.run_after)

    @admin.display(description=gettext_lazy("details"))
    def details(self, task: BackgroundTask) -> SafeString:
        text = f"{task.task_path}\n{task.pk}\n\n{task.traceback}".strip()
        return format_html('<pre class="task-details">{}</pre>', text)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        task = self.get_object(request, unquote(object_id))
        context = dict(extra_context or {})
        if task is not None:
            can_retry = task.status == TaskResultStatus.FAILED
            context |= {"can_retry": can_retry, "title": describe_task(task), "subtitle": None}
        return super().change_view(request, object_id, form_url, context)

    def retry_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Have one failed task tried again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        task = self.get_object(request, unquote(object_id))
        if task is None:
            raise Http404
        self.retry(request, [task.pk])
        return HttpResponseRedirect(reverse("admin:posts_backgroundtask_changelist"))

    def retry(self, request: HttpRequest, keys: list[UUID]) -> None:
        """Put failed tasks back into the queue, and say how many."""
        count = retry_tasks(keys)
        if not count:
            messages.warning(request, _("None of these tasks has failed."))
            return
        text = ngettext("%(count)d task is tried again.", "%(count)d tasks are tried again.", count)
        messages.success(request, text % {"count": count})

    @admin.action(description=gettext_lazy("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[BackgroundTask]) -> None:
        self.retry(request, list(queryset.values_list("pk", flat=True)))

    @admin.action(description=gettext_lazy("Discard"), permissions=["view"])
    def discard(self, request: HttpRequest, queryset: QuerySet[BackgroundTask]) -> None:
        """Delete tasks, but for those that run."""
        found = BackgroundTask.objects.filter(pk__in=queryset.values("pk"))
        count, _rows = found.exclude(status=TaskResultStatus.RUNNING).delete()
        text = ngettext("%(count)d task was discarded.", "%(count)d tasks were discarded.", count)
        messages.success(request, text % {"count": count})
