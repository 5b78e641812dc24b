"""While the database server hangs, nobody waits for it, and nobody connects to it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections

from posts.database import breaker as breaker_module
from posts.database.breaker import ConnectionBreaker
from tests.support.databases import requires_postgresql


class WaitingConnection:
    breaks = 0

    def break_waiting(self):
        self.breaks += 1


def test_an_open_breaker_breaks_what_waits_each_time_and_refuses_all_but_who_asks_for_health():
    breaker, waiting = ConnectionBreaker(), WaitingConnection()
    breaker.connections.add(waiting)
    breaker.raise_if_open()
    breaker.open()
    breaker.open()
    assert waiting.breaks == 2
    with breaker.let_through():
        breaker.raise_if_open()
    with pytest.raises(OperationalError):
        breaker.raise_if_open()
    breaker.close()
    breaker.raise_if_open()


def test_closed_connections_are_forgotten():
    breaker = ConnectionBreaker()
    breaker.connections.add(WaitingConnection())
    breaker.open()
    assert not breaker.connections


@pytest.fixture
def breaker(monkeypatch):
    from posts.database.postgresql import base  # noqa: PLC0415  (asks for the server's library)

    breaker = ConnectionBreaker()
    for module in (base, breaker_module):
        monkeypatch.setattr(module, "breaker", breaker)
    return breaker


@requires_postgresql
@pytest.mark.django_db
@pytest.mark.allow_hosts(["127.0.0.1", "localhost"])
class TestPostgreSQL:
    @pytest.fixture
    def ask_in_thread(self):
        """Return a function that runs a statement in a thread with a connection of its own."""

        def ask(statement):
            try:
                with connection.cursor() as cursor:
                    cursor.execute(statement)
                    return cursor.fetchall()
            finally:
                connection.close()

        with ThreadPoolExecutor() as threads:
            yield lambda statement: threads.submit(ask, statement)

    def test_a_statement_that_is_not_answered_is_broken_off(self, breaker, ask_in_thread):
        waiting = ask_in_thread("SELECT pg_sleep(60)")
        deadline = time.monotonic() + 10
        while not waiting.done():
            assert time.monotonic() < deadline
            breaker.open()
            time.sleep(0.02)
        assert isinstance(waiting.exception(), OperationalError)
        assert isinstance(ask_in_thread("SELECT 1").exception(), OperationalError)
        breaker.close()
        # The server goes on with it, and the database of the tests could not be deleted.
        ended = ask_in_thread(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'"
        )
        assert ended.result() == [(True,)]

    def test_a_connection_that_waits_for_nothing_is_left_alone(self, breaker):
        breaker.connections.add(connections["default"])
        breaker.open()
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT 1").fetchall() == [(1,)]
