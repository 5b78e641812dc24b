"""A real browser. Whatever it complains of, and whatever it asks of another host, fails the test."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.support.admin_forms import ADD_URL
from tests.support.browser_faults import BrowserFaults
from tests.support.browser_windows import BrowserUser
from tests.support.browsers import HEADLESS_SHELL, find_chromium, launch_browser

LOOPBACK = ["127.0.0.1", "localhost"]

# One process for all windows of a visitor; letters as wide as on the screens of readers, not of whole pixels.
SWITCHES = ["--process-per-site", "--font-render-hinting=none"]


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.browser)
    item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium(HEADLESS_SHELL)
    if path is None:
        pytest.skip("no Chromium found; install one or name it in CHROMIUM")
    # Playwright's loop runs in this thread; without leave Django refuses the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with launch_browser(path, *SWITCHES) as chromium:
        yield chromium
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_users():
    """Those who came in this run, by whether they are signed in and by what their browser can do."""
    return {}


@pytest.fixture
def faults():
    """All faults of all windows that are watched, which fail the test when the last one is closed."""
    faults = BrowserFaults()
    yield faults
    assert faults == []


@pytest.fixture
def open_window(browser, live_server, browser_users, faults):
    """Return a function that opens an empty window, which nobody watches.

    Windows of one test with the same options, and both with cookies or without, are those of one
    visitor: they share what they store. Options go to Playwright's `new_context`.
    """
    with ExitStack() as visits:
        present = set()

        def open_window(*, width=1280, color_scheme="light", cookies=(), **options) -> Page:
            who = str((bool(cookies), sorted(options.items())))
            if who not in browser_users:
                browser_users[who] = BrowserUser(browser, live_server.url, **options)
            visitor = browser_users[who]
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
def editor_session(client, editor, live_server):
    """What a window needs to be an editor's."""
    client.force_login(editor)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }
    return {"cookies": [cookie]}


@pytest.fixture
def open_editor(open_page, editor_session):
    """Return a function that opens a page of the admin as an editor; a new post, if none is named."""

    def write(path: str = ADD_URL, **options) -> Page:
        return open_page(path, **editor_session, **options)

    return write


@pytest.fixture
def unwatched_editor(open_window, editor_session):
    """A new post in a window whose console may complain: a request of it is going to be refused."""
    page = open_window(**editor_session)
    page.goto(ADD_URL)
    return page


@pytest.fixture
def editor_page(open_editor):
    """A new post in an editor's window, its preview there."""
    page = open_editor(width=1440)
    # Many tests leave a text behind that was never saved.
    page.on("dialog", lambda dialog: dialog.accept())
    expect(page.locator(".editor-counts li")).not_to_have_count(0)
    return page
