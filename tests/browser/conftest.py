"""A real browser. Whatever it complains of, and whatever it asks of another host, fails the test."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.desk import ADD
from tests.browser.windows import Visitor
from tests.chromium import SHELL, find_chromium, launch

LOOPBACK = ["127.0.0.1", "localhost"]
# One process for all windows of a visitor; letters as wide as on the screens of readers, not of whole pixels.
SWITCHES = ["--process-per-site", "--font-render-hinting=none"]


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.browser)
    item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium(SHELL)
    if path is None:
        pytest.skip("no Chromium found; install one or name it in CHROMIUM")
    # Playwright's loop runs in this thread; without leave Django refuses the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with launch(path, *SWITCHES) as chromium:
        yield chromium
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Faults(list[str]):
    """What went wrong in a page that no test looked at."""

    def watch(self, page: Page, origin: str) -> None:
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("request", lambda request: self.see(request.url, origin))

    def hear(self, message: ConsoleMessage) -> None:
        is_the_page_itself = message.location.get("url") == message.page.url
        if message.type == "error" and not (is_the_page_itself and "status of 404" in message.text):
            self.append(message.text)

    def see(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", "blob:")):
            self.append(f"asked another host: {url}")


@pytest.fixture(scope="session")
def visitors():
    """Those who came in this run, by whether they are signed in and by what their browser can do."""
    return {}


@pytest.fixture
def faults():
    """All faults of all windows that are watched, which fail the test when the last one is closed."""
    faults = Faults()
    yield faults
    assert faults == []


@pytest.fixture
def open_window(browser, live_server, visitors, faults):
    """Return a function that opens an empty window, which nobody watches.

    Windows of one test with the same options, and both with cookies or without, are those of one
    visitor: they share what they store. Options go to Playwright's `new_context`.
    """
    with ExitStack() as visits:
        present = set()

        def open_window(*, width=1280, color_scheme="light", cookies=(), **options) -> Page:
            who = str((bool(cookies), sorted(options.items())))
            if who not in visitors:
                visitors[who] = Visitor(browser, live_server.url, **options)
            visitor = visitors[who]
            if who not in present:
                present.add(who)
                visits.enter_context(visitor.visit())
            visitor.context.add_cookies(cookies)
            return visitor.open(width=width, color_scheme=color_scheme)

        yield open_window


@pytest.fixture
def open_page(open_window, live_server, faults):
    """Return a function that opens an address of the site in a window that is watched."""

    def open_page(path: str = "/", **options) -> Page:
        page = open_window(**options)
        faults.watch(page, live_server.url)
        page.goto(path)
        return page

    return open_page


@pytest.fixture
def signed_in(client, editor, live_server):
    """What a window needs to be an editor's."""
    client.force_login(editor)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }
    return {"cookies": [cookie]}


@pytest.fixture
def write(open_page, signed_in):
    """Return a function that opens a page of the admin as an editor; a new post, if none is named."""

    def write(path: str = ADD, **options) -> Page:
        return open_page(path, **signed_in, **options)

    return write


@pytest.fixture
def in_trouble(open_window, signed_in):
    """A new post in a window whose console may complain: a request of it is going to be refused."""
    page = open_window(**signed_in)
    page.goto(ADD)
    return page
