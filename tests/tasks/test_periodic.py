"""What is done by itself: each function in its time, once, however many workers there are."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.module_loading import import_string

from posts.models import BackgroundTask, PeriodicRun
from posts.tasks import periodic
from posts.tasks.cleaning import delete_expired_sessions, delete_old_tasks
from posts.tasks.periodic import ONE_DAY, ONE_HOUR, PERIODIC, PeriodicFunction, enqueue_due_functions
from posts.tasks.worker import Worker
from tests.support import sample_tasks

pytestmark = pytest.mark.usefixtures("task_queue")


@pytest.mark.parametrize("name", PERIODIC)
def test_each_function_is_there(name):
    function = PERIODIC[name]
    assert callable(import_string(function.path))
    assert function.every >= ONE_HOUR
    assert len(name) <= PeriodicRun._meta.pk.max_length


def test_each_is_done_in_its_time():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert set(enqueue_due_functions()) == set(PERIODIC)
        clock.shift(ONE_HOUR - timedelta(seconds=1))
        assert enqueue_due_functions() == []
        clock.shift(timedelta(seconds=1))
        due = {"delete old tasks", "render dependent posts", "tell the hub"}
        assert set(enqueue_due_functions()) == due
        clock.shift(ONE_DAY)
        assert set(enqueue_due_functions()) == set(PERIODIC)


def test_a_clock_that_was_ahead_stops_nothing():
    PeriodicRun.objects.create(name="delete old tasks", last_run_at=timezone.now() + timedelta(days=900))
    assert "delete old tasks" in enqueue_due_functions()


def test_of_two_workers_that_find_it_due_one_does_it():
    enqueue_due_functions()
    BackgroundTask.objects.all().delete()
    long_ago = timezone.now() - timedelta(days=3)
    PeriodicRun.objects.update(last_run_at=long_ago)
    seen = dict.fromkeys(PERIODIC, long_ago)
    taken = [periodic.take_turn(name, seen) for name in PERIODIC for _ in range(2)]
    assert taken == [True, False] * len(PERIODIC)
    assert periodic.take_turn("delete old tasks", {}) is False
    assert BackgroundTask.objects.count() == len(PERIODIC)


def test_what_belongs_to_a_start_is_done_at_each_but_does_not_pile_up():
    enqueue_due_functions()
    assert enqueue_due_functions(at_start=True) == []
    while Worker().run_next("default"):
        pass
    assert enqueue_due_functions(at_start=True) == ["render stale posts"]


def test_a_function_that_is_there_no_more_is_done_with():
    periodic.run_periodic_function.enqueue("no such function")
    Worker().run_next("default")
    assert BackgroundTask.objects.get().status == "SUCCESSFUL"


def test_one_that_fails_is_tried_again_as_a_task(monkeypatch):
    monkeypatch.setitem(PERIODIC, "fails", PeriodicFunction("tests.support.sample_tasks.fail.func", ONE_HOUR))
    periodic.run_periodic_function.enqueue("fails")
    Worker().run_next("default")
    assert BackgroundTask.objects.get().status == "READY"


@pytest.mark.parametrize(
    ("status", "age", "is_kept"),
    [
        ("SUCCESSFUL", timedelta(hours=23), True),
        ("SUCCESSFUL", timedelta(hours=25), False),
        ("FAILED", timedelta(days=29), True),
        ("FAILED", timedelta(days=31), False),
        ("RUNNING", None, True),
        ("READY", None, True),
    ],
)
def test_old_tasks_are_deleted(status, age, is_kept):
    sample_tasks.fail.enqueue("")
    finished_at = age and timezone.now() - age
    BackgroundTask.objects.update(status=status, finished_at=finished_at)
    delete_old_tasks()
    assert BackgroundTask.objects.exists() is is_kept


def test_expired_sessions_are_deleted():
    now = timezone.now()
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
    delete_expired_sessions()
    assert [session.pk for session in Session.objects.all()] == ["new"]
