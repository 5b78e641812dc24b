"""Tasks of workers that died are taken up again, and those of living ones never."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import BackgroundTask, TaskWorker
from posts.tasks.queue import LOST_PATH, MAX_TRIES, claim_task
from posts.tasks.recovery import forget_dead_workers, recover_lost_tasks
from posts.tasks.worker_slots import hold_worker_slot, read_worker_slots
from tests.support import sample_tasks

pytestmark = pytest.mark.usefixtures("task_queue")
NOW, AGES = timezone.now(), timedelta(minutes=2)


@pytest.fixture
def claim():
    """Return a function by which a worker takes a task that it took up `ago`."""

    def claim(worker_id, ago=timedelta()):
        sample_tasks.add_group.enqueue("Helpers")
        task = claim_task("default", worker_id)
        BackgroundTask.objects.filter(pk=task.pk).update(started_at=timezone.now() - ago)
        return task

    return claim


def see_worker(worker_id, ago=timedelta()):
    moment = timezone.now() - ago
    TaskWorker.objects.create(pk=worker_id, host="elsewhere", started_at=moment, seen_at=moment)


def test_a_worker_of_this_machine_is_known_to_be_dead_at_once(claim):
    with hold_worker_slot("here"):
        see_worker("here")
        claim("here")
        assert recover_lost_tasks() == 0
    assert read_worker_slots().dead == {"here"}
    assert recover_lost_tasks() == 1
    task = BackgroundTask.objects.get()
    assert (task.status, task.exception_class_path) == ("READY", LOST_PATH)
    assert claim_task("default", "next").worker_ids == ["here", "next"]


def test_the_one_that_takes_its_place_knows_it_too(claim):
    with hold_worker_slot("here"):
        claim("here")
    with hold_worker_slot("next") as predecessor:
        assert predecessor == "here"
        assert recover_lost_tasks("next", predecessor=predecessor) == 1


def test_a_worker_of_this_machine_lives_though_it_cannot_be_heard(claim):
    with hold_worker_slot("here"):
        see_worker("here", AGES)
        claim("here", AGES)
        assert recover_lost_tasks() == 0


@pytest.mark.parametrize(("seen", "lost"), [(timedelta(seconds=50), 0), (AGES, 1)])
def test_one_of_another_machine_is_dead_when_it_was_not_heard_for_a_minute(claim, seen, lost):
    see_worker("there", seen)
    task = claim("there", AGES)
    # Taking the task was a sign of life.
    TaskWorker.objects.update(seen_at=timezone.now() - seen)
    assert recover_lost_tasks("here") == lost
    assert BackgroundTask.objects.get(pk=task.pk).status == ("READY" if lost else "RUNNING")


def test_taking_a_task_renews_the_lease(claim):
    see_worker("there", AGES)
    claim("there", AGES)
    assert recover_lost_tasks() == 0


@pytest.mark.parametrize(("ago", "lost"), [(timedelta(), 0), (AGES, 1)])
def test_one_that_nobody_knows_has_a_minute(claim, ago, lost):
    claim("of an older version", ago)
    assert recover_lost_tasks("here") == lost


def test_a_worker_takes_up_what_it_forgot(claim):
    task = claim("here", AGES)
    assert recover_lost_tasks("here", {task.pk}) == 0
    assert recover_lost_tasks("here") == 1


def test_a_task_that_kills_its_workers_is_given_up(claim):
    task = claim("there", AGES)
    for number in range(1, MAX_TRIES):
        assert recover_lost_tasks() == 1
        BackgroundTask.objects.update(run_after=NOW)
        assert claim_task("default", f"worker {number}").pk == task.pk
        BackgroundTask.objects.update(started_at=NOW - AGES)
    assert recover_lost_tasks() == 1
    task = BackgroundTask.objects.get()
    assert (task.status, task.exception_class_path, task.traceback) == ("FAILED", LOST_PATH, "")


def test_workers_long_gone_are_forgotten():
    see_worker("there", timedelta(hours=2))
    see_worker("here")
    forget_dead_workers()
    assert [worker.pk for worker in TaskWorker.objects.all()] == ["here"]
