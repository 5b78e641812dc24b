"""What a server tells the front of a request, and takes from it."""

import asyncio
from types import SimpleNamespace

import pytest

from posts.page_cache import front as front_module
from posts.page_cache.file_responses import FileRange
from posts.page_cache.front import Front
from posts.page_cache.health import HealthProbe, HealthReport
from posts.page_cache.keys import PageKeys
from posts.page_cache.reader_methods import READER_METHODS
from tests.support.event_loops import run_loop


class Headers:
    """The headers of a request, as granian has them: names in lower case, and several values of each."""

    def __init__(self, pairs):
        self.pairs = [(name.lower(), value) for name, value in pairs]

    def keys(self):
        return [*dict(self.pairs)]

    def get(self, name, default=None):
        return next(iter(self.get_all(name)), default)

    def get_all(self, name):
        return [value for key, value in self.pairs if key == name]

    def __contains__(self, name):
        return any(key == name for key, _ in self.pairs)


class Protocol:
    """Gives the chunks of a body; what is answered lies in `status`, `headers` and `body`.

    A chunk that is a number is a wait of so many seconds, of the loop's clock.
    """

    def __init__(self, chunks=()):
        self.chunks = [*chunks, b""]

    async def __aiter__(self):
        for chunk in self.chunks:
            if isinstance(chunk, bytes):
                yield chunk
            else:
                await asyncio.sleep(chunk)

    def response_empty(self, status, headers):
        self.response_bytes(status, headers, b"")

    def response_bytes(self, status, headers, body):
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers}

    def response_file_range(self, status, headers, path, start, end):
        self.response_bytes(status, headers, FileRange(path, start, end))


def make_scope(method="GET", path="", query="", *, headers=(), version="1.1"):
    """Return what a request is; without a path, for one that takes its method."""
    path = path or ("/" if method in READER_METHODS else "/admin/")
    names = {name.lower() for name, _ in headers}
    headers = [*headers] if "host" in names or version == "1" else [("Host", "localhost"), *headers]
    return SimpleNamespace(
        method=method,
        path=path,
        query_string=query,
        http_version=version,
        scheme="http",
        client="203.0.113.5:4321",
        server="127.0.0.1:8000",
        headers=Headers(headers),
    )


class Site:
    """A WSGI application of which the tests decide what it answers."""

    def __init__(self):
        self.environs = []
        self.answer = lambda environ: [b"made"]

    def __call__(self, environ, start_response):
        self.environs.append({**environ, "body": environ["wsgi.input"].read()})
        start_response("200 OK", [("Content-Type", "text/plain")])
        return self.answer(environ)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def front(site, site_version, monkeypatch):
    """The front of `site`, without its page store."""
    monkeypatch.setattr(front_module, "PageStore", Unstored)
    monkeypatch.setattr(front_module, "HealthProbe", lambda: HealthProbe(lambda: HealthReport(200, "ok")))
    return Front(site)


class Unstored:
    session_cookie = "sessionid="

    def __init__(self, application):
        self.application = application
        self.keys = PageKeys()

    def __call__(self, environ, start_response):
        return self.application(environ, start_response)

    def get_current_pages(self):
        return None

    def close(self):
        pass


@pytest.fixture
def ask(front):
    """Return a function that asks for one page, and returns the protocol with the answer."""

    def ask(*args, chunks=(), **kwargs):
        protocol = Protocol(chunks)
        with run_loop() as runner:
            run_front(runner, front, [(make_scope(*args, **kwargs), protocol)])
        return protocol

    return ask


def run_front(runner, front, requests):
    """Have `front` answer `requests`, pairs of scope and protocol, all at once."""

    async def answer_all():
        await asyncio.gather(*(front.__rsgi__(scope, protocol) for scope, protocol in requests))

    front.__rsgi_init__(runner.get_loop())
    try:
        runner.run(answer_all())
    finally:
        front.__rsgi_del__(runner.get_loop())
