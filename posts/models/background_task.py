"""What the background work needs beside the queue: who is working, and what was done when."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult


class BackgroundTask(DBTaskResult):
    """A task of the queue, under the name that people read."""

    class Meta:
        proxy = True
        # Who manages accounts sees the tasks; there are no permissions of its own.
        default_permissions: ClassVar = ()
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")

    def __str__(self) -> str:
        return self.task_path


class TaskWorker(models.Model):
    """A process that takes tasks. It is alive while `seen_at`, by the clock of the database, is recent."""

    reader_visible = False  # changing it ends no stored page

    id = models.CharField(primary_key=True, max_length=64)
    host = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.host} {self.id}"


class PeriodicRun(models.Model):
    """When a periodic function was enqueued for the last time; its row keeps workers from doing it twice."""

    reader_visible = False  # changing it ends no stored page

    name = models.CharField(primary_key=True, max_length=64)
    last_run_at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return self.name
