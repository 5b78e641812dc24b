"""Bodies are whole before a thread is taken, and bounded in size, time and number."""

import asyncio
import errno

import pytest

from posts.page_cache import request_body
from posts.page_cache.front import Front
from posts.page_cache.request_body import MAX_BODY, MAX_RECEIVING
from tests.page_cache.front.conftest import Protocol, make_scope, run_front
from tests.support.event_loops import run_loop

CHUNKED = [("Transfer-Encoding", "chunked")]


def of_length(length):
    return [("Content-Length", str(length))]


@pytest.fixture
def hurried(monkeypatch):
    """Let bodies take no more than a twentieth of a second, and a second for 100,000 bytes."""
    monkeypatch.setattr(request_body, "GRACE_SECONDS", 0.05)
    monkeypatch.setattr(request_body, "MIN_RATE", 100_000)


@pytest.mark.parametrize("headers", [of_length(6), CHUNKED])
def test_a_body_reaches_the_site_whole(ask, site, headers):
    answer = ask("POST", headers=headers, chunks=[b"abc", b"def"])
    assert (answer.status, answer.body) == (200, b"made")
    assert site.environs[0]["body"] == b"abcdef"
    assert site.environs[0]["CONTENT_LENGTH"] == "6"
    assert "HTTP_TRANSFER_ENCODING" not in site.environs[0]


def test_a_large_body_reaches_the_site_whole(ask, site):
    ask("POST", headers=of_length(3_000_000), chunks=[b"x" * 100_000] * 30)
    assert len(site.environs[0]["body"]) == 3_000_000


@pytest.mark.parametrize(
    ("headers", "chunks", "status"),
    [
        (of_length(MAX_BODY + 1), [], 413),
        (of_length("9" * 5000), [], 413),
        (CHUNKED, [b"x" * 1_000_000] * 30, 413),
        (of_length(6), [b"abc"], 400),
        (of_length(2), [b"abc"], 400),
        (CHUNKED, [b"abc", b""], 400),
        (of_length("x"), [], 400),
        (of_length("-1"), [], 400),
        (of_length("٣"), [], 400),
        ([*of_length(3), *of_length(3)], [b"abc"], 400),
        ([*of_length(3), *CHUNKED], [b"abc"], 400),
        ([*of_length(3), ("Content-Encoding", "gzip")], [b"abc"], 415),
        ([*of_length(3), ("Content-Encoding", "identity"), ("Content-Encoding", "br")], [b"abc"], 415),
        ([*CHUNKED, ("Content-Encoding", "gzip")], [b"abc"], 415),
        ([("Transfer-Encoding", "gzip, chunked")], [b"abc"], 501),
        ([("Transfer-Encoding", "gzip"), *CHUNKED], [b"abc"], 501),
    ],
)
def test_a_body_that_is_too_large_or_not_as_announced_is_refused(ask, site, headers, chunks, status):
    answer = ask("POST", headers=headers, chunks=chunks)
    assert answer.status == status
    assert answer.headers["connection"] == "close"
    assert not site.environs


@pytest.mark.usefixtures("hurried")
class TestTime:
    def test_a_body_that_does_not_come_is_refused(self, ask, site):
        assert ask("POST", headers=of_length(10), chunks=[b"a", 5]).status == 408
        assert not site.environs

    def test_a_body_that_trickles_for_ever_is_refused(self, ask, site):
        assert ask("POST", headers=CHUNKED, chunks=[b"a", 0.01] * 500).status == 408
        assert not site.environs

    def test_a_large_body_has_more_time(self, ask, site):
        chunks = [b"x" * 10_000, 0.04] * 4
        assert ask("POST", headers=CHUNKED, chunks=chunks).status == 200


def test_so_many_bodies_are_received_at_once_and_no_more(front, site, hurried):
    slow = [(make_scope("POST", headers=of_length(10)), Protocol([5])) for _ in range(MAX_RECEIVING + 5)]
    reader = (make_scope(), Protocol())
    with run_loop() as runner:
        run_front(runner, front, [*slow, reader])
    statuses = sorted(protocol.status for _, protocol in slow)
    assert statuses == [408] * MAX_RECEIVING + [503] * 5
    assert reader[1].status == 200
    assert [protocol.headers["retry-after"] for _, protocol in slow if protocol.status == 503] == ["2"] * 5
    assert not front.bodies.receptions


def test_a_body_that_finds_no_room_for_its_temporary_file_is_refused(ask, site, monkeypatch):
    def fail(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(request_body.tempfile.SpooledTemporaryFile, "write", fail)
    answer = ask("POST", headers=of_length(3), chunks=[b"abc"])
    assert (answer.status, answer.headers["connection"]) == (503, "close")
    assert int(answer.headers["retry-after"]) > 0
    assert not site.environs


def test_who_sends_at_once_takes_the_place_of_the_slowest(front, site, monkeypatch):
    monkeypatch.setattr(request_body, "YOUNG_SECONDS", 0.05)
    monkeypatch.setattr(request_body, "GRACE_SECONDS", 0.5)
    quicker = (make_scope("POST", headers=of_length(9_003)), Protocol([b"x" * 9_000, 0.2, b"abc"]))
    slow = [
        (make_scope("POST", headers=of_length(10)), Protocol([b"x", 5])) for _ in range(MAX_RECEIVING - 1)
    ]
    author = (make_scope("POST", "/admin/late/", headers=of_length(3)), Protocol([b"abc"]))

    async def come_later(scope, protocol):
        await asyncio.sleep(0.1)
        await Front.__rsgi__(front, scope, protocol)

    with run_loop() as runner:
        front.__rsgi_init__(runner.get_loop())

        async def answer_all():
            await asyncio.gather(*(front.__rsgi__(*one) for one in [quicker, *slow]), come_later(*author))

        runner.run(answer_all())
        front.__rsgi_del__(runner.get_loop())
    assert (author[1].status, quicker[1].status) == (200, 200)
    # One had to go, and only one.
    assert sorted(protocol.status for _, protocol in slow) == [408] * (MAX_RECEIVING - 2) + [503]
    assert not front.bodies.receptions
