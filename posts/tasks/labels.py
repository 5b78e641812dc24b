"""Tasks and their errors in words."""

import errno
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from posts.tasks.queue import LOST_PATH

# By the path of the function; one that is not here is shown by its path.
TASK_LABELS = {
    "posts.mail.backend.send_message_task": gettext_lazy("Send a mail"),
    "posts.exchange.import_jobs.running.run_import_job": gettext_lazy("Import posts"),
    "posts.media.library.make_variants": gettext_lazy("Make the smaller sizes of a picture"),
    "posts.publishing.websub.notify_hub": gettext_lazy("Tell the WebSub hub of new posts"),
    "posts.revisions.dependent_renders.mark_dependents": gettext_lazy(
        "Look for posts that refer to what has changed"
    ),
    "posts.revisions.dependent_renders.render_dependent_posts": gettext_lazy(
        "Render posts again that refer to what has changed"
    ),
    "posts.revisions.stale_renders.render_stale_posts": gettext_lazy(
        "Render posts again that an older version rendered"
    ),
}
PERIODIC_PATH = "posts.tasks.periodic.run_periodic_function"
PERIODIC_LABELS = {
    "delete old tasks": gettext_lazy("Delete finished tasks"),
    "delete expired sessions": gettext_lazy("Delete expired sessions"),
    "delete old audit entries": gettext_lazy("Delete old entries of the audit log"),
    "delete stale imports": gettext_lazy("Delete uploads that were never imported"),
    "delete empty posts": gettext_lazy("Delete new posts that were left empty"),
    "delete old missing addresses": gettext_lazy("Delete missing addresses that nobody asks for any more"),
    "tell the hub": gettext_lazy("Look for changes that the WebSub hub does not know"),
    "render dependent posts": gettext_lazy("Look for posts that refer to what has changed"),
    "render stale posts": gettext_lazy("Look for posts that an older version rendered"),
}
STATUS_LABELS = {
    TaskResultStatus.READY: gettext_lazy("waiting"),
    TaskResultStatus.RUNNING: gettext_lazy("running"),
    TaskResultStatus.FAILED: gettext_lazy("failed"),
    TaskResultStatus.SUCCESSFUL: gettext_lazy("done"),
}
# By the path of the exception, for those that say little by themselves.
ERROR_LABELS = {
    LOST_PATH: gettext_lazy("The worker ended before it was done: it was killed, or ran out of memory."),
    "builtins.ConnectionRefusedError": gettext_lazy("The other server refuses connections."),
    "builtins.MemoryError": gettext_lazy("There was too little memory."),
    "builtins.TimeoutError": gettext_lazy("The other server does not answer."),
    "socket.gaierror": gettext_lazy("The name of the other server is not known."),
    "smtplib.SMTPAuthenticationError": gettext_lazy("The mail server refuses name or password."),
    "smtplib.SMTPRecipientsRefused": gettext_lazy("The mail server refuses the address of the recipient."),
    "smtplib.SMTPSenderRefused": gettext_lazy("The mail server refuses the sender; see DEFAULT_FROM_EMAIL."),
    "smtplib.SMTPServerDisconnected": gettext_lazy("The mail server ended the connection."),
}
DISK_FULL = f"[Errno {errno.ENOSPC}]"


def describe_task(task: DBTaskResult) -> str:
    """Return what `task` is for."""
    arguments: list[Any] = task.args_kwargs.get("args", [])
    if task.task_path == PERIODIC_PATH and arguments:
        return str(PERIODIC_LABELS.get(arguments[0], arguments[0]))
    if task.task_path == PERIODIC_PATH:
        return _("Regular cleaning")
    return str(TASK_LABELS.get(task.task_path, task.task_path))


def describe_task_error(task: DBTaskResult) -> str:
    """Return why the last try of `task` failed; empty where none did."""
    path = task.exception_class_path
    message = task.traceback.strip().rpartition("\n")[2]
    if DISK_FULL in message:
        return _("The disk is full.")
    if label := ERROR_LABELS.get(path):
        return str(label)
    return message or str(path)
