"""A store that hangs holds a few threads for a short time, and then none."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest
from botocore.config import Config

from posts.media.storage import places as places_module
from posts.media.storage import s3
from posts.media.storage.places import PLACES, Places
from tests.support.s3_server import S3_KEYS


@pytest.fixture
def places(monkeypatch):
    monkeypatch.setattr(places_module, "WAIT_SECONDS", 0.02)
    return Places()


def test_there_are_few_places_and_nobody_waits_long_for_one(places):
    end = Event()

    def ask(number):
        try:
            with places.take():
                end.wait(5)
        except ConnectionError:
            end.set()
            return 503
        return 200

    with ThreadPoolExecutor(PLACES + 1) as threads:
        assert sorted(threads.map(ask, range(PLACES + 1))) == [200] * PLACES + [503]
    with places.take():
        pass


def test_after_a_time_out_nobody_asks_for_a_while(places, monkeypatch):
    with pytest.raises(TimeoutError), places.take():
        raise TimeoutError
    with pytest.raises(ConnectionError), places.take():
        pytest.fail("asked")
    monkeypatch.setattr(places_module, "monotonic", lambda: time.monotonic() + 6)
    with places.take():
        pass


def test_after_another_error_everybody_may_ask(places):
    with pytest.raises(ValueError, match="no such file"), places.take():
        raise ValueError("no such file")
    with places.take():
        pass


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_store_that_says_nothing_is_asked_once(places, monkeypatch):
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(s3, "places", places)
    monkeypatch.setattr(
        s3, "S3_CONFIG", s3.S3_CONFIG.merge(Config(read_timeout=0.05, retries={"total_max_attempts": 1}))
    )
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        storage = s3.S3MediaStorage(bucket_name="blog", endpoint_url=address, region_name="eu-1")
        for _ in range(3):
            with pytest.raises(ConnectionError):
                storage.open("a.png")
        silent.settimeout(0)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()
