"""Machines of one site, each a server of its own here; and visitors who go from one to the other."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.support.demo_site import ROOT
from tests.support.servers import find_free_port, run_server

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PATIENCE = 20  # seconds


@contextmanager
def serve_machine(folder: Path, **shared: str) -> Iterator[str]:
    """Serve the site as on a machine that has `folder` for itself; yield its address."""
    port = str(find_free_port())
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--http", "1", "--no-ws"]
    command += ["--log-level", "warning", "--port", port, "config.rsgi:application"]
    own = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.support.machine_settings"}
    environment = {"PATH": os.environ["PATH"], **own, **shared}
    with run_server(command, f"http://127.0.0.1:{port}/healthz", ROOT, environment):
        yield f"http://127.0.0.1:{port}"


class SiteVisitor:
    """Somebody with a browser, whose cookies go to whatever machine is asked."""

    def __init__(self) -> None:
        self.session = requests.Session()

    def get(self, url: str) -> requests.Response:
        return self.session.get(url, timeout=PATIENCE)

    def post(self, page: str, url: str, *, files=None, **fields: str) -> requests.Response:
        """Send `fields` to `url`, with the token of a form on `page`."""
        token = TOKEN.search(self.get(page).text)[1]
        fields = {"csrfmiddlewaretoken": token, **fields}
        return self.session.post(url, fields, files=files, timeout=PATIENCE)

    def send(self, url: str, **fields: str) -> requests.Response:
        """Fill the form at `url`, and send it."""
        return self.post(url, url, **fields)

    def sign_in(self, site: str, name: str, password: str) -> requests.Response:
        return self.send(f"{site}/admin/login/?next=/admin/", username=name, password=password)
