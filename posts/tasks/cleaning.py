"""What piles up and nobody needs: old tasks, expired sessions."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus

from posts.models import BackgroundTask
from posts.tasks.recovery import forget_dead_workers

KEEP_DONE, KEEP_FAILED = timedelta(days=1), timedelta(days=30)


def delete_old_tasks() -> None:
    """Delete tasks that were done, after a day, and that failed, after a month; and workers long gone."""
    now = timezone.now()
    done = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_DONE)
    failed = Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED)
    BackgroundTask.objects.filter(done | failed).delete()
    forget_dead_workers()


def delete_expired_sessions() -> None:
    """Delete the sessions that are over."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
