"""A site behind its page store, called as a WSGI server calls it."""

from typing import NamedTuple

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from posts.models.site_version import get_site_version
from posts.page_cache import PageStore


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Reader:
    """Asks `application`; counts how often the site behind it had to answer."""

    def __init__(self):
        self.renders = 0
        self.site = WSGIHandler()
        self.store = PageStore(self.render)

    def render(self, environ, start_response):
        self.renders += 1
        return self.site(environ, start_response)

    def get(self, path, method="GET", **headers):
        environ = RequestFactory(headers={"host": "testserver", **headers}).generic(method, path).environ
        started = []
        body = self.store(environ, lambda *args: started.append(args))
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        status, pairs = started[0]
        return Answer(int(status.split()[0]), {name.lower(): value for name, value in pairs}, content)


@pytest.fixture
def site_version(settings, tmp_path):
    """The version of a site of its own."""
    settings.DATA_DIR = tmp_path
    get_site_version.cache_clear()
    yield get_site_version()
    get_site_version.cache_clear()


@pytest.fixture
def reader(db, site_version):
    # As Django's own client has it: the transaction that a test lies in must outlast a request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Reader()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """Return a context at whose end the callbacks of on_commit run."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
