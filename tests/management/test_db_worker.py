"""The command db_worker: ours, under the name that units in use start."""

import math

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError

from posts.models import BackgroundTask, TaskWorker
from posts.tasks import worker as worker_module
from posts.tasks.worker import Worker
from tests.support import sample_tasks


def test_units_in_use_start_our_worker():
    assert get_commands()["db_worker"] == "posts"


def test_without_a_queue_it_says_what_to_do(settings):
    settings.TASKS_MODE = "immediate"
    with pytest.raises(CommandError, match="Set TASKS to local or database"):
        call_command("db_worker")


class InlineThread:
    """Does at once what a thread would do: the database of a test is seen by one thread only."""

    def __init__(self, target, args, **options):
        self.target, self.args = target, args

    def start(self):
        self.target(*self.args)

    def is_alive(self):
        return False

    def join(self, seconds):
        pass


@pytest.fixture
def worker(task_queue, monkeypatch):
    monkeypatch.setattr(worker_module.threading, "Thread", InlineThread)
    monkeypatch.setattr(worker_module, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker_module.connection, "close", lambda: None)
    return Worker(batch=True)


def test_in_a_batch_it_does_what_is_waiting_and_ends(worker, monkeypatch):
    # Here it is that of all tests before.
    monkeypatch.setattr(worker_module, "measure_worker_memory", lambda: 0.0)
    sample_tasks.add_group.enqueue("Helpers")
    sample_tasks.add_group.using(queue_name="quick").enqueue("More helpers")
    worker.run()
    assert Group.objects.filter(name__endswith="elpers").count() == 2
    assert not BackgroundTask.objects.filter(status__in=["READY", "RUNNING"]).exists()
    assert not TaskWorker.objects.exists()


def test_it_says_once_that_the_database_is_away(worker, caplog):
    def fail():
        raise DatabaseError("the connection is closed")

    assert [worker.attempt(fail) for _ in range(3)] == [False] * 3
    assert worker.attempt(lambda: None)
    assert caplog.text.count("the connection is closed") == 1


def test_a_worker_that_breaks_off_ends_as_a_whole(worker, monkeypatch):
    def fail(*args):
        raise ValueError("nothing else")

    monkeypatch.setattr(worker_module, "claim_task", fail)
    with pytest.raises(ValueError, match="nothing else"):
        worker.work("default")
    assert worker.stopping.is_set()


def test_what_it_is_at_when_it_is_told_to_end_is_let_go(worker, monkeypatch):
    sample_tasks.add_group.enqueue("Helpers")

    def be_told_to_end(task):
        raise KeyboardInterrupt

    monkeypatch.setattr(worker_module, "run_task", be_told_to_end)
    monkeypatch.setattr(worker, "current", KeepingDict())
    worker.grace = 0
    with pytest.raises(KeyboardInterrupt):
        worker.run_next("default")
    worker.stop()
    worker.run()
    task = BackgroundTask.objects.get(task_path__endswith="add_group")
    assert (task.status, task.worker_ids) == ("READY", [])


class KeepingDict(dict):
    """The tasks of a thread that does not come to an end."""

    def __delitem__(self, key):
        pass


def test_one_that_has_grown_ends_after_the_task(worker, monkeypatch):
    monkeypatch.setattr(worker_module, "MAX_WORKER_MEGABYTES", 1)
    sample_tasks.add_group.enqueue("Helpers")
    assert worker.run_next("default")
    assert worker.stopping.is_set()
    assert worker.deadline == math.inf
    assert worker_module.measure_worker_memory() > 1
