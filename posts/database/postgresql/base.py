"""The backend that the settings name (Django: "Subclassing the built-in database backends")."""

import os
import socket
from contextlib import suppress
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from posts.database.breaker import breaker


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL that is not made, and not waited for, while its server hangs."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        breaker.raise_if_open()
        connection = super().get_new_connection(conn_params)
        breaker.connections.add(self)
        return connection

    def break_waiting(self) -> None:
        """Shut down the socket if it waits for an answer.

        The thread may close it meanwhile, and another file get its number; so the socket is held by a
        number of its own, and is the right one if the connection still waits then.
        """
        connection = self.connection
        if connection is None:
            return
        with suppress(psycopg.OperationalError, OSError):  # it is closed
            number = connection.pgconn.socket
            with socket.socket(fileno=os.dup(number)) as held:
                is_waiting = connection.pgconn.transaction_status == TransactionStatus.ACTIVE
                if is_waiting and connection.pgconn.socket == number:
                    held.shutdown(socket.SHUT_RDWR)
