"""The windows of the tests: none finds what another test left behind."""

import pytest
from django.core.signals import request_started

from tests.support.browser_windows import PLAIN_PATH, BrowserUser

LEAVE = """async () => {
  document.cookie = "left=1";
  localStorage.left = sessionStorage.left = "1";
  await caches.open("left");
  await new Promise((done) => { indexedDB.open("left").onsuccess = done; });
}"""
FIND = """async () => [
  document.cookie,
  ...Object.keys(localStorage),
  ...Object.keys(sessionStorage),
  ...(await caches.keys()),
  ...(await indexedDB.databases()).map((database) => database.name),
].filter(Boolean)"""

# Full browsers ask for it where a page names no icon; chromium-headless-shell does not.
ICON = "/favicon.ico"

# As the editor does, so that no text is lost.
SEND_AT_THE_END = "() => addEventListener('pagehide', () => fetch('/sent', { keepalive: true }))"


@pytest.fixture
def requested_paths():
    """The paths that the site has been asked for, without the icon that a browser asks for by itself."""
    paths = []

    def note(environ, **_):
        if environ["PATH_INFO"] != ICON:
            paths.append(environ["PATH_INFO"])

    request_started.connect(note)
    yield paths
    request_started.disconnect(note)


def test_a_window_finds_nothing_of_those_before_it(browser, live_server):
    visitor = BrowserUser(browser, live_server.url)
    with visitor.visit():
        page = visitor.open()
        page.goto(PLAIN_PATH)
        page.evaluate(LEAVE)
        page.reload()
        assert len(page.evaluate(FIND)) == 5
    with visitor.visit():
        page = visitor.open()
        page.goto(PLAIN_PATH)
        assert page.evaluate(FIND) == []
    visitor.context.close()


def test_a_window_that_is_closed_sends_nothing_more(browser, live_server, requested_paths):
    visitor = BrowserUser(browser, live_server.url)
    with visitor.visit():
        page = visitor.open()
        page.goto(PLAIN_PATH)
        page.evaluate(SEND_AT_THE_END)
    with visitor.visit():
        visitor.open().goto("/static/favicon.ico")
    visitor.context.close()
    assert set(requested_paths) == {PLAIN_PATH, "/static/favicon.ico"}
