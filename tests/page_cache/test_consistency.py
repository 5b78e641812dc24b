"""Two servers, many readers and a busy writer: no reader ever gets an outdated page."""

import http.client
import os
import re
import subprocess
import sys
import time
from bisect import bisect
from contextlib import ExitStack, closing, contextmanager
from threading import Thread

import pytest
from django.db import connection

from tests.support.demo_site import ROOT
from tests.support.migrations import create_database
from tests.support.proofs import scale
from tests.support.servers import find_free_port, run_server

SECONDS = scale(1, 60)
READERS = scale(1, 3)  # of each page, on each server
VERSION = re.compile(rb"Version (\d+)")


@contextmanager
def served(environment):
    """Serve the site; yield the port."""
    port = find_free_port()
    options = ["--interface", "rsgi", "--http", "1", "--no-ws", "--port", str(port)]
    command = [sys.executable, "-m", "granian", *options, "config.rsgi:application"]
    with run_server(command, f"http://127.0.0.1:{port}/healthz", ROOT, environment):
        yield port


class Truth:
    """When each change was begun, and when it was acknowledged; the first, number 1, was before all."""

    def __init__(self, writer):
        self.writer = writer
        self.begun, self.acknowledged = [0.0], [0.0]
        self.is_over = False

    def follow(self):
        for line in self.writer.stdout:
            word, *_, moment = line.split()
            if word in {"begin", "end"}:
                (self.begun if word == "begin" else self.acknowledged).append(float(moment))
        self.is_over = True

    def between(self, asked, answered):
        """Return which changes may have been the last for who asked and was answered at these moments."""
        return range(bisect(self.acknowledged, asked), bisect(self.begun, answered) + 1)


def version_after(number):
    """Return the version of the loud post once the change `number` is made."""
    return number if number % 2 else number - 1


def is_shown_after(number):
    """Return whether the shy post is live once the change `number` is made."""
    return number >= 4 and number // 2 % 2 == 0


class Reader(Thread):
    """Reads one address of one server again and again, and notes what was shown and when."""

    def __init__(self, port, path, truth):
        super().__init__(daemon=True)
        self.port, self.path, self.truth = port, path, truth
        self.seen = []

    def run(self):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port)) as server:
            while not self.truth.is_over:
                asked = time.monotonic()
                server.request("GET", self.path)
                response = server.getresponse()
                found = frozenset(map(int, VERSION.findall(response.read())))
                self.seen.append((response.status, found, asked, time.monotonic()))

    def wrong(self):
        """Return what cannot have been true. Called at the end: lines of the writer may arrive late."""
        for status, found, *moments in self.seen:
            possible = self.truth.between(*moments)
            if not self.is_true(status, found, possible):
                yield self.path, status, found, possible

    def is_true(self, status, found, possible):
        if self.path == "/posts/shy/":
            return (status == 200) in {is_shown_after(number) for number in possible}
        return status == 200 and len(found) == 1 and found <= {version_after(number) for number in possible}


# A database for each: one machine has its own, several share one.
WAYS = scale(["file"], ["file", "redis"]) if connection.vendor == "sqlite" else ["redis"]


@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.enable_socket
@pytest.mark.parametrize("way", WAYS)
def test_no_reader_sees_the_old_page_after_a_change_is_acknowledged(way, database_copy, tmp_path, request):
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    if way == "redis":
        environment["REDIS_URL"] = request.getfixturevalue("redis_url")
    with ExitStack() as stack:
        environment["DATABASE_URL"] = stack.enter_context(create_database(tmp_path, database_copy))
        command = [sys.executable, "-m", "tests.support.page_cache_writer", str(SECONDS)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        writer = stack.enter_context(subprocess.Popen(command, cwd=ROOT, env=environment, **pipes))  # noqa: S603
        assert writer.stdout.readline().startswith("ready")
        ports = [stack.enter_context(served(environment)) for _ in range(2)]
        truth = Truth(writer)
        paths = ("/", "/posts/loud/", "/posts/shy/", "/feeds/rss.xml", "/categories/models/")
        readers = [Reader(port, path, truth) for port in ports for path in paths * READERS]
        for reader in readers:
            reader.start()
        writer.stdin.write("\n")
        writer.stdin.flush()
        truth.follow()
        for reader in readers:
            reader.join()
    assert not [wrong for reader in readers for wrong in reader.wrong()]
    assert all(reader.seen for reader in readers)
