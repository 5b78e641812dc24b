"""All processes know at once that a generation has ended."""

import subprocess
import sys
import time

import pytest
import redis

from posts.page_cache import site_version
from posts.page_cache.site_version import LEASE_SECONDS, REDIS_CHANNEL, FileVersion, RedisVersion


class TestSharedFile:
    def test_processes_share_it(self, tmp_path):
        path = tmp_path / "generation"
        here = FileVersion(path)
        before = here.get_version()
        code = (
            "import django; django.setup(); from pathlib import Path; "
            "from posts.page_cache.site_version import FileVersion; "
            f"FileVersion(Path({str(path)!r})).invalidate()"
        )
        subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
        assert here.get_version() != before

    def test_it_goes_on_where_it_was(self, tmp_path):
        path = tmp_path / "generation"
        FileVersion(path).invalidate()
        assert FileVersion(path).get_version() == FileVersion(path).get_version() != bytes(8)


def await_(condition):
    give_up = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.005)


@pytest.fixture
def listeners(redis_url):
    """Two processes' views of the generation, once both listen."""
    pair = RedisVersion(redis_url), RedisVersion(redis_url)
    await_(lambda: all(one.get_version() is not None for one in pair))
    yield pair
    for one in pair:
        one.stop_listening()


class TestPublished:
    def test_all_know_when_who_ended_it_goes_on(self, listeners):
        one, other = listeners
        for _ in range(20):
            before = one.get_version(), other.get_version()
            one.invalidate()
            assert one.get_version() != before[0]
            assert other.get_version() != before[1]

    def test_without_redis_nobody_knows_it(self):
        lost = RedisVersion("unix:///nowhere/redis.sock")
        assert lost.get_version() is None
        with pytest.raises(redis.RedisError):
            lost.invalidate()
        lost.stop_listening()

    def test_who_hears_nothing_for_a_while_does_not_know_it_any_more(self, listeners, monkeypatch):
        one, _ = listeners
        now = time.monotonic()
        monkeypatch.setattr(site_version, "monotonic", lambda: now + LEASE_SECONDS + 0.5)
        assert one.get_version() is None

    def test_one_who_does_not_answer_is_waited_for_until_it_keeps_no_pages(self, listeners, redis_url):
        one, _ = listeners
        silent = redis.Redis.from_url(redis_url).pubsub()
        silent.subscribe(REDIS_CHANNEL)
        silent.get_message(timeout=1)
        begin = time.monotonic()
        one.invalidate()
        assert LEASE_SECONDS <= time.monotonic() - begin < 3 * LEASE_SECONDS
        silent.close()

    def test_who_is_cut_off_knows_it_no_more_and_then_another(self, listeners, redis_url, monkeypatch):
        # No silence shall tell: the connection that ends does.
        monkeypatch.setattr(site_version, "LEASE_SECONDS", 60)
        one, _ = listeners
        before = one.get_version()
        redis.Redis.from_url(redis_url).client_kill_filter(_type="pubsub")
        await_(lambda: one.get_version() is None)
        await_(lambda: one.get_version() not in {before, None})
