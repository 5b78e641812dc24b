"""The server as `make demo` starts it, among strangers who are slow, many, or mean."""

import gzip
import http.client
import os
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from posts.management.commands.demo import allow_many_connections
from tests.support.demo_site import ROOT
from tests.support.proofs import scale
from tests.support.servers import find_free_port, run_server

SERVE = "import django; django.setup(); from posts.management.commands.demo import run_server; run_server"
SLOW, IDLE = scale(20, 50), scale(150, 5_000)
MAX_WAIT, MAX_WAIT_COLD = 1, 5  # seconds for a stored page, and for one that is made
LARGE = bytes(range(256)) * 24_000  # 6 MB
HOST = "Host: localhost\r\n"
FORM = (
    f"POST /admin/login/ HTTP/1.1\r\n{HOST}Cookie: csrftoken={'a' * 32}\r\nContent-Length: 100000\r\n\r\na="
)

pytestmark = [pytest.mark.proof, pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture(scope="module")
def port(database_copy, tmp_path_factory):
    """The port of a server of an empty site that has two static files, and a large one in media."""
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
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_copy,
        "ALLOWED_HOSTS": "localhost",
        "DJANGO_SETTINGS_MODULE": "tests.support.machine_settings",
    }
    command = [sys.executable, "-c", f"{SERVE}('127.0.0.1', {port})"]
    with run_server(command, f"http://127.0.0.1:{port}/livez", ROOT, environment):
        yield port


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


def ask_raw(connect, request, *, breaks_off=False):
    """Send `request` as it is, and say that nothing follows if it `breaks_off`; return the status."""
    connection = connect()
    try:
        connection.sendall(request.encode("latin-1"))
        if breaks_off:
            connection.shutdown(socket.SHUT_WR)
    except ConnectionError:
        pass  # refused before it was sent
    return connection.recv(1 << 16).decode("latin-1").partition("\r\n")[0].split()[1]


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
        assert ask("/static/page.css", Range="bytes=2-8")[::2] == (206, body[2:9])
        assert ask("/static/page.css", Range="bytes=900-")[0] == 416
        assert ask("/static/page.css", If_None_Match=headers["ETag"])[0] == 304
        assert ask("/static/page.css", "HEAD")[1]["Content-Length"] == "700"


def test_a_stored_page_is_answered_as_the_first_time(ask):
    _, first, page = ask("/archive/", Accept_Encoding="br")
    status, headers, body = ask("/archive/", Accept_Encoding="br")
    assert (status, body, headers["ETag"]) == (200, page, first["ETag"])
    assert ask("/archive/", Accept_Encoding="br", If_None_Match=first["ETag"])[::2] == (304, b"")
    status, headers, body = ask("/archive/", "HEAD", Accept_Encoding="br")
    assert (status, headers["Content-Length"], body) == (200, str(len(page)), b"")


@pytest.mark.parametrize("path", ["/livez", "/healthz"])
def test_health_is_told_at_any_host(ask, path):
    assert ask(path, Host="127.0.0.1")[::2] == (200, b"ok\n")
    assert ask("/", Host="127.0.0.1")[0] == 400


HEADERS = "".join(f"X-{number}: 1\r\n" for number in range(10_000))
CHUNKED = f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"


@pytest.mark.parametrize(
    ("request_text", "statuses"),
    [
        (f"GET /{'a' * 1_000_000} HTTP/1.1\r\n{HOST}\r\n", "414 431"),
        (f"GET /{'a' * 60_000} HTTP/1.1\r\n{HOST}\r\n", "404"),
        (f"GET / HTTP/1.1\r\n{HOST}{HEADERS}\r\n", "431"),
        (f"GET /posts/%00/ HTTP/1.1\r\n{HOST}\r\n", "400"),
        (f"GET /posts/%ff%fe/ HTTP/1.1\r\n{HOST}\r\n", "404"),
        (f"GET //evil.example/ HTTP/1.1\r\n{HOST}\r\n", "404"),
        (f"GET /static/..%2f..%2fsite.sqlite3 HTTP/1.1\r\n{HOST}\r\n", "404"),
        (f"GET /media/..%2fsecret-key HTTP/1.1\r\n{HOST}\r\n", "404"),
        ("GET / HTTP/1.0\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        (f"GET / HTTP/1.1\r\n{HOST}Host: evil.example\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: \xff\r\n\r\n", "400"),
        (f"POST / HTTP/1.1\r\n{HOST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400"),
        (f"POST / HTTP/1.1\r\n{HOST}Content-Length: 30000000\r\n\r\nabc", "413"),
        (f"POST / HTTP/1.1\r\n{HOST}Content-Length: 3\r\nContent-Encoding: gzip\r\n\r\nabc", "415"),
        (f"{CHUNKED}0\r\n\r\n", "403"),
        (f"{CHUNKED}zz\r\n", "400"),
    ],
)
def test_a_mean_request_is_refused_and_breaks_nothing(connect, request_text, statuses):
    assert ask_raw(connect, request_text) in statuses.split()


@pytest.mark.parametrize(
    "request_text", [f"{CHUNKED}5\r\nab", f"POST / HTTP/1.1\r\n{HOST}Content-Length: 30\r\n\r\nabc"]
)
def test_a_body_that_breaks_off_is_refused(connect, request_text):
    assert ask_raw(connect, request_text, breaks_off=True) == "400"


def test_readers_who_ask_for_the_same_page_at_once_all_get_it(ask):
    with ThreadPoolExecutor(60) as readers:
        statuses = [*readers.map(lambda _: ask("/tags/")[0], range(120))]
    assert statuses == [200] * 120
