"""The current version of the site, as all processes know it.

On one machine they share eight bytes of a file; on several, Redis tells them. Either
way `invalidate` returns only once no process serves pages of the old version.
"""

import mmap
import os
import secrets
from functools import cache, partial
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any, Protocol

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

VERSION_FILE = "generation"  # in DATA_DIR
REDIS_CHANNEL = "transmission:generation"
PING_SECONDS, LEASE_SECONDS = (
    0.3,
    1.0,
)  # until silence closes the store
PUBLISH_SECONDS = 0.2  # that a save waits for a Redis that does not answer
ACKNOWLEDGEMENT_SECONDS = 10  # until an acknowledgement that nobody reads expires


class SiteVersion(Protocol):
    def get_version(self) -> object:
        """Return the current version, to be compared; None while it is not known."""

    def invalidate(self) -> None:
        """Begin another version; return when no process takes the old one for current."""


class FileVersion:
    """The version shared by the processes of one machine: eight random bytes, mapped into each.

    Random bytes need neither a lock nor a counter: a new value always differs from the old.
    """

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(descriptor, 8)
            self.bytes = mmap.mmap(descriptor, 8)
        finally:
            os.close(descriptor)

    def get_version(self) -> object:
        return self.bytes[:]

    def invalidate(self) -> None:
        self.bytes[:] = secrets.token_bytes(8)


class RedisVersion:
    """The version shared by processes on several machines, by publish and subscribe of Redis.

    Each process listens on a thread of its own and acknowledges every message. A process
    that hears nothing for LEASE_SECONDS uses no stored pages; so `invalidate` waits for one
    acknowledgement from each listener, and no longer than that.

    Where Redis is away or hangs, nobody hears anything: the change that finds it so waits until
    all stores have closed, the next ones do not ask it. The change is told when Redis is back.
    """

    def __init__(self, url: str) -> None:
        retry = Retry(NoBackoff(), 0)
        connect = partial(redis.Redis.from_url, url, retry=retry, socket_connect_timeout=PUBLISH_SECONDS)
        self.redis = connect(socket_timeout=2 * LEASE_SECONDS)
        # Saving must not wait for a Redis that is away.
        self.publisher = connect(socket_timeout=PUBLISH_SECONDS)
        self.counter = 0
        self.heard_at = self.subscribed_at = -LEASE_SECONDS
        # Set when Redis was found to be away, until it is heard again.
        self.is_away = False
        # A change that nobody was told of.
        self.has_untold_change = False
        self.is_stopped = False
        Thread(target=self.listen_for_changes, name="site-version", daemon=True).start()

    def stop_listening(self) -> None:
        """End the listening thread."""
        self.is_stopped = True

    def get_version(self) -> object:
        return self.counter if monotonic() - self.heard_at < LEASE_SECONDS else None

    def invalidate(self) -> None:
        if self.is_away:
            self.has_untold_change = True
            return
        deadline = monotonic() + LEASE_SECONDS
        try:
            self.tell_listeners(deadline)
        except redis.RedisError as error:
            self.has_untold_change = self.is_away = True
            self.heard_at = -LEASE_SECONDS
            if isinstance(error, redis.TimeoutError):
                # Others may have heard Redis up to now.
                sleep(max(0, deadline - monotonic()))
            raise

    def tell_listeners(self, deadline: float) -> None:
        """Tell all listeners of a change, and wait until each has heard it, or `deadline` is reached."""
        token = secrets.token_hex(8)
        for _ in range(self.publisher.publish(REDIS_CHANNEL, token)):
            seconds_left = deadline - monotonic()
            if seconds_left <= 0 or not self.redis.blpop([f"{REDIS_CHANNEL}:{token}"], timeout=seconds_left):
                break

    def listen_for_changes(self) -> None:
        while not self.is_stopped:
            try:
                with self.redis.pubsub() as channel:  # type: ignore[no-untyped-call]
                    channel.subscribe(REDIS_CHANNEL)
                    self.subscribed_at = monotonic()
                    while not self.is_stopped:
                        self.receive_message(channel)
            except redis.RedisError:
                # At once: Redis no longer counts this process, so nobody waits for it.
                self.is_away, self.heard_at = True, -LEASE_SECONDS
                sleep(PING_SECONDS)

    def receive_message(self, channel: Any) -> None:
        """Receive one message; without one, ask whether Redis is there."""
        message = channel.get_message(timeout=PING_SECONDS)
        if message is None:
            if monotonic() - max(self.heard_at, self.subscribed_at) > LEASE_SECONDS:
                raise redis.TimeoutError("Redis does not answer.")
            channel.ping()
            return
        if message["type"] != "pong":
            # Messages sent before the subscription may have been missed.
            self.counter += 1
        self.tell_untold_change()
        self.heard_at = monotonic()
        if message["type"] == "message":
            self.acknowledge_change(message["data"].decode())

    def tell_untold_change(self) -> None:
        """Tell the others what they could not be told while Redis was away, now that it is heard."""
        self.is_away = False
        if self.has_untold_change:
            self.has_untold_change = False
            try:
                self.publisher.publish(REDIS_CHANNEL, secrets.token_hex(8))
            except redis.RedisError:
                self.has_untold_change = True
                raise

    def acknowledge_change(self, token: str) -> None:
        answers = f"{REDIS_CHANNEL}:{token}"
        with self.redis.pipeline() as pipeline:
            pipeline.rpush(answers, 1)
            pipeline.expire(answers, ACKNOWLEDGEMENT_SECONDS)
            pipeline.execute()


@cache
def get_site_version() -> SiteVersion:
    """Return the version store of this process: Redis where REDIS_URL names one, else a file."""
    if settings.REDIS_URL:
        return RedisVersion(settings.REDIS_URL)
    return FileVersion(settings.DATA_DIR / VERSION_FILE)
