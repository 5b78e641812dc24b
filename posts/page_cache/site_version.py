"""Which generation of the site is the present one, as all processes know it.

On one machine they share eight bytes of a file; on several, Redis tells them. Either
way whoever ends a generation knows, before going on, that nobody serves it any more.
"""

import mmap
import os
import secrets
from functools import cache
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
)  # seconds: between two words with Redis; until silence closes the store
ACKNOWLEDGEMENT_SECONDS = 10  # seconds that an acknowledgement nobody fetches is kept


class SiteVersion(Protocol):
    def get_version(self) -> object:
        """Return the present generation, to be compared; None while nobody can tell."""

    def invalidate(self) -> None:
        """Begin another generation; return when no process takes the old one for the present."""


class FileVersion:
    """The generation of the processes of one machine: eight random bytes, mapped into each.

    Random, so that nobody need lock or count: whatever is written differs from what was.
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
    """The generation of processes on several machines, by Redis' publish and subscribe.

    Each listens on a thread of its own and acknowledges what it heard. One that hears
    nothing for a LEASE keeps no pages; so whoever ends a generation waits for as many
    acknowledgements as there are listeners, and no longer than that.
    """

    def __init__(self, url: str) -> None:
        # Whoever saves is not kept waiting by a Redis that is not there.
        self.redis = redis.Redis.from_url(
            url,
            socket_timeout=2 * LEASE_SECONDS,
            socket_connect_timeout=LEASE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self.counter = 0
        self.heard_at = -LEASE_SECONDS
        self.is_stopped = False
        Thread(target=self.listen_for_changes, name="generation", daemon=True).start()

    def stop_listening(self) -> None:
        """Listen no longer."""
        self.is_stopped = True

    def get_version(self) -> object:
        return self.counter if monotonic() - self.heard_at < LEASE_SECONDS else None

    def invalidate(self) -> None:
        token = secrets.token_hex(8)
        give_up = monotonic() + LEASE_SECONDS
        for _ in range(self.redis.publish(REDIS_CHANNEL, token)):
            patience = give_up - monotonic()
            if patience <= 0 or not self.redis.blpop([f"{REDIS_CHANNEL}:{token}"], timeout=patience):
                break

    def listen_for_changes(self) -> None:
        while not self.is_stopped:
            try:
                with self.redis.pubsub() as channel:  # type: ignore[no-untyped-call]
                    channel.subscribe(REDIS_CHANNEL)
                    while not self.is_stopped:
                        self.receive_message(channel)
            except redis.RedisError:
                # At once: Redis counts this process no more, and nobody waits for it.
                self.heard_at = -LEASE_SECONDS
                sleep(PING_SECONDS)

    def receive_message(self, channel: Any) -> None:
        """Take one message, or ask whether Redis is there."""
        message = channel.get_message(timeout=PING_SECONDS)
        if message is None:
            channel.ping()
            return
        if message["type"] != "pong":
            # What was missed before a subscription, nobody knows.
            self.counter += 1
        self.heard_at = monotonic()
        if message["type"] == "message":
            self.acknowledge_change(message["data"].decode())

    def acknowledge_change(self, token: str) -> None:
        answers = f"{REDIS_CHANNEL}:{token}"
        with self.redis.pipeline() as pipeline:
            pipeline.rpush(answers, 1)
            pipeline.expire(answers, ACKNOWLEDGEMENT_SECONDS)
            pipeline.execute()


@cache
def get_site_version() -> SiteVersion:
    """Return what this process knows the generation by, as the settings say."""
    if settings.REDIS_URL:
        return RedisVersion(settings.REDIS_URL)
    return FileVersion(settings.DATA_DIR / VERSION_FILE)
