"""A reload, as transmission.service has it: new code, and no request that fails."""

import http.client
import os
import re
import shutil
import signal
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from posts.management.commands.demo import SERVER_OPTIONS
from tests.support.demo_site import ROOT
from tests.support.proofs import IS_LONG
from tests.support.servers import find_free_port, run_server

RELOADS = 3
NEW_CODE_TIMEOUT = 60  # seconds
RELOAD_SIGNAL = re.search(
    r"^ExecReload=/bin/kill -(\w+) \$MAINPID$", (ROOT / "docs/deploy/transmission.service").read_text(), re.M
)[1]

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not IS_LONG, reason="a reload takes ten seconds; `make prove` waits for them"),
    pytest.mark.django_db,
    pytest.mark.allow_hosts(["127.0.0.1"]),
]


@pytest.fixture
def site(database_copy, tmp_path):
    """A server of a checkout of its own, whose code can be changed: its port, process and folder."""
    for name in ("config", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("posts", "static", "tests", "manage.py", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    port = find_free_port()
    command = [sys.executable, "-m", "granian", *SERVER_OPTIONS.split(), "--port", str(port)]
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": database_copy,
        "DJANGO_SETTINGS_MODULE": "tests.support.machine_settings",
    }
    address = f"http://127.0.0.1:{port}/healthz"
    with run_server([*command, "config.rsgi:application"], address, tmp_path, environment) as process:
        yield SimpleNamespace(port=port, process=process, folder=tmp_path)


class Reader(threading.Thread):
    """Asks for a page that nobody has stored yet, again and again on one connection."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port, self.is_over = port, threading.Event()
        self.answers, self.failures = 0, []

    def run(self) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as client:
            while not self.is_over.is_set():
                try:
                    client.request("GET", f"/search/?q=n{self.answers}")
                    response = client.getresponse()
                    response.read()
                except (OSError, http.client.HTTPException) as error:
                    self.failures.append(repr(error))
                    client.close()
                else:
                    self.answers += 1
                    if response.status != 200:
                        self.failures.append(response.status)

    def finish(self) -> None:
        self.is_over.set()
        self.join()


def read_home(port: int) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as client:
        client.request("GET", "/", headers={"Connection": "close"})
        return client.getresponse().read().decode()


def change_list_heading(folder: Path, heading: str) -> None:
    template = folder / "templates/posts/post_list.html"
    template.write_text(re.sub(r'(class="tagline" lang="en">)[^<]+', rf"\1{heading}", template.read_text()))


def await_heading(port: int, heading: str) -> None:
    """Return once a worker shows `heading` in the list; the old ones answer beside it for some seconds."""
    give_up = time.monotonic() + NEW_CODE_TIMEOUT
    while heading not in read_home(port):
        assert time.monotonic() < give_up, f"{heading} did not come"
        time.sleep(0.1)


def test_a_reload_takes_the_new_code_and_loses_no_request(site):
    readers = [Reader(site.port) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(RELOADS):
            change_list_heading(site.folder, f"RELOAD {number}")
            site.process.send_signal(getattr(signal, f"SIG{RELOAD_SIGNAL}"))
            await_heading(site.port, f"RELOAD {number}")
    finally:
        for reader in readers:
            reader.finish()
    assert all(reader.answers for reader in readers)
    assert [failure for reader in readers for failure in reader.failures] == []
