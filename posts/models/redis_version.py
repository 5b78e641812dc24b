"""The version of the site as the processes of several machines know it, by Redis.

Only processes with a Redis load this module: the client takes six megabytes.
"""

import secrets
from functools import partial
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from posts.models.site_version import UntoldChangeError

REDIS_CHANNEL = "transmission:generation"
PING_SECONDS = 0.05  # from an answer of Redis to the next question
# For how long a process that asked Redis, and was answered, takes its version for the current one: the
# most that a save waits for a Redis that hangs.
LEASE_SECONDS = 0.18
ANSWER_SECONDS = 0.1  # for the first answer that a save waits for
SILENCE_SECONDS = 1.0  # until a connection on which nothing is heard is given up
MARGIN_SECONDS = 0.03  # in which an answer that nobody acknowledged arrives
ACKNOWLEDGEMENT_SECONDS = 10  # until an acknowledgement that nobody reads expires


class RedisVersion:
    """The version shared by processes on several machines, by publish and subscribe of Redis.

    Each process listens on a thread of its own, acknowledges every message, and asks Redis all the time
    whether it is there. An answer is a lease: for LEASE_SECONDS from the question on, the process uses
    its stored pages, and if the lease was ever over, it drops them. So `invalidate` waits for one
    acknowledgement from each listener, and no longer than that.

    Where Redis is away or hangs, nobody gets a lease: the change that finds it so waits until all leases
    are over, the next ones do not ask it. The change is told when Redis is back.
    """

    def __init__(self, url: str) -> None:
        retry = Retry(NoBackoff(), 0)
        connect = partial(redis.Redis.from_url, url, retry=retry, socket_connect_timeout=ANSWER_SECONDS)
        self.redis = connect(socket_timeout=LEASE_SECONDS)
        self.publisher = connect(socket_timeout=ANSWER_SECONDS)
        self.listener = connect(socket_timeout=SILENCE_SECONDS)
        self.lock = Lock()
        self.counter = 0
        # When the last question was asked that Redis has answered; and the one that it has not.
        self.heard_at = -LEASE_SECONDS
        self.asked_at: float | None = None
        self.next_question_at = 0.0
        # Set when Redis was found to be away, until it is heard again.
        self.is_away = False
        # A change that nobody was told of.
        self.has_untold_change = False
        self.is_stopped = False
        self.thread = Thread(target=self.listen_for_changes, name="site-version", daemon=True)
        self.thread.start()

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
            has_told_all = self.tell_listeners(deadline)
        except redis.RedisError as error:
            self.has_untold_change = self.is_away = True
            self.end_lease()
            # Others may have heard Redis up to now.
            sleep(max(0, deadline - monotonic()))
            raise UntoldChangeError from error
        if not has_told_all:
            sleep(max(0, deadline - monotonic()))

    def tell_listeners(self, deadline: float) -> bool:
        """Tell all listeners of a change; return whether each has acknowledged it before `deadline`."""
        token = secrets.token_hex(8)
        for _ in range(self.publisher.publish(REDIS_CHANNEL, token)):
            seconds_left = deadline - monotonic() - MARGIN_SECONDS
            if seconds_left <= 0 or not self.redis.blpop([f"{REDIS_CHANNEL}:{token}"], timeout=seconds_left):
                return False
        return True

    def listen_for_changes(self) -> None:
        while not self.is_stopped:
            try:
                with self.listener.pubsub() as channel:  # type: ignore[no-untyped-call]
                    self.asked_at, self.next_question_at = None, 0.0
                    channel.subscribe(REDIS_CHANNEL)
                    while not self.is_stopped:
                        self.ask_redis(channel)
                        self.receive_message(channel)
            except redis.RedisError:
                # At once: Redis no longer counts this process, so nobody waits for it.
                self.is_away = True
                self.end_lease()
                sleep(PING_SECONDS)

    def ask_redis(self, channel: Any) -> None:
        """Ask Redis whether it is there, if that was answered a while ago. Raises TimeoutError of redis."""
        now = monotonic()
        if self.asked_at is not None:
            if now - self.asked_at > SILENCE_SECONDS:
                raise redis.TimeoutError("Redis does not answer.")
        elif now >= self.next_question_at:
            self.asked_at = now
            channel.ping()

    def receive_message(self, channel: Any) -> None:
        """Receive one message, if there is one soon."""
        message = channel.get_message(timeout=PING_SECONDS)
        if message is None:
            return
        if message["type"] == "pong":
            self.renew_lease()
            self.tell_untold_change()
            return
        # Messages sent before the subscription may have been missed.
        with self.lock:
            self.counter += 1
        if message["type"] == "message":
            self.acknowledge_change(message["data"].decode())

    def renew_lease(self) -> None:
        """Take what Redis has answered as a lease from the question on: until then it was there."""
        now = monotonic()
        with self.lock:
            if now - self.heard_at >= LEASE_SECONDS:
                # There may have been a change that did not wait for this process.
                self.counter += 1
            self.heard_at, self.asked_at = self.asked_at or now, None
        self.next_question_at = now + PING_SECONDS

    def end_lease(self) -> None:
        """Use no stored pages, and none of those that are stored now, until Redis is heard again."""
        with self.lock:
            self.counter += 1
            self.heard_at = -LEASE_SECONDS

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
