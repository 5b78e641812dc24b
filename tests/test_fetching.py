"""Pictures fetched from other sites: only from the public internet, within bounds of time and size."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import pytest
from django.urls import reverse

from posts.media import remote
from posts.media.remote import FetchError, fetch_remote_file, is_public_address
from posts.models import Picture
from tests.pictures import graphic

BRING_HOME = reverse("admin:posts_picture_save_remote")
LIMIT = 100_000

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "localhost"])


@contextmanager
def serving(*answers: object) -> Iterator[tuple[str, list[bytes]]]:
    """Answer one connection after the other; give the server's address and what it is asked.

    An answer is bytes, or a function that is given the connection.
    """
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for answer in answers:
                connection, _address = server.accept()
                with connection:
                    asked.append(connection.recv(10_000))
                    try:
                        answer(connection) if callable(answer) else connection.sendall(answer)
                    except OSError:
                        return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        # Whoever still waits for a connection gets one.
        for _answer in answers[len(asked) :]:
            socket.create_connection(server.getsockname()).close()
        thread.join(5)


def answer(body=b"", status="200 OK", **headers):
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def moved(to):
    return answer(status="302 Found", Location=to)


def anywhere(address, port):
    return True


def ask(url, **options):
    return fetch_remote_file(url, **{"limit": LIMIT, "seconds": 5, "is_allowed": anywhere, **options})


def test_what_is_there_is_returned():
    with serving(answer(b"picture", Content_Length=7)) as (site, asked):
        assert ask(f"{site}/图 1.png?w=1&h=2") == b"picture"
    assert asked[0].startswith(b"GET /%E5%9B%BE%201.png?w=1&h=2 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"Cookie" not in asked[0]


def test_a_body_in_chunks_is_put_together():
    chunks = b"3\r\npic\r\n4\r\nture\r\n0\r\n\r\n"
    with serving(answer(chunks, Transfer_Encoding="chunked")) as (site, _):
        assert ask(site) == b"picture"


@pytest.mark.parametrize("target", ["/b.png", "b.png", "{site}/b.png"])
def test_a_redirect_is_followed(target):
    with serving(lambda wire: wire.sendall(moved(target.format(site=site))), answer(b"home")) as (
        site,
        asked,
    ):
        assert ask(f"{site}/a.png") == b"home"
    assert asked[1].startswith(b"GET /b.png ")


def test_the_fourth_redirect_is_one_too_many():
    with (
        serving(*[moved("/again")] * 4) as (site, asked),
        pytest.raises(FetchError, match="redirects too often"),
    ):
        ask(site)
    assert len(asked) == 4


def test_a_redirect_is_looked_at_like_the_first_address():
    looked_at = []

    def only_first(address, port):
        looked_at.append((str(address), port))
        return len(looked_at) == 1

    with (
        serving(moved("http://127.0.0.1:9/secret")) as (site, _),
        pytest.raises(FetchError, match=r"127\.0\.0\.1 is not on the public"),
    ):
        ask(site, is_allowed=only_first)
    assert looked_at[1] == ("127.0.0.1", 9)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.org/x", "gopher://a.org/"])
def test_a_redirect_to_what_is_no_web_address_ends_it(target):
    with serving(moved(target)) as (site, _), pytest.raises(FetchError, match="not the URL"):
        ask(site)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.png",
        "/media/a.png",
        "file:///etc/passwd",
        "ftp://example.org/a.png",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "http://user:password@example.org/a.png",
        "http://[::1",
        "http://a:b/",
        "http://example.org:99999/",
        "http://exa\r\nmple.org/",
    ],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(FetchError):
        ask(url)


@pytest.mark.parametrize(
    "body",
    [
        answer(b"x" * (LIMIT + 1)),
        answer(b"x", Content_Length=LIMIT + 1),
        answer(b"f4240\r\n" + b"x" * 200_000, Transfer_Encoding="chunked"),
    ],
    ids=["sent", "announced", "in chunks"],
)
def test_a_huge_body_is_refused(body):
    with serving(body) as (site, _), pytest.raises(FetchError, match=r"MB|reached"):
        ask(site)


def test_no_more_is_read_than_is_taken():
    sent = []

    def pour(wire):
        wire.sendall(answer())
        for _ in range(2000):
            wire.sendall(b"x" * 10_000)
            sent.append(1)

    with serving(pour) as (site, _), pytest.raises(FetchError):
        ask(site)
    assert len(sent) < 2000


@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 200 OK\r\n", answer(b"pic", Content_Length=99)])
def test_a_slow_server_is_not_waited_for(part):
    ends = threading.Event()

    def drip(wire):
        for byte in [*part, *b"x" * 1000]:
            wire.sendall(bytes([byte]))
            if ends.wait(0.01):
                break

    begin = time.monotonic()
    with serving(drip) as (site, _):
        with pytest.raises(FetchError, match="too long"):
            ask(site, seconds=0.3)
        ends.set()
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (answer(status="404 Not Found"), "404"),
        (answer(status="500 Oh No"), "500"),
        (b"", "cannot be reached"),
        (b"SSH-2.0-OpenSSH\r\n", "cannot be reached"),
        (answer(b"half", Content_Length=99), "only part"),
        (answer(b"x" * 70_000, X="y" * 70_000), "cannot be reached"),
    ],
)
def test_what_is_no_picture_of_the_web_is_told(sent, reason):
    with serving(sent) as (site, _), pytest.raises(FetchError, match=reason):
        ask(site)


def test_a_host_that_is_not_there_is_told():
    with pytest.raises(FetchError, match="cannot be reached"):
        ask("http://127.0.0.1:1/a.png")


INSIDE = """
    0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 192.0.0.1 192.168.1.1
    198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1
    64:ff9b::a9fe:a9fe 2002:7f00:1:: 2002:a00:1:: 2001:0:7f00:1:: 2001:db8::1 fc00::1 fd12::1 fe80::1
    fec0::1 ff02::1
""".split()  # noqa: SIM905  (a list would take a line for each)
OUTSIDE = ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inside_is_public(address):
    assert not is_public_address(ip_address(address), 80)


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_internet_is_public_on_the_ports_of_the_web(address):
    assert is_public_address(ip_address(address), 443)
    assert not is_public_address(ip_address(address), 22)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
    ],
)
def test_by_itself_it_asks_nobody_inside(host, monkeypatch):
    def connect(*arguments, **options):
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch_remote_file(f"http://{host}/a.png", limit=LIMIT)


def test_one_address_inside_among_several_is_enough_to_refuse(monkeypatch):
    found = [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: found)
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch_remote_file("http://rebinding.example/a.png", limit=LIMIT)


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    answers = [[(2, 1, 6, "", ("93.184.215.14", 80))], [(2, 1, 6, "", ("127.0.0.1", 80))]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: answers.pop(0))
    connected = []

    def connect(address, timeout):
        connected.append(address)
        raise OSError("enough")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchError):
        fetch_remote_file("http://rebinding.example/a.png", limit=LIMIT)
    assert connected == [("93.184.215.14", 80)]


def test_a_picture_brought_home_is_verified_and_kept_like_any_other(desk, editor, monkeypatch):
    with serving(answer(graphic())) as (site, _):
        real = remote.fetch_remote_file
        monkeypatch.setattr(
            remote, "fetch_remote_file", lambda url, limit: real(url, limit=limit, is_allowed=anywhere)
        )
        sent = desk.post(BRING_HOME, {"url": f"{site}/%E7%83%AD%E5%8A%9B.png?x"}).json()
    picture = Picture.objects.get()
    assert (picture.title, picture.sent_by, sent["url"]) == ("热力", editor, picture.url)
    assert sent["markdown"] == f"![热力]({picture.url})"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG"), (b"<html>", "not a PNG"), (b"", "empty")],
)
def test_what_comes_from_elsewhere_and_is_no_picture_is_refused(content, reason, desk, monkeypatch):
    monkeypatch.setattr(remote, "fetch_remote_file", lambda url, limit: content)
    response = desk.post(BRING_HOME, {"url": "https://example.org/a.png"})
    assert response.status_code == 422
    assert reason in response.json()["error"]
    assert not Picture.objects.exists()


def test_an_address_inside_is_refused_in_words(desk):
    response = desk.post(BRING_HOME, {"url": "http://127.0.0.1/a.png"})
    assert response.status_code == 422
    assert "not on the public internet" in response.json()["error"]
