"""The sample posts, served as in production, and the address of each kind of page."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import posts

ROOT = Path(posts.__file__).parents[1]
SAMPLES = sorted(path.stem for path in (ROOT / "posts" / "samples").glob("*.md"))
PATIENCE = 60  # seconds

KINDS = {
    "list": "/",
    "second page": "/?page=2",
    "post": "/posts/attention/",
    "post in English": "/posts/profiling/",
    "long post": "/posts/transmission-guide/",
    "archive": "/archive/",
    "year": "/archive/2026/",
    "month": "/archive/2026/01/",
    "categories": "/categories/",
    "category": "/categories/mo-xing-jie-gou/",
    "tags": "/tags/",
    "tag": "/tags/zhu-yi-li/",
    "series": "/series/cong-ling-du-dong-transformer/",
    "search": "/search/?q=softmax",
    "search, nothing found": "/search/?q=qqqq",
    "search, not yet asked": "/search/",
    "feeds": "/feeds/",
    "not found": "/no/such/page/",
}
PAGES = KINDS | {f"post {slug}": f"/posts/{slug}/" for slug in SAMPLES}


@contextmanager
def serve() -> Iterator[str]:
    """Do what `make demo` does, with an empty data folder and a free port; yield the site's address.

    Pictures keep their size: to make them smaller takes longer than all the rest.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "manage.py", "demo", "--port", str(port), "--no-variants"]
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": data}
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            yield await_site(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()
            server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_site(address: str, server: subprocess.Popen[bytes]) -> str:
    """Return `address` as soon as it answers; raise RuntimeError if the server ends or takes too long."""
    give_up = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < give_up:
        try:
            urlopen(f"{address}/healthz").close()  # noqa: S310
        except URLError:
            time.sleep(0.1)
        else:
            return address
    raise RuntimeError("The site did not start.")
