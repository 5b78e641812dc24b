"""All processes know a new site version at once."""

import subprocess
import sys
import time
from contextlib import suppress

import pytest
import redis

from posts.models import redis_version
from posts.models.redis_version import LEASE_SECONDS, REDIS_CHANNEL, RedisVersion
from posts.models.site_version import FileVersion, UntoldChangeError


class TestSharedFile:
    def test_processes_share_the_version(self, tmp_path):
        path = tmp_path / "site_version"
        here = FileVersion(path)
        before = here.get_version()
        code = (
            "import django; django.setup(); from pathlib import Path; "
            "from posts.models.site_version import FileVersion; "
            f"FileVersion(Path({str(path)!r})).invalidate()"
        )
        subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
        assert here.get_version() != before

    def test_the_version_outlives_its_process(self, tmp_path):
        path = tmp_path / "site_version"
        FileVersion(path).invalidate()
        assert FileVersion(path).get_version() == FileVersion(path).get_version() != bytes(8)

    def test_a_folder_that_was_replaced_is_followed(self, tmp_path):
        folder = tmp_path / "data"
        folder.mkdir()
        here = FileVersion(folder / "site_version")
        folder.rename(tmp_path / "old")
        here.invalidate()  # there is no folder
        folder.mkdir()
        other = FileVersion(folder / "site_version")
        here.invalidate()
        assert here.get_version() == other.get_version()
        other.invalidate()
        assert here.get_version() == other.get_version()


def wait_until(condition):
    give_up = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < give_up, "not in time"
        time.sleep(0.005)


@pytest.fixture
def listeners(redis_url):
    """Two processes' views of the site version, once both listen."""
    pair = RedisVersion(redis_url), RedisVersion(redis_url)
    wait_until(lambda: all(one.get_version() is not None for one in pair))
    yield pair
    for one in pair:
        one.stop_listening()


class TestRedis:
    def test_all_know_the_new_version_when_invalidate_returns(self, listeners):
        one, other = listeners
        for _ in range(20):
            before = one.get_version(), other.get_version()
            one.invalidate()
            assert one.get_version() != before[0]
            assert other.get_version() != before[1]

    def test_without_redis_the_version_is_unknown(self):
        lost = RedisVersion("unix:///nowhere/redis.sock")
        assert lost.get_version() is None
        # It is raised where this is the first to notice; the listening thread may have noticed before.
        with suppress(UntoldChangeError):
            lost.invalidate()
        assert lost.get_version() is None
        assert lost.has_untold_change
        lost.stop_listening()

    def test_a_process_that_hears_nothing_for_a_while_does_not_trust_its_version(
        self, listeners, monkeypatch
    ):
        one, _ = listeners
        now = time.monotonic()
        monkeypatch.setattr(redis_version, "monotonic", lambda: now + LEASE_SECONDS + 0.5)
        assert one.get_version() is None

    def test_invalidate_waits_for_a_silent_process_until_its_lease_is_over(self, listeners, redis_url):
        one, _ = listeners
        silent = redis.Redis.from_url(redis_url).pubsub()
        silent.subscribe(REDIS_CHANNEL)
        silent.get_message(timeout=1)
        begin = time.monotonic()
        one.invalidate()
        assert LEASE_SECONDS <= time.monotonic() - begin < 3 * LEASE_SECONDS
        silent.close()

    def test_a_disconnected_process_does_not_trust_its_version(self, listeners, redis_url, monkeypatch):
        # So long that only the end of the connection tells, and no silence.
        monkeypatch.setattr(redis_version, "LEASE_SECONDS", 60)
        one, _ = listeners
        before = one.get_version()
        redis.Redis.from_url(redis_url).client_kill_filter(_type="pubsub")
        wait_until(lambda: one.get_version() is None)
        wait_until(lambda: one.get_version() not in {before, None})
