"""A crowd of strangers who hold connections: `python -m tests.support.crowd PORT '{"says nothing": 9}'`.

In a process of its own, which does not hold up those who measure how long readers wait.
"""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import NamedTuple

HOST = "Host: localhost\r\n"
SMALL_BUFFER = 2048  # bytes that the system keeps for who reads slowly
OPENED_AT_ONCE = 100


class Manner(NamedTuple):
    """How a stranger behaves: what is `sent` at first, what each second; whether anything is read."""

    sent: str
    each_second: str = ""
    reads: bool = False


MANNERS = {
    "says nothing": Manner(""),
    "says nothing more": Manner(f"HEAD / HTTP/1.1\r\n{HOST}\r\n"),
    "sends a header slowly": Manner(f"GET / HTTP/1.1\r\n{HOST}", "X-a: b\r\n"),
    "sends a form slowly": Manner(
        f"POST /accounts/login/ HTTP/1.1\r\n{HOST}Cookie: csrftoken={'a' * 32}\r\n"
        "Content-Length: 100000\r\n\r\na=",
        "x",
    ),
    "sends chunks for ever": Manner(
        f"POST /accounts/login/ HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"
    ),
    "reads a file slowly": Manner(f"GET /media/large.mp4 HTTP/1.1\r\n{HOST}\r\n", reads=True),
    "reads pages slowly": Manner(f"GET / HTTP/1.1\r\n{HOST}\r\n" * 20, reads=True),
}


async def behave(port: int, manner: Manner) -> None:
    """Behave in a `manner` until cancelled, with a new connection whenever the server closes one."""
    loop = asyncio.get_running_loop()
    while True:
        with suppress(OSError), closing(socket.socket()) as connection:
            connection.settimeout(0)
            if manner.reads:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            await loop.sock_connect(connection, ("127.0.0.1", port))
            await loop.sock_sendall(connection, manner.sent.encode("latin-1"))
            while True:
                await asyncio.sleep(1)
                received = receive(connection, 16 if manner.reads else 1 << 12)
                if received == b"" or (received and manner.each_second):
                    break  # the server has closed it, or refused what is sent
                await loop.sock_sendall(connection, manner.each_second.encode("latin-1"))
        await asyncio.sleep(1)


def receive(connection: socket.socket, size: int) -> bytes | None:
    """Return up to `size` bytes of what has come, nothing where the connection was closed; else None."""
    try:
        return connection.recv(size)
    except BlockingIOError:
        return None


async def behave_all(port: int, numbers: Mapping[str, int]) -> None:
    """Have so many strangers of each of MANNERS behave so until cancelled; print a line once all do."""
    tasks = []
    for name, number in numbers.items():
        for each in range(number):
            tasks.append(asyncio.create_task(behave(port, MANNERS[name])))
            if each % OPENED_AT_ONCE == 0:
                await asyncio.sleep(0.02)
    print("ready", flush=True)  # noqa: T201
    await asyncio.gather(*tasks)


@contextmanager
def crowd(port: int, numbers: Mapping[str, int]) -> Iterator[None]:
    """Have so many strangers of each of MANNERS behave so during the block."""
    command = [sys.executable, "-m", "tests.support.crowd", str(port), json.dumps(numbers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        try:
            if not process.stdout.readline():
                raise RuntimeError("The strangers do not come.")
            yield
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(behave_all(int(sys.argv[1]), json.loads(sys.argv[2])))
