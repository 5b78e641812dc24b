"""Tasks are taken once, tried again after growing delays, and given up in the end."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone

from posts.models import BackgroundTask
from posts.tasks import queue
from posts.tasks.worker import Worker
from tests.support import sample_tasks

pytestmark = pytest.mark.usefixtures("task_queue")


def run_next(name="default"):
    return Worker().run_next(name)


def test_a_task_is_done_once_and_what_it_was_given_is_forgotten():
    sample_tasks.add_group.enqueue("Helpers")
    assert not Group.objects.filter(name="Helpers").exists()
    assert (run_next(), run_next()) == (True, False)
    assert Group.objects.filter(name="Helpers").count() == 1
    task = BackgroundTask.objects.get()
    assert (task.status, task.args_kwargs) == ("SUCCESSFUL", queue.NO_ARGUMENTS)


def test_a_task_learns_which_try_it_is():
    sample_tasks.count_tries.enqueue(10)
    run_next()
    assert BackgroundTask.objects.get().return_value == 11


def test_the_queues_do_not_wait_for_each_other():
    sample_tasks.add_group.using(queue_name="quick").enqueue("Helpers")
    assert (run_next("default"), run_next("quick")) == (False, True)


def test_an_empty_queue_is_only_read(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not run_next()


def test_what_fails_is_tried_again_ever_later_and_then_given_up():
    sample_tasks.fail.enqueue("no space")
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for number, delay in enumerate(queue.TASK_RETRY_DELAYS, 1):
            assert run_next()
            task = BackgroundTask.objects.get()
            assert (task.status, len(task.worker_ids)) == ("READY", number)
            assert "no space" in task.traceback
            clock.shift(timedelta(seconds=delay - 1))
            assert not run_next()
            clock.shift(timedelta(seconds=1))
        assert run_next()
        clock.shift(timedelta(days=1))
        assert not run_next()
    task = BackgroundTask.objects.get()
    assert (task.status, len(task.worker_ids)) == ("FAILED", queue.MAX_TRIES)
    assert task.args_kwargs["args"] == ["no space"]


def test_the_log_names_the_error_but_not_what_it_says(caplog):
    sample_tasks.fail.enqueue("<reader@example.org> refused")
    run_next()
    assert "builtins.OSError" in caplog.text
    assert "reader@example.org" not in caplog.text


def test_a_task_that_is_not_there_any_more_fails_like_others():
    sample_tasks.fail.enqueue("")
    BackgroundTask.objects.update(task_path="posts.no.such_task")
    run_next()
    task = BackgroundTask.objects.get()
    assert (task.status, task.exception_class_path) == ("READY", "builtins.ModuleNotFoundError")


def test_who_lost_a_task_to_another_worker_cannot_end_it():
    sample_tasks.add_group.enqueue("Helpers")
    first = queue.claim_task("default", "first")
    queue.lose_task(first)
    second = queue.claim_task("default", "second")
    queue.finish_task(first, None)
    queue.fail_task(first, OSError())
    queue.release_task(first)
    task = BackgroundTask.objects.get()
    assert (task.status, task.worker_ids) == ("RUNNING", ["first", "second"])
    queue.finish_task(second, None)
    assert BackgroundTask.objects.get().status == "SUCCESSFUL"


def test_a_task_that_was_let_go_is_as_it_was_before():
    sample_tasks.add_group.enqueue("Helpers")
    queue.release_task(queue.claim_task("default", "first"))
    task = BackgroundTask.objects.get()
    assert (task.status, task.worker_ids) == ("READY", [])
    assert run_next()


def test_only_failed_tasks_are_tried_again_by_hand():
    sample_tasks.fail.enqueue("again")
    key = BackgroundTask.objects.get().pk
    assert queue.retry_tasks([key]) == 0
    BackgroundTask.objects.update(status="FAILED", worker_ids=["a"] * 5, finished_at=timezone.now())
    assert queue.retry_tasks([key]) == 1
    assert run_next()
    assert len(BackgroundTask.objects.get().worker_ids) == 1
