"""The hub is told of each change that feeds show, by a task, and again where it does not answer."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
import time_machine
from django.utils import timezone
from django_tasks import TaskResultStatus

from posts.models import BackgroundTask, Category, FeedNotification, Post, Series
from posts.publishing.websub import notify_hub, queue_notification
from posts.tasks.worker import Worker
from tests.support.scripted_server import make_answer, serve_answers

ACCEPTED = make_answer(status="204 No Content")
SITE = "https://example.org"

pytestmark = [pytest.mark.usefixtures("task_queue"), pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def tell(settings, django_capture_on_commit_callbacks):
    """Return a function that does something and lets a worker tell the hub; it returns the feeds told of."""

    def tell(*steps, answers=(ACCEPTED,)):
        with serve_answers(*answers) as (address, asked):
            settings.WEBSUB_HUB = f"{address}/hub?x=1"
            for step in steps:
                with django_capture_on_commit_callbacks(execute=True):
                    step()
            while Worker().run_next("quick"):
                pass
            return [topic for request in list(asked) for topic in read_topics(request)]

    return tell


def read_topics(request):
    """Return the paths of the feeds that a request of ours names."""
    head, _, body = request.decode().partition("\r\n\r\n")
    assert head.startswith("POST /hub?x=1 HTTP/1.1")
    fields = parse_qs(body)
    assert fields["hub.mode"] == ["publish"]
    return [url.removeprefix(SITE) for url in fields["hub.url"]]


def feeds(*folders):
    return {f"{folder}feeds/{name}" for folder in folders for name in ("rss.xml", "atom.xml", "feed.json")}


def get_waiting():
    return BackgroundTask.objects.filter(task_path=notify_hub.module_path, status=TaskResultStatus.READY)


def test_the_hub_is_told_of_every_feed_that_a_post_is_in(tell, make_post, profile):
    above = Category.objects.create(name="Models")
    below = Category.objects.create(name="Small", parent=above)
    series = Series.objects.create(name="Course")
    Category.objects.create(name="Other")
    told = tell(lambda: make_post("New", category=below, series=series, tags=["Rust"]))
    folders = ["/", "/categories/models/", "/categories/small/", "/tags/rust/", "/series/course/"]
    assert set(told) == feeds(*folders, profile.get_absolute_url())
    assert get_waiting().count() == 0
    # What readers don't see is nothing to tell; a change of the post is.
    assert tell(lambda: make_post("A draft", published_at=None), answers=()) == []
    assert feeds("/") <= set(tell(Post.objects.get(title="New").save))
    assert feeds("/") == set(tell(lambda: Post.objects.filter(title="New").delete()))


def test_many_changes_are_told_in_one_call(tell, make_post):
    told = tell(make_post, make_post, make_post)
    assert set(told) == feeds("/")
    assert len(told) == 3


def test_a_scheduled_post_is_told_of_when_it_goes_live(tell, make_post):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        at = timezone.now() + timedelta(hours=3)
        post = make_post("Soon", published_at=at + timedelta(hours=1))
        assert tell(queue_notification, answers=()) == []
        post.published_at = at
        assert tell(post.save, answers=()) == []
        assert [task.run_after for task in get_waiting()] == [at]
        clock.shift(timedelta(hours=3, seconds=1))
        assert set(tell()) == feeds("/")
        assert get_waiting().count() == 0


def test_a_hub_that_fails_is_told_again(tell, make_post):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        answers = (make_answer(status="503 Busy"),)
        assert set(tell(make_post, answers=answers)) == feeds("/")
        assert get_waiting().count() == 1
        assert not FeedNotification.objects.exists()
        clock.shift(timedelta(seconds=31))
        assert set(tell()) == feeds("/")
        assert get_waiting().count() == 0
    assert tell(queue_notification, answers=()) == []


@pytest.mark.parametrize("missing", ["WEBSUB_HUB", "SITE_URL", "TASKS_MODE"])
def test_without_hub_address_or_worker_nothing_is_done(
    settings, make_post, django_capture_on_commit_callbacks, missing
):
    settings.WEBSUB_HUB = "https://hub.invalid/"
    setattr(settings, missing, "immediate" if missing == "TASKS_MODE" else "")
    with django_capture_on_commit_callbacks(execute=True):
        make_post()
    queue_notification()
    notify_hub.call()
    assert get_waiting().count() == 0


def test_a_feed_names_its_hub(client, settings, make_post):
    make_post()
    assert "Link" not in client.get("/feeds/rss.xml").headers
    settings.WEBSUB_HUB = hub = "https://hub.example.org/?a=1&b=2"
    for name in ("rss.xml", "atom.xml"):
        response = client.get(f"/feeds/{name}")
        assert response["Link"] == f'<{hub}>; rel="hub", <{SITE}/feeds/{name}>; rel="self"'
        assert b'href="https://hub.example.org/?a=1&amp;b=2" rel="hub"' in response.content
    hubs = client.get("/feeds/feed.json").json()["hubs"]
    assert hubs == [{"type": "WebSub", "url": hub}]
