"""Pictures fetched from other sites: only from the public internet, within bounds of time and size."""

import socket
import threading
import time
from ipaddress import ip_address

import pytest

from posts.media.remote import FetchError, fetch_remote_file, is_public_address
from tests.support.scripted_server import allow_any_address, make_answer, serve_answers

LIMIT = 100_000
pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "localhost"])


def moved(to):
    return make_answer(status="302 Found", Location=to)


def ask(url, **options):
    return fetch_remote_file(
        url, **{"limit": LIMIT, "seconds": 5, "is_allowed": allow_any_address, **options}
    )


def test_a_file_is_returned():
    with serve_answers(make_answer(b"picture", Content_Length=7)) as (site, asked):
        assert ask(f"{site}/图 1.png?w=1&h=2") == b"picture"
    assert asked[0].startswith(b"GET /%E5%9B%BE%201.png?w=1&h=2 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"Cookie" not in asked[0]


def test_a_body_in_chunks_is_put_together():
    chunks = b"3\r\npic\r\n4\r\nture\r\n0\r\n\r\n"
    with serve_answers(make_answer(chunks, Transfer_Encoding="chunked")) as (site, _):
        assert ask(site) == b"picture"


@pytest.mark.parametrize("target", ["/b.png", "b.png", "{site}/b.png"])
def test_a_redirect_is_followed(target):
    with serve_answers(lambda wire: wire.sendall(moved(target.format(site=site))), make_answer(b"home")) as (
        site,
        asked,
    ):
        assert ask(f"{site}/a.png") == b"home"
    assert asked[1].startswith(b"GET /b.png ")


def test_the_fourth_redirect_is_one_too_many():
    with (
        serve_answers(*[moved("/again")] * 4) as (site, asked),
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
        serve_answers(moved("http://127.0.0.1:9/secret")) as (site, _),
        pytest.raises(FetchError, match=r"127\.0\.0\.1 is not on the public"),
    ):
        ask(site, is_allowed=only_first)
    assert looked_at[1] == ("127.0.0.1", 9)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.org/x", "gopher://a.org/"])
def test_a_redirect_to_what_is_no_web_address_ends_it(target):
    with serve_answers(moved(target)) as (site, _), pytest.raises(FetchError, match="not the URL"):
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
        make_answer(b"x" * (LIMIT + 1)),
        make_answer(b"x", Content_Length=LIMIT + 1),
        make_answer(b"f4240\r\n" + b"x" * 200_000, Transfer_Encoding="chunked"),
    ],
    ids=["sent", "announced", "in chunks"],
)
def test_a_huge_body_is_refused(body):
    with serve_answers(body) as (site, _), pytest.raises(FetchError, match=r"MB|reached"):
        ask(site)


def test_no_more_is_read_than_the_limit():
    sent = []

    def pour(wire):
        wire.sendall(make_answer())
        for _ in range(2000):
            wire.sendall(b"x" * 10_000)
            sent.append(1)

    with serve_answers(pour) as (site, _), pytest.raises(FetchError):
        ask(site)
    assert len(sent) < 2000


@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 200 OK\r\n", make_answer(b"pic", Content_Length=99)])
def test_a_slow_server_times_out(part):
    ends = threading.Event()

    def drip(wire):
        for byte in [*part, *b"x" * 1000]:
            wire.sendall(bytes([byte]))
            if ends.wait(0.01):
                break

    begin = time.monotonic()
    with serve_answers(drip) as (site, _):
        with pytest.raises(FetchError, match="too long"):
            ask(site, seconds=0.3)
        ends.set()
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (make_answer(status="404 Not Found"), "404"),
        (make_answer(status="500 Oh No"), "500"),
        (b"", "cannot be reached"),
        (b"SSH-2.0-OpenSSH\r\n", "cannot be reached"),
        (make_answer(b"half", Content_Length=99), "only part"),
        (make_answer(b"x" * 70_000, X="y" * 70_000), "cannot be reached"),
    ],
)
def test_an_error_of_the_server_is_reported(sent, reason):
    with serve_answers(sent) as (site, _), pytest.raises(FetchError, match=reason):
        ask(site)


def test_an_unknown_host_is_reported():
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
def test_private_addresses_are_not_public(address):
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
def test_private_hosts_are_refused_by_default(host, monkeypatch):
    def connect(*arguments, **options):
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch_remote_file(f"http://{host}/a.png", limit=LIMIT)


def test_one_private_address_among_several_is_refused(monkeypatch):
    found = [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: found)
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch_remote_file("http://rebinding.example/a.png", limit=LIMIT)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
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
