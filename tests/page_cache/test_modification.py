"""Last-Modified of feeds: it changes with every byte, and never stands for two answers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from posts.models import Post, Tag

NOON = datetime(2026, 1, 20, 12, tzinfo=UTC)
FEED = "/feeds/atom.xml"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_a_feed_says_when_it_changed(reader, make_post, committing, clock):
    post = make_post("One", tags=["Maths"])
    # No date may be later than the answer that bears it.
    assert "last-modified" not in reader.get(FEED).headers
    clock.shift(timedelta(minutes=5))
    first = reader.get(FEED).headers["last-modified"]
    assert first == "Tue, 20 Jan 2026 12:00:01 GMT"
    unchanged = reader.get(FEED, if_modified_since=first)
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert unchanged.headers["last-modified"] == first
    dates = [first]
    for change in (
        lambda: Tag.objects.update(name="Mathematics"),  # no date of the post knows of it
        lambda: make_post("Two"),
        lambda: Post.objects.filter(title="Two").delete(),
        lambda: Post.objects.filter(pk=post.pk).update(title="Uno", title_html="", title_text=""),
    ):
        with committing():
            change()
        # Changed twice within a second, and asked for at once.
        assert reader.get(FEED, if_modified_since=dates[-1]).status == 200
        clock.shift(timedelta(seconds=1))
        answer = reader.get(FEED, if_modified_since=dates[-1])
        assert answer.status == 200
        dates.append(answer.headers["last-modified"])
        assert reader.get(FEED, if_modified_since=dates[-1]).status == 304
    assert len(set(dates)) == len(dates)


def test_a_change_elsewhere_leaves_the_date(reader, make_post, committing, clock):
    make_post("One")
    reader.get(FEED)
    clock.shift(timedelta(minutes=5))
    first = reader.get(FEED).headers["last-modified"]
    with committing():
        make_post("A draft", published_at=None)
    clock.shift(timedelta(minutes=5))
    assert reader.get(FEED, if_modified_since=first).status == 304


def test_an_etag_goes_before_a_date_and_pages_have_none(reader, make_post, clock):
    make_post("One", slug="one")
    reader.get(FEED)
    clock.shift(timedelta(minutes=5))
    now, future = "Tue, 20 Jan 2026 12:05:00 GMT", "Tue, 20 Jan 2027 12:00:00 GMT"
    etag = reader.get(FEED).headers["etag"]
    assert reader.get(FEED, if_none_match='"other"', if_modified_since=now).status == 200
    assert reader.get(FEED, if_none_match=etag, if_modified_since="nonsense").status == 304
    for date in ("nonsense", future):
        assert reader.get(FEED, if_modified_since=date).status == 200
    for path in ("/", "/posts/one/"):
        assert reader.get(path, if_modified_since=now).status == 200
        assert "last-modified" not in reader.get(path).headers


def test_of_several_machines_only_the_own_date_counts(reader, make_post, clock, settings):
    make_post("One")
    reader.get(FEED)
    clock.shift(timedelta(minutes=5))
    settings.REDIS_URL = "redis://127.0.0.1/0"
    first = reader.get(FEED).headers["last-modified"]
    assert reader.get(FEED, if_modified_since=first).status == 304
    assert reader.get(FEED, if_modified_since="Tue, 20 Jan 2026 12:04:00 GMT").status == 200


def test_past_the_store_a_feed_answers_to_its_own_date_only(client, make_post):
    make_post("One")
    first = client.get(FEED)["Last-Modified"]
    assert client.get(FEED, headers={"If-Modified-Since": first}).status_code == 304
    later = "Tue, 20 Jan 2037 12:00:00 GMT"
    assert client.get(FEED, headers={"If-Modified-Since": later}).status_code == 200
