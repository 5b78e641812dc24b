"""After an upgrade the worker renders what an older renderer made, a few posts at a time."""

import pytest
from django.db import connection

from posts.models import BackgroundTask, Post
from posts.rendering import RENDERER_VERSION
from posts.revisions import rerender, stale_renders
from posts.tasks.worker import Worker

pytestmark = pytest.mark.usefixtures("task_queue")


@pytest.fixture
def stale(make_post, monkeypatch):
    """Five posts of an older renderer, of which two are rendered at a time."""
    monkeypatch.setattr(stale_renders, "SLICE_SIZE", 2)
    posts = [make_post(f"Post {number}", source="Text.") for number in range(5)]
    Post.objects.update(renderer_version=RENDERER_VERSION - 1, html="as it was")
    return posts


def work():
    """Do all tasks; return how many."""
    worker, count = Worker(), 0
    while worker.run_next("default"):
        count += 1
    return count


def count_stale():
    return Post.objects.filter(html="as it was").count()


def test_all_are_rendered_in_slices(stale):
    stale_renders.queue_stale_posts()
    assert (work(), count_stale()) == (4, 0)


def test_nothing_is_enqueued_where_nothing_is_stale(make_post):
    make_post()
    stale_renders.queue_stale_posts()
    assert not BackgroundTask.objects.exists()


def test_one_that_cannot_be_rendered_stops_no_other(stale, monkeypatch, caplog):
    broken = stale[1].pk
    render = Post.render

    def fail(post):
        if post.pk == broken:
            raise rerender.RenderError("failed", "It cannot be rendered.")
        render(post)

    monkeypatch.setattr(Post, "render", fail)
    stale_renders.queue_stale_posts()
    assert (work(), count_stale()) == (4, 1)
    assert f"Post {broken} stays" in caplog.text


def test_a_slice_that_is_done_twice_leads_to_the_same(stale):
    for _ in range(2):
        stale_renders.render_stale_posts.call()
    work()
    assert count_stale() == 0


def test_a_slice_is_saved_whole_or_not_at_all(stale, monkeypatch):
    saved = []

    def save(post):
        rerender.save_render(post)
        saved.append(post)
        if len(saved) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(stale_renders, "save_render", save)
    stale_renders.queue_stale_posts()
    work()
    assert count_stale() == 5
    assert connection.in_atomic_block
    assert BackgroundTask.objects.get().status == "READY"
