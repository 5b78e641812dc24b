"""The production server answers while many others hold a connection and say nothing."""

import http.client
import os
import socket
import sys
from contextlib import ExitStack, closing

import pytest

from tests.support.demo_site import ROOT
from tests.support.proofs import scale
from tests.support.servers import find_free_port, run_server

IDLE_CONNECTIONS = scale(100, 900)
REQUESTS = scale(20, 1_000)
MAX_WAIT = 5  # seconds for an answer, on however busy a machine
SERVE = "import django; django.setup(); from posts.management.commands.demo import run_server; run_server"
PATHS = ("/", "/archive/", "/feeds/rss.xml")


@pytest.fixture
def port(database_copy, tmp_path):
    """The port of a server that `manage.py demo` would start, of an empty site."""
    port = find_free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_copy,
        "DJANGO_SETTINGS_MODULE": "tests.support.machine_settings",
    }
    command = [sys.executable, "-c", f"{SERVE}('127.0.0.1', {port})"]
    with run_server(command, f"http://127.0.0.1:{port}/healthz", ROOT, environment):
        yield port


@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_stored_pages_are_answered_while_many_connections_are_idle(port):
    pages = {path: get_page(port, path) for path in PATHS}
    with ExitStack() as stack:
        idle = [stack.enter_context(open_connection(port, number)) for number in range(IDLE_CONNECTIONS)]
        for number in range(REQUESTS):
            path = PATHS[number % len(PATHS)]
            assert get_page(port, path) == pages[path]
        assert all(map(is_open, idle))


def open_connection(port, number):
    """Return a connection that says nothing: every second one has asked for a page before."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=MAX_WAIT)
    if number % 2:
        connection.sendall(b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
    return connection


def is_open(connection):
    """Whether the server keeps `connection` open, and sends nothing."""
    connection.settimeout(0)
    try:
        connection.recv(1)
    except BlockingIOError:
        return True
    return False


def get_page(port, path):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=MAX_WAIT)) as client:
        client.request("GET", path)
        response = client.getresponse()
        assert response.status == 200
        return response.read()
