"""No thread waits for a reader: files are named to the server, streams are made whole first."""

import io
import sys
from pathlib import Path
from threading import Event

import pytest
from django.core.files.base import ContentFile, File

from posts.media.file_part import FilePart
from posts.page_cache.file_responses import FileRange
from posts.page_cache.front import MAX_SPOOLING, MAX_WAITING, THREADS
from posts.page_cache.health import HealthProbe, HealthReport
from posts.page_cache.thread_queue import SWITCH_INTERVAL
from tests.page_cache.front.conftest import Protocol, make_scope, run_front
from tests.support.event_loops import run_loop


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(range(100)))
    return path


def send(wrap):
    """Return an application's answer that has `wrap()` sent as a file."""
    return lambda environ: environ["wsgi.file_wrapper"](wrap(), 8192)


class Stream:
    """Chunks that are made while they are sent."""

    streaming = True

    def __init__(self, chunks):
        self.chunks, self.is_closed = chunks, False

    def __iter__(self):
        return iter(self.chunks)

    def close(self):
        self.is_closed = True


def note_refusal(protocol, refused):
    """Set the event `refused` when the request of `protocol` is refused."""
    take = protocol.response_bytes

    def note(status, *rest):
        take(status, *rest)
        if status == 503:
            refused.set()

    protocol.response_bytes = note


class TestFile:
    def test_on_the_disk_is_read_by_the_server(self, ask, site, path):
        site.answer = send(lambda: File(path.open("rb")))
        answer = ask()
        assert answer.body == FileRange(str(path), 0, 100)
        assert answer.headers["content-length"] == "100"

    def test_part_is_read_by_the_server(self, ask, site, path):
        site.answer = send(lambda: FilePart(File(path.open("rb")), range(10, 30)))
        assert ask().body == FileRange(str(path), 10, 30)

    def test_that_is_empty_is_an_empty_answer(self, ask, site, path):
        path.write_bytes(b"")
        site.answer = send(lambda: File(path.open("rb")))
        assert ask().body == b""

    def test_elsewhere_is_read_by_the_thread(self, ask, site):
        site.answer = send(lambda: ContentFile(b"elsewhere"))
        assert ask().body == b"elsewhere"

    def test_is_not_read_for_head(self, ask, site, path):
        files = []
        site.answer = send(lambda: files.append(path.open("rb")) or files[0])
        assert ask("HEAD").body == b""
        assert files[0].closed


class TestStream:
    def test_that_is_short_is_sent_as_bytes(self, ask, site):
        stream = Stream([b"ab", b"cd"])
        site.answer = lambda environ: stream
        assert ask().body == b"abcd"
        assert stream.is_closed

    def test_that_is_long_goes_to_a_file_without_a_name(self, ask, site, monkeypatch):
        sent = []

        def read(self, status, headers, path, *positions):
            sent.append(Path(path).read_bytes()[slice(*positions)])
            self.response_bytes(status, headers, b"")

        monkeypatch.setattr(Protocol, "response_file_range", read)
        site.answer = lambda environ: Stream([b"x" * 700_000] * 3)
        answer = ask()
        assert sent == [b"x" * 2_100_000]
        assert answer.headers["content-length"] == "2100000"

    def test_has_few_places(self, front, site):
        refused = Event()

        def make_chunks():
            refused.wait(5)
            yield b"x"

        site.answer = lambda environ: Stream(make_chunks())
        requests = [(make_scope(query=str(number)), Protocol()) for number in range(MAX_SPOOLING + 1)]
        for _, protocol in requests:
            note_refusal(protocol, refused)
        with run_loop() as runner:
            run_front(runner, front, requests)
        assert sorted(protocol.status for _, protocol in requests) == [200] * MAX_SPOOLING + [503]


class TestQueue:
    def test_is_bounded_and_says_when_to_come_again(self, front, site):
        full = Event()
        site.answer = lambda environ: [b"made"] if full.wait(5) else [b""]
        numbers = range(THREADS + MAX_WAITING + 3)
        requests = [(make_scope(query=str(number)), Protocol()) for number in numbers]
        last = requests[-1][1]
        note_refusal(last, full)
        with run_loop() as runner:
            run_front(runner, front, requests)
        statuses = [protocol.status for _, protocol in requests]
        assert statuses == [200] * (THREADS + MAX_WAITING) + [503] * 3
        assert last.headers["retry-after"] == "2"
        assert b"<h1>" in last.body

    def test_of_a_remote_store_keeps_the_threads_of_pages_free(self, front, site):
        front.has_remote_media, full = True, Event()
        site.answer = lambda environ: [b"made"] if "media" not in environ["PATH_INFO"] or full.wait(5) else []
        hanging = [(make_scope(path=f"/media/{number}.png"), Protocol()) for number in range(10)]
        page = Protocol()
        take = page.response_bytes
        page.response_bytes = lambda *args: (take(*args), full.set())
        with run_loop() as runner:
            run_front(runner, front, [*hanging, (make_scope("POST", "/admin/"), page)])
        assert page.status == 200
        assert all(protocol.body == b"made" for _, protocol in hanging)

    def test_of_pages_that_hang_is_passed_by_who_asks_what_is_missing(self, front, site):
        end = Event()
        site.answer = lambda environ: [b"made"] if environ["PATH_INFO"] == "/readyz" or end.wait(5) else []
        hanging = [(make_scope(query=str(number)), Protocol()) for number in range(THREADS)]
        question = Protocol()
        take = question.response_bytes
        question.response_bytes = lambda *args: (take(*args), end.set())
        with run_loop() as runner:
            run_front(runner, front, [*hanging, (make_scope(path="/readyz"), question)])
        assert question.body == b"made"
        assert all(protocol.body == b"made" for _, protocol in hanging)

    def test_lets_the_event_loop_interrupt_threads_as_long_as_one_works(self, front, site):
        usual, seen = sys.getswitchinterval(), []
        site.answer = lambda environ: seen.append(sys.getswitchinterval()) or [b"made"]
        requests = [(make_scope(query=str(number)), Protocol()) for number in range(6)]
        with run_loop() as runner:
            run_front(runner, front, requests)
        assert seen == [pytest.approx(SWITCH_INTERVAL)] * 6
        assert sys.getswitchinterval() == usual


class TestKey:
    """Of the page that a request asks for."""

    @pytest.mark.parametrize(
        "headers",
        [
            [("Cookie", "sessionid=abc")],
            [("Cookie", "theme=dark; sessionid=abc")],
            [("Cookie", "theme=dark"), ("Cookie", "sessionid=abc")],
            [("Host", "localhost"), ("Host", "localhost")],
            [("Host", "elsewhere.example")],
        ],
    )
    def test_is_none_for_who_has_a_session_and_who_means_no_host_of_ours(self, front, headers):
        scope = make_scope(headers=headers)
        assert front.find_key(scope, scope.headers) is None

    def test_is_the_same_for_get_and_head_and_other_cookies(self, front):
        scopes = [make_scope(), make_scope("HEAD", headers=[("Cookie", "theme=dark")])]
        keys = {front.find_key(scope, scope.headers) for scope in scopes}
        assert len(keys) == 1
        assert None not in keys

    def test_is_none_for_a_call_with_a_token_and_one_with_parameters(self, front):
        token = [("Authorization", "Bearer tmn_x")]
        for path, query, headers in (("/api/v1/", "", token), ("/api/v1/posts/", "limit=1", ())):
            scope = make_scope(path=path, query=query, headers=headers)
            assert front.find_key(scope, scope.headers) is None
        for path, headers in (("/api/v1/posts/", ()), ("/", token)):
            scope = make_scope(path=path, headers=headers)
            assert front.find_key(scope, scope.headers) is not None

    def test_is_none_for_what_changes_something(self, front):
        scope = make_scope("POST")
        assert front.find_key(scope, scope.headers) is None


class TestHealth:
    def test_is_told_whatever_the_host(self, ask, site):
        answer = ask(path="/livez", headers=[("Host", "10.0.0.7")])
        assert (answer.status, answer.body) == (200, b"ok\n")
        assert not site.environs

    def test_is_what_the_probe_found_last(self, ask, site, monkeypatch):
        report = HealthReport(503, "database unreachable")
        monkeypatch.setattr(HealthProbe, "get_report", lambda self: report)
        answer = ask(path="/healthz", headers=[("Host", "10.0.0.7")])
        assert (answer.status, answer.body) == (503, b"database unreachable\n")
        assert not site.environs


def test_an_answer_in_memory_is_no_file(ask, site):
    site.answer = send(lambda: io.BytesIO(b"abc"))
    assert ask().body == b"abc"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_what_readers_see_is_only_read_and_its_body_not_received(ask, site, method):
    for path in ("/", "/posts/one/", "/feeds/rss.xml", "/static/page.css", "/healthz", "/no/such/"):
        answer = ask(method, path, headers=[("Content-Length", "9")], chunks=[5])
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert not site.environs
    for path in ("/admin/", "/accounts/login/", "/api/v1/posts/"):
        assert ask(method, path).status == 200
