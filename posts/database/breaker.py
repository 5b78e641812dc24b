"""A circuit breaker: while the database server hangs, nobody waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import Protocol
from weakref import WeakSet

from django.db import OperationalError


class BreakableConnection(Protocol):
    def break_waiting(self) -> None:
        """Have the thread that waits for an answer see an OperationalError; do nothing if none waits."""


class ConnectionBreaker:
    """Knows the connections of this process to a database server, and breaks those that wait for it.

    Drivers have a limit for connecting, but none for the answer to a statement. Who finds that the
    server hangs calls `open`, again and again until it answers, then `close`.
    """

    def __init__(self) -> None:
        self.connections: WeakSet[BreakableConnection] = WeakSet()
        self.is_open = False
        self.exempt = local()

    @contextmanager
    def let_through(self) -> Iterator[None]:
        """Let this thread connect within the block: it asks whether the server is back."""
        self.exempt.is_let_through = True
        try:
            yield
        finally:
            self.exempt.is_let_through = False

    def raise_if_open(self) -> None:
        """Raise OperationalError in place of letting this thread connect to a server that hangs."""
        if self.is_open and not getattr(self.exempt, "is_let_through", False):
            raise OperationalError("The database server did not answer a moment ago.")

    def open(self) -> None:
        """Refuse new connections, and break those that wait for an answer."""
        self.is_open = True
        for connection in [*self.connections]:
            connection.break_waiting()

    def close(self) -> None:
        self.is_open = False


breaker = ConnectionBreaker()
