"""A site behind its page store, asked as a server asks it."""

from typing import NamedTuple

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from posts.page_cache import PageStore
from posts.page_cache.site_version import get_site_version


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

    def ask(self, path, method="GET", **headers):
        environ = RequestFactory(headers=headers).generic(method, path).environ
        began = []
        body = self.store(environ, lambda *begin: began.append(begin))
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        status, pairs = began[0]
        return Answer(int(status.split()[0]), {name.lower(): value for name, value in pairs}, content)


@pytest.fixture
def present(settings, tmp_path):
    """The generation of a site of its own."""
    settings.DATA_DIR = tmp_path
    get_site_version.cache_clear()
    yield get_site_version()
    get_site_version.cache_clear()


@pytest.fixture
def reader(db, present):
    # As Django's own client has it: the transaction that a test lies in must outlast a request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Reader()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """A context that ends as a transaction does: what was to be done then is done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
