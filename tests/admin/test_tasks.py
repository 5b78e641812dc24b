"""Background tasks in the admin: who manages accounts sees what failed and has it tried again."""

from datetime import timedelta
from traceback import format_exception

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from posts.models import BackgroundTask, TaskWorker
from posts.tasks.labels import ERROR_LABELS, PERIODIC_LABELS, TASK_LABELS, describe_task_error
from posts.tasks.periodic import PERIODIC, run_periodic_function
from posts.tasks.queue import LOST_PATH
from posts.tasks.state import get_queue_state
from tests.support import sample_tasks

LIST = reverse("admin:posts_backgroundtask_changelist")
NOBODY_WORKS = "No worker is running"


@pytest.fixture
def failed(task_queue):
    """A task that was given up."""
    sample_tasks.fail.enqueue("no <b>such</b> thing")
    BackgroundTask.objects.update(
        status="FAILED",
        worker_ids=["a"] * 5,
        finished_at=timezone.now(),
        exception_class_path="builtins.KeyError",
        traceback="Traceback …\nKeyError: no <b>such</b> thing\n",
    )
    return BackgroundTask.objects.get()


def detail_url(task, page="change"):
    return reverse(f"admin:posts_backgroundtask_{page}", args=[task.pk])


@pytest.mark.parametrize(("group", "status"), [("Owners", 200), ("Editor", 403), ("Author", 403)])
def test_only_who_manages_accounts_sees_and_changes_them(failed, sign_in, client, group, status):
    sign_in("somebody", group)
    assert client.get(LIST).status_code == status
    assert client.get(detail_url(failed)).status_code == status
    client.post(detail_url(failed, "retry"))
    for action in ("try_again", "discard"):
        client.post(LIST, {"action": action, "_selected_action": [str(failed.pk)]})
    assert BackgroundTask.objects.exists() is (status == 403)


def test_a_failed_task_is_listed_with_its_error_in_words(failed, editor_client):
    text = editor_client.get(LIST).content.decode()
    assert "KeyError: no &lt;b&gt;such&lt;/b&gt; thing" in text
    assert "5 of 5" in text


def test_each_task_is_listed_by_what_it_is_for(task_queue, editor_client):
    run_periodic_function.enqueue("delete old tasks")
    assert "Delete finished tasks" in editor_client.get(LIST).content.decode()


def test_the_button_has_one_tried_again(failed, editor_client):
    assert "/retry/" in editor_client.get(detail_url(failed)).content.decode()
    assert editor_client.get(detail_url(failed, "retry")).status_code == 405
    answer = editor_client.post(detail_url(failed, "retry"), follow=True)
    assert "1 task is tried again." in answer.content.decode()
    failed.refresh_from_db()
    assert (failed.status, failed.worker_ids) == ("READY", [])
    assert "/retry/" not in editor_client.get(detail_url(failed)).content.decode()
    answer = editor_client.post(detail_url(failed, "retry"), follow=True)
    assert "None of these tasks has failed." in answer.content.decode()


def test_a_task_that_is_gone_leads_back_to_the_list(failed, editor_client):
    failed.delete()
    failed.pk = "8c2b1a80-0000-4000-8000-000000000000"
    assert editor_client.get(detail_url(failed)).status_code == 302
    assert editor_client.post(detail_url(failed, "retry")).status_code == 404


def test_what_runs_is_not_discarded(failed, editor_client):
    sample_tasks.fail.enqueue("")
    BackgroundTask.objects.exclude(pk=failed.pk).update(status="RUNNING", started_at=timezone.now())
    keys = [str(task.pk) for task in BackgroundTask.objects.all()]
    answer = editor_client.post(LIST, {"action": "discard", "_selected_action": keys}, follow=True)
    assert "1 task was discarded." in answer.content.decode()
    assert BackgroundTask.objects.get().status == "RUNNING"


def test_the_list_says_so_where_nobody_works(task_queue, editor_client):
    assert NOBODY_WORKS not in editor_client.get(LIST).content.decode()
    sample_tasks.fail.enqueue("")
    assert NOBODY_WORKS in editor_client.get(LIST).content.decode()
    now = timezone.now()
    worker = TaskWorker.objects.create(pk="a", host="here", started_at=now, seen_at=now)
    assert NOBODY_WORKS not in editor_client.get(LIST).content.decode()
    TaskWorker.objects.filter(pk=worker.pk).update(seen_at=now - timedelta(minutes=4))
    assert get_queue_state().is_neglected


def test_what_waits_for_its_next_try_waits_for_nobody(failed):
    BackgroundTask.objects.update(status="READY", run_after=timezone.now() + timedelta(hours=1))
    state = get_queue_state()
    assert (state.waiting, state.failed, state.is_neglected) == (0, 0, False)


def test_the_number_of_tasks_changes_no_number_of_queries(failed, editor_client, django_assert_num_queries):
    with django_assert_num_queries(9) as counted:
        editor_client.get(LIST)
    for _ in range(5):
        sample_tasks.fail.enqueue("")
    BackgroundTask.objects.update(status="FAILED")
    with django_assert_num_queries(len(counted)):
        editor_client.get(LIST)


@pytest.mark.parametrize("path", TASK_LABELS)
def test_each_label_is_that_of_a_task(path):
    assert import_string(path).module_path == path


def test_each_periodic_function_has_a_label():
    assert set(PERIODIC_LABELS) == set(PERIODIC)


@pytest.mark.parametrize("path", ERROR_LABELS)
def test_each_error_with_words_of_its_own_is_there(path):
    assert issubclass(import_string(path), Exception)


@pytest.mark.parametrize(
    ("path", "error", "text"),
    [
        (LOST_PATH, None, "The worker ended before it was done: it was killed, or ran out of memory."),
        ("builtins.OSError", OSError(28, "No space left on device"), "The disk is full."),
        (
            "smtplib.SMTPRecipientsRefused",
            OSError("x"),
            "The mail server refuses the address of the recipient.",
        ),
        (
            "posts.imaging.limits.InvalidImage",
            ValueError("It is no picture."),
            "ValueError: It is no picture.",
        ),
        ("builtins.ValueError", ValueError(), "ValueError"),
        ("", None, ""),
    ],
)
def test_errors_are_said_in_words(path, error, text):
    traceback = "".join(format_exception(error)) if error else ""
    assert describe_task_error(BackgroundTask(exception_class_path=path, traceback=traceback)) == text
