"""The stories that matter most, in Firefox and WebKit: run by `make browsers`, not by `make test`."""

import os

import pytest
from django.conf import settings as django_settings
from django.core.signals import request_started

from tests.support.webdrivers import PACKAGES, open_webdriver

LOOPBACK = ["127.0.0.1", "localhost"]
REPORTS = "/policy-reports/"

collect_ignore_glob = [] if os.environ.get("BROWSERS") == "1" else ["test_*.py"]


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
    # Selenium's own driver of WebKit does what Selenium advises against.
    item.add_marker(pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"))


@pytest.fixture(scope="session", params=sorted(PACKAGES))
def driver(request, tmp_path_factory):
    """Selenium's driver of each browser."""
    with open_webdriver(request.param, tmp_path_factory.mktemp("driver")) as driver:
        yield driver


@pytest.fixture
def violations(settings):
    """What the browser reports of the Content-Security-Policy: one entry for each report."""
    policy = settings.CONTENT_SECURITY_POLICY
    directives = {**policy["DIRECTIVES"], "report-uri": REPORTS}
    settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": directives}
    reports = []

    def note(environ, **_):
        if environ["PATH_INFO"] == REPORTS:
            reports.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0)).decode())

    request_started.connect(note)
    yield reports
    request_started.disconnect(note)
    assert not reports


@pytest.fixture
def open_page(driver, live_server, client, editor, violations):
    """Return a function that opens an address of the site as an editor."""
    client.force_login(editor)
    driver.get(f"{live_server.url}/static/favicon.svg")
    name = django_settings.SESSION_COOKIE_NAME
    driver.delete_all_cookies()
    driver.add_cookie({"name": name, "value": client.cookies[name].value, "path": "/"})

    def open_page(path):
        driver.get(live_server.url + path)
        return driver

    yield open_page
    # What the page still sends would come in the midst of the next test.
    driver.get("about:blank")
