"""Savers and the task that renders dependent posts never wait for each other; PostgreSQL locks rows."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction
from django.utils import timezone

from posts.models import BackgroundTask, Post
from posts.models.dependent_posts import STALE_RENDER, mark_stale_alone
from posts.publishing import bulk
from posts.revisions import dependent_renders
from posts.tasks.worker import Worker
from tests.support.databases import requires_postgresql
from tests.support.proofs import scale

POSTS = 6
ROUNDS = scale(4, 100)


def do_tasks():
    while BackgroundTask.objects.filter(status="READY").update(run_after=timezone.now()):
        Worker().run_next("default")


def in_own_connection(function, *arguments):
    try:
        return function(*arguments)
    finally:
        connections.close_all()


def rename(key, title):
    post = Post.objects.get(pk=key)
    post.title = title
    post.save()


def save_each(barrier, keys, name):
    for number in range(ROUNDS):
        barrier.wait(timeout=30)
        rename(keys[number % POSTS], f"{name} {number}")


def change_states(barrier, keys):
    for number in range(ROUNDS):
        barrier.wait(timeout=30)
        (bulk.archive_posts, bulk.publish_posts)[number % 2](keys[number % 3 :: -1] + keys[3:], None)


def render(barrier):
    for _ in range(ROUNDS):
        barrier.wait(timeout=30)
        dependent_renders.mark_dependents.call("references")
        dependent_renders.render_dependent_posts.call()


@requires_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("task_queue")
class TestRowsThatOthersHaveLocked:
    def test_are_marked_behind_the_change(self, make_post):
        rope, post = make_post("Rope"), make_post("From", source="[[Rope]]")
        with ThreadPoolExecutor(1) as pool, transaction.atomic():
            Post.objects.select_for_update().get(pk=post.pk)
            # Would wait for ever, if it waited.
            pool.submit(in_own_connection, rename, rope.pk, "Tide").result(timeout=20)
        do_tasks()
        post.refresh_from_db()
        assert post.html == '<p><a href="/posts/rope/">Tide</a></p>'

    def test_are_left_to_the_next_task(self, make_post):
        make_post("Rope")
        first, second = (make_post(name, source="[[Rope]]") for name in ("First", "Second"))
        do_tasks()
        mark_stale_alone([first.pk, second.pk])
        with ThreadPoolExecutor(1) as pool, transaction.atomic():
            Post.objects.select_for_update().get(pk=first.pk)
            pool.submit(in_own_connection, dependent_renders.render_dependent_posts.call).result(timeout=20)
            stale = Post.objects.filter(renderer_version=STALE_RENDER)
            assert list(stale.values_list("pk", flat=True)) == [first.pk]
        do_tasks()
        assert not Post.objects.filter(renderer_version=STALE_RENDER).exists()

    def test_posts_that_link_to_each_other_are_saved_and_rendered_at_the_same_time(self, make_post):
        source = " ".join(f"[[p{number}]] [[p{number}#A]]" for number in range(POSTS))
        keys = [
            make_post(f"P{number}", slug=f"p{number}", source=f"{source}\n\n## A").pk
            for number in range(POSTS)
        ]
        barrier = Barrier(4)
        work = [(save_each, keys, "x"), (save_each, keys[::-1], "y"), (change_states, keys), (render,)]
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(in_own_connection, job[0], barrier, *job[1:]) for job in work]:
                done.result(timeout=200)
        do_tasks()
        for post in Post.objects.all():
            stored = post.html
            post.render()
            assert post.html == stored
