"""A Redis that hangs or is away costs the first save a moment, and nothing after that; nobody is stale."""

import os
import signal
import time
from contextlib import suppress

import pytest
import redis

from posts.page_cache.site_version import LEASE_SECONDS, PUBLISH_SECONDS, RedisVersion


def await_true(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def machines(redis_url):
    """The versions as two machines know them."""
    machines = [RedisVersion(redis_url), RedisVersion(redis_url)]
    await_true(lambda: None not in [machine.get_version() for machine in machines])
    yield machines
    for machine in machines:
        machine.stop_listening()


@pytest.fixture
def hang_redis(redis_url):
    """Return a function that has Redis hang, and one that wakes it."""
    process = redis.Redis.from_url(redis_url).info()["process_id"]
    yield lambda: os.kill(process, signal.SIGSTOP), lambda: os.kill(process, signal.SIGCONT)
    os.kill(process, signal.SIGCONT)


def test_a_hanging_redis_delays_one_save_and_leaves_nobody_with_old_pages(machines, hang_redis):
    saver, other = machines
    old = other.get_version()
    hang_redis[0]()
    started = time.monotonic()
    with suppress(redis.RedisError):
        saver.invalidate()
    assert other.get_version() is None
    assert time.monotonic() - started < LEASE_SECONDS + 2 * PUBLISH_SECONDS
    started = time.monotonic()
    for _ in range(100):
        saver.invalidate()
    assert time.monotonic() - started < PUBLISH_SECONDS
    hang_redis[1]()
    await_true(lambda: None not in [machine.get_version() for machine in machines])
    assert other.get_version() != old


def test_a_change_that_one_machine_could_not_tell_is_told_later(machines):
    saver, other = machines
    saver.is_away = True
    old = other.get_version()
    saver.invalidate()
    await_true(lambda: other.get_version() not in {old, None})
