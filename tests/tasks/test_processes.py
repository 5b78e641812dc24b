"""Workers that are killed, that race, and that end with their server."""

import os
import signal
from contextlib import ExitStack

import pytest
from django.contrib.auth.models import Group

from posts.models import BackgroundTask
from posts.tasks.worker_slots import read_worker_slots
from tests.support import sample_tasks
from tests.support.database_copies import database_copy  # noqa: F401  (a fixture)
from tests.support.task_workers import SERVERS, TaskSite, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
NAMES = [f"group {number}" for number in range(20)]


@pytest.fixture
def site(database_copy, tmp_path, task_queue):  # noqa: F811
    with ExitStack() as processes:
        yield TaskSite(database_copy, tmp_path, processes)


@pytest.mark.django_db
def test_what_a_killed_worker_was_at_is_done_once_and_two_that_race_do_nothing_twice(site, tmp_path):
    with site.use():
        sample_tasks.make_group.enqueue(str(tmp_path), "Slow")
        killed = site.start_worker()
        wait_until((tmp_path / "begun").exists)
        killed.kill()
        killed.wait()
        assert BackgroundTask.objects.get(task_path__endswith="make_group").status == "RUNNING"
        (tmp_path / "go").touch()

        for name in NAMES:
            sample_tasks.add_group.enqueue(name)
        others = [site.start_worker() for _ in range(2)]
        wait_until(lambda: not BackgroundTask.objects.filter(status__in=["READY", "RUNNING"]).exists())

        assert not BackgroundTask.objects.failed().exists()
        assert Group.objects.filter(name__in=["Slow", *NAMES]).count() == 21
        tries = {task.task_path: len(task.worker_ids) for task in BackgroundTask.objects.all()}
        assert tries.pop("tests.support.sample_tasks.make_group") == 2
        assert set(tries.values()) == {1}
        for worker in others:
            worker.terminate()
        # One that was not ready yet is ended by the signal itself.
        assert {worker.wait() for worker in others} <= {0, -signal.SIGTERM}


def test_one_child_of_many_servers_works_and_it_ends_with_them(site):
    with site.use():
        servers = site.start("-c", SERVERS, TASKS="local")
        pids = [int(servers.stdout.readline()) for _ in range(2)]
        wait_until(lambda: read_worker_slots().alive)
        first = read_worker_slots().alive
        assert len(first) == 1
        sample_tasks.add_group.enqueue("By the child")
        wait_until(Group.objects.filter(name="By the child").exists)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not read_worker_slots().alive)
        assert read_worker_slots().dead == first
