"""Strangers who hold connections, and readers who measure how long they wait beside them."""

import asyncio
import http.client
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from itertools import count, islice
from typing import NamedTuple

from django.urls import reverse

from tests.support.site_machines import TOKEN, SiteVisitor

PREVIEW, WRITE = reverse("admin:posts_post_preview"), reverse("admin:posts_post_add")
HOST = "Host: localhost\r\n"
SMALL_BUFFER = 2048  # bytes that the system keeps for who reads slowly
OPENED_AT_ONCE = 100
PATIENCE = 60  # seconds, so that a wait is measured and not cut off


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


@contextmanager
def crowd(port: int, numbers: Mapping[str, int]) -> Iterator[None]:
    """Have so many strangers of each of MANNERS behave so during the block."""
    ready, over = threading.Event(), threading.Event()

    async def behave_all() -> None:
        tasks = []
        for name, number in numbers.items():
            for each in range(number):
                tasks.append(asyncio.create_task(behave(port, MANNERS[name])))
                if each % OPENED_AT_ONCE == 0:
                    await asyncio.sleep(0.02)
        ready.set()
        while not over.is_set():
            await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(behave_all()))
    thread.start()
    try:
        ready.wait()
        yield
    finally:
        over.set()
        thread.join()


class Waits:
    """How long readers wait for answers, in seconds, by what is asked for; and other statuses than 200."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.worst: dict[str, float] = {}
        self.answers: dict[str, int] = {}
        self.failures: dict[str, int] = {}

    def ask(self, name: str, path: str, **headers: str) -> None:
        """Ask for `path` with a new connection, and note under `name` how that went."""
        begun = time.monotonic()
        try:
            outcome = f"{name} {self.get_status(path, headers)}"
        except (OSError, http.client.HTTPException) as error:
            outcome = f"{name} {error!r}"
        self.worst[name] = max(self.worst.get(name, 0), time.monotonic() - begun)
        self.answers[name] = self.answers.get(name, 0) + 1
        if outcome != f"{name} 200":
            self.failures[outcome] = self.failures.get(outcome, 0) + 1

    def get_status(self, path: str, headers: Mapping[str, str]) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as client:
            client.request("GET", path, headers={"Host": "localhost", **headers})
            response = client.getresponse()
            response.read()
            return response.status


class AuthorAtWork:
    """An author who asks for previews of a text, one after the other; `answers` counts the statuses."""

    def __init__(self, port: int, name: str, text: str) -> None:
        self.site, self.text = f"http://127.0.0.1:{port}", text
        self.visitor = SiteVisitor()
        self.visitor.session.headers["Host"] = "localhost"
        self.visitor.send(f"{self.site}/accounts/login/", login=name, password=name)
        self.token = TOKEN.search(self.visitor.get(f"{self.site}{WRITE}").text)[1]
        self.answers: Counter[int] = Counter()

    def preview(self) -> None:
        """Ask for a preview; where the site is busy, wait as long as it says."""
        fields = {"csrfmiddlewaretoken": self.token, "source": self.text}
        answer = self.visitor.session.post(f"{self.site}{PREVIEW}", fields, timeout=PATIENCE)
        self.answers[answer.status_code] += 1
        time.sleep(float(answer.headers.get("Retry-After", 0.1)))


class HostileClient:
    """Sends made-up requests over a connection that is kept open; `answers` counts the statuses."""

    def __init__(self, port: int, seed: int) -> None:
        self.port = port
        self.requests = iter_hostile_requests(seed)
        self.answers: Counter[int] = Counter()

    def send(self, number: int) -> None:
        """Send so many requests, one after the other."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as client:
            for path, headers in islice(self.requests, number):
                client.request("GET", path, headers={"Host": "localhost", **headers})
                response = client.getresponse()
                response.read()
                self.answers[response.status] += 1


@contextmanager
def repeat_in_threads(*actions: Callable[[], None]) -> Iterator[None]:
    """Call each of `actions` again and again during the block, in a thread of its own."""
    over = threading.Event()

    def repeat(action: Callable[[], None]) -> None:
        while not over.is_set():
            action()

    threads = [threading.Thread(target=repeat, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def iter_hostile_requests(seed: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield paths and headers, for ever, that all differ in what might become part of a key of the store."""
    numbers = random.Random(seed)
    for number in count():
        pad = f"{seed}{number:08d}" + "A" * numbers.choice((10, 300, 3_000))
        yield numbers.choice(
            [
                (f"/robots.txt?p={pad}", {}),
                (f"/?page={seed}{number}", {}),
                (f"/archive/?{pad}={pad}", {}),
                (f"/tags/{pad}/", {}),
                ("/feeds/rss.xml", {"Accept": f"{pad}/x"}),
                ("/", {"Accept-Encoding": pad}),
                ("/", {"X-Forwarded-Proto": pad}),
                ("/", {"X-Forwarded-Host": pad}),
                ("/", {"Cookie": f"a={pad}"}),
                ("/", {"If-None-Match": pad}),
            ]
        )
