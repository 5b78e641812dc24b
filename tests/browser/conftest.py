"""A real browser. Whatever it complains of, and whatever it asks of another host, fails the test."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.desk import ADD
from tests.chromium import find_chromium, launch

LOOPBACK = ["127.0.0.1", "localhost"]


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.browser)
    item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium found; install one or name it in CHROMIUM")
    # Playwright's loop runs in this thread; without leave Django refuses the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with launch(path) as chromium:
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


@pytest.fixture
def open_page(browser, live_server):
    """Return a function that opens an address of the site in a fresh window.

    What it is given further goes to Playwright's `new_context`. All faults of
    all windows fail the test at its end.
    """
    faults, contexts = Faults(), []

    def open_page(path: str = "/", *, width: int = 1280, **options) -> Page:
        options = {"viewport": {"width": width, "height": 800}, "reduced_motion": "reduce", **options}
        contexts.append(browser.new_context(base_url=live_server.url, **options))
        contexts[-1].set_default_timeout(5000)
        page = contexts[-1].new_page()
        faults.watch(page, live_server.url)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def signed_in(client, editor, live_server):
    """What a window needs to be an editor's."""
    client.force_login(editor)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }
    return {"storage_state": {"cookies": [cookie], "origins": []}}


@pytest.fixture
def write(open_page, signed_in):
    """Return a function that opens a page of the admin as an editor; a new post, if none is named."""

    def write(path: str = ADD, **options) -> Page:
        return open_page(path, **signed_in, **options)

    return write


@pytest.fixture
def in_trouble(browser, live_server, signed_in):
    """A new post in a window whose console may complain: a request of it is going to be refused."""
    context = browser.new_context(base_url=live_server.url, **signed_in)
    page = context.new_page()
    page.goto(ADD)
    yield page
    context.close()
