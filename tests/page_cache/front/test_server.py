"""The server as `make demo` starts it, among strangers who are slow, many, or mean."""

import gzip
import http.client
import os
import re
import socket
import sys
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from operator import attrgetter

import pytest
from django.contrib.auth.models import User

from posts.exchange.database.copying import use_as_default
from posts.management.commands.copy_database import TARGET_ALIAS, connect_target
from posts.management.commands.demo import allow_many_connections
from posts.models import Post
from tests.support.crowd import crowd
from tests.support.dates import LONG_AGO
from tests.support.demo_site import ROOT
from tests.support.mean_requests import HOST, KINDS, NEXT
from tests.support.proofs import scale
from tests.support.servers import find_free_port, get_worker_memory, run_server
from tests.support.strangers import AuthorAtWork, HostileClient, Waits, repeat_in_threads

SERVE = "import django; django.setup(); from posts.management.commands.demo import run_server; run_server"
SLOW, IDLE = scale(20, 50), scale(150, 5_000)
STORE_MB, MAX_GROWTH_MB = 64, 80
MAX_WAIT, MAX_WAIT_COLD = 3, 6  # seconds for a stored page, and for one that is made
LARGE = bytes(range(256)) * 24_000  # 6 MB
FORM = (
    f"POST /admin/login/ HTTP/1.1\r\n{HOST}Cookie: csrftoken={'a' * 32}\r\nContent-Length: 100000\r\n\r\na="
)

pytestmark = [pytest.mark.proof, pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture(scope="module")
def server(database_copy, tmp_path_factory):
    """Port and process of a server of an empty site that has two static files, and a large one in media."""
    folder = tmp_path_factory.mktemp("site")
    for name, content in {
        "static/page.css": b"body {}" * 100,
        "static/page.css.gz": gzip.compress(b"body {}" * 100),
        "media/large.mp4": LARGE,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    port = find_free_port()
    environment = {
        "PAGE_STORE_MB": str(STORE_MB),
        "LOG_LEVEL": "CRITICAL",
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_copy,
        "ALLOWED_HOSTS": "localhost",
        "DJANGO_SETTINGS_MODULE": "tests.support.machine_settings",
    }
    command = [sys.executable, "-c", f"{SERVE}('127.0.0.1', {port})"]
    with run_server(command, f"http://127.0.0.1:{port}/livez", ROOT, environment) as process:
        yield port, process


@pytest.fixture
def port(server):
    return server[0]


@pytest.fixture
def ask(port):
    """Return a function that asks for a page of localhost, and returns status, headers and body."""

    def ask(path, method="GET", *, wait=MAX_WAIT_COLD, **headers):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=wait)) as client:
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            client.request(method, path, headers={"Host": "localhost", **headers})
            response = client.getresponse()
            return response.status, response.headers, response.read()

    return ask


@pytest.fixture
def connect(port):
    """Return a function that opens a connection, sends something, and leaves it open."""
    allow_many_connections()
    with ExitStack() as stack:

        def connect(sent="", buffer=None):
            connection = stack.enter_context(closing(socket.socket()))
            if buffer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            connection.settimeout(MAX_WAIT_COLD)
            connection.connect(("127.0.0.1", port))
            connection.sendall(sent.encode("latin-1"))
            return connection

        yield connect


def assert_quick(ask):
    """Assert that stored pages, files and health are there at once, and others soon."""
    for path in ("/", "/static/page.css", "/livez", "/healthz"):
        begun = time.monotonic()
        assert ask(path)[0] == 200
        assert time.monotonic() - begun < MAX_WAIT
    assert ask("/search/?q=a")[0] == 200


STRANGERS = {
    "send a form slowly": (SLOW, {"sent": FORM}),
    "send a header slowly": (SLOW, {"sent": "GET / HTTP/1.1\r\nHost: loc"}),
    "read slowly": (
        SLOW,
        {"sent": f"GET /media/large.mp4 HTTP/1.1\r\n{HOST}\r\n", "buffer": 2048},
    ),
    "say nothing": (IDLE, {}),
    "say nothing more": (IDLE, {"sent": "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n"}),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_notices_strangers_who(name, ask, connect):
    assert_quick(ask)
    number, what = STRANGERS[name]
    for _ in range(number):
        connect(**what)
    assert_quick(ask)


CROWD = {
    "says nothing": scale(100, 2_500),
    "says nothing more": scale(100, 2_500),
    "sends a header slowly": scale(20, 500),
    "sends a form slowly": scale(20, 550),
    "sends chunks for ever": scale(10, 50),
    "reads a file slowly": scale(20, 550),
    "reads pages slowly": scale(10, 50),
}
AUTHORS, HOSTILE_REQUESTS, SECONDS_AT_ONCE = scale((2, 400, 2), (8, 100_000, 60))
TEXT = "$a$ " * scale(2_000, 240_000)


def count_answers(clients):
    return dict(sum(map(attrgetter("answers"), clients), Counter()))


class TestAllAtOnce:
    """Strangers of all kinds, made-up keys and large previews, beside readers."""

    @pytest.fixture
    def authors(self, port, database_copy, django_db_blocker):
        """Authors who are signed in."""
        names = [f"author{number}" for number in range(AUTHORS)]
        with django_db_blocker.unblock(), connect_target(database_copy), use_as_default(TARGET_ALIAS):
            for name in names:
                User.objects.create_superuser(name, password=name)
            # No test has asked for its page.
            Post.objects.create(
                title="Before", slug="before", author=User.objects.first(), published_at=LONG_AGO
            )
        return [AuthorAtWork(port, name, TEXT) for name in names]

    @pytest.fixture
    def change_unnoticed(self, database_copy, django_db_blocker):
        """Return a function that changes the post so that no page in the store is dropped."""

        def change():
            with django_db_blocker.unblock(), connect_target(database_copy), use_as_default(TARGET_ALIAS):
                Post.objects.update(title="After")

        return change

    def test_nobody_waits_and_nothing_that_is_read_is_lost(self, server, ask, authors, change_unnoticed):
        port, process = server
        allow_many_connections()
        waits, hostile = Waits(port), [HostileClient(port, seed) for seed in range(4)]

        def read_stored_page():
            waits.ask("stored", "/posts/before/")
            time.sleep(0.02)

        def read_cold_page():
            waits.ask("cold", "/archive/", Cookie="sessionid=nobodys")
            time.sleep(0.2)

        def send_hostile_requests(number):
            with ThreadPoolExecutor() as threads:
                deque(threads.map(lambda client: client.send(number // len(hostile)), hostile))

        read_stored_page()
        change_unnoticed()
        before = get_worker_memory(process.pid)
        with repeat_in_threads(read_stored_page):
            send_hostile_requests(HOSTILE_REQUESTS)
        growth = get_worker_memory(process.pid) - before
        at_work = [author.preview for author in authors]
        with crowd(port, CROWD), repeat_in_threads(read_stored_page, read_cold_page, *at_work):
            give_up = time.monotonic() + SECONDS_AT_ONCE
            while time.monotonic() < give_up:
                send_hostile_requests(40)
        told = f"{waits.worst} s, {waits.answers}, {waits.failures}, {growth:.0f} MB, "
        told += f"{count_answers(authors)} previews, {count_answers(hostile)} made-up requests"
        print(told)  # noqa: T201
        assert not waits.failures, told
        assert waits.worst["stored"] < MAX_WAIT, told
        assert waits.worst["cold"] < MAX_WAIT_COLD, told
        assert growth < MAX_GROWTH_MB, told
        assert b"Before" in ask("/posts/before/")[2]


class TestFiles:
    @pytest.mark.parametrize(
        ("wanted", "part"),
        [
            ("bytes=0-9", slice(0, 10)),
            ("bytes=5000000-", slice(5_000_000, None)),
            ("bytes=-5", slice(-5, None)),
        ],
    )
    def test_of_media_are_sent_in_part(self, ask, wanted, part):
        status, headers, body = ask("/media/large.mp4", Range=wanted)
        assert (status, body) == (206, LARGE[part])
        assert headers["Content-Type"] == "video/mp4"

    def test_of_media_are_sent_whole(self, ask):
        status, headers, body = ask("/media/large.mp4")
        assert (status, body) == (200, LARGE)
        assert headers["Content-Length"] == str(len(LARGE))
        assert ask("/media/large.mp4", "HEAD")[1]["Content-Length"] == str(len(LARGE))

    def test_that_are_static_are_sent_compressed_in_part_or_not_again(self, ask):
        status, headers, body = ask("/static/page.css")
        assert (status, body) == (200, b"body {}" * 100)
        assert headers["X-Content-Type-Options"] == "nosniff"
        compressed = ask("/static/page.css", Accept_Encoding="gzip")
        assert compressed[1]["Content-Encoding"] == "gzip"
        assert gzip.decompress(compressed[2]) == body
        for wanted, part in {
            "0-0": slice(1),
            "2-8": slice(2, 9),
            "690-": slice(690, None),
            "-3": slice(-3, None),
        }.items():
            assert ask("/static/page.css", Range=f"bytes={wanted}")[::2] == (206, body[part])
        for wanted in ("900-", "-0"):
            status, headers, _ = ask("/static/page.css", Range=f"bytes={wanted}")
            assert (status, headers["Content-Range"]) == (416, "bytes */700")
        for wanted in ("bytes=8-2", "bytes=--5", "bytes=0-1,3-4", "items=0-1", "bytes=" + "0-," * 5_000):
            assert ask("/static/page.css", Range=wanted)[::2] == (200, body)
        assert ask("/static/page.css", If_None_Match=headers["ETag"])[0] == 304
        assert ask("/static/page.css", "HEAD")[1]["Content-Length"] == "700"


def test_a_stored_page_is_answered_as_the_first_time(ask):
    _, first, page = ask("/archive/", Accept_Encoding="br")
    status, headers, body = ask("/archive/", Accept_Encoding="br")
    assert (status, body, headers["ETag"]) == (200, page, first["ETag"])
    assert ask("/archive/", Accept_Encoding="br", If_None_Match=first["ETag"])[::2] == (304, b"")
    assert ask("/archive/", Accept_Encoding="br", Range="bytes=0-9")[::2] == (200, page)
    status, headers, body = ask("/archive/", "HEAD", Accept_Encoding="br")
    assert (status, headers["Content-Length"], body) == (200, str(len(page)), b"")


@pytest.mark.parametrize("path", ["/livez", "/healthz"])
def test_health_is_told_at_any_host(ask, path):
    assert ask(path, Host="127.0.0.1")[::2] == (200, b"ok\n")
    assert ask("/", Host="127.0.0.1")[0] == 400


def read_statuses(connection):
    """Return the statuses of all that is answered until the server closes the connection."""
    answer = b""
    with suppress(ConnectionError):
        while received := connection.recv(1 << 16):
            answer += received
    return " ".join(re.findall(r"HTTP/1\.[01] (\d{3})\b", answer.decode("latin-1")))


@pytest.mark.parametrize("kind", KINDS)
def test_a_mean_request_is_answered_or_refused_and_takes_nothing_of_the_next(connect, kind, subtests):
    for name, (request, statuses) in KINDS[kind].items():
        with subtests.test(name[:50]):
            connection = connect()
            with suppress(ConnectionError):  # refused before it was sent
                connection.sendall((request + NEXT).encode("latin-1"))
            assert read_statuses(connection) in statuses.split("|")


CHUNKED = f"POST /admin/ HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"


@pytest.mark.parametrize(
    "request_text", [f"{CHUNKED}5\r\nab", f"POST /admin/ HTTP/1.1\r\n{HOST}Content-Length: 30\r\n\r\nabc"]
)
def test_a_body_that_breaks_off_is_refused(connect, request_text):
    connection = connect(request_text)
    connection.shutdown(socket.SHUT_WR)
    assert read_statuses(connection) == "400"


def test_readers_who_ask_for_the_same_page_at_once_all_get_it(ask):
    with ThreadPoolExecutor(60) as readers:
        statuses = [*readers.map(lambda _: ask("/tags/")[0], range(120))]
    assert statuses == [200] * 120
