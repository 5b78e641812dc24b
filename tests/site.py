"""The sample posts, served as in production, and the address of each kind of page."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import posts

ROOT = Path(posts.__file__).parents[1]
# Of a post in two languages, the one that is not the site's own has its language in its address.
SAMPLES = sorted(
    path.stem.replace(".zh", "-en") for path in (ROOT / "posts" / "fixtures" / "samples").glob("*.md")
)
PATIENCE = 120  # seconds

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


@dataclass(frozen=True, slots=True)
class Site:
    """A site that runs: where it answers, its process, and the folder that holds all it keeps."""

    address: str
    process: subprocess.Popen[bytes]
    data: Path


@contextmanager
def serve() -> Iterator[str]:
    """Do what `make demo` does, with an empty data folder and a free port; yield the site's address."""
    with running() as site:
        yield site.address


@contextmanager
def running(*before: str, **settings: str) -> Iterator[Site]:
    """Serve the sample posts with other `settings` than the demo's, what is `before` put before its command.

    Pictures keep their size: to make them smaller takes longer than all the rest.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        command = [*before, sys.executable, "manage.py", "demo", "--port", str(port), "--no-variants"]
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": data, **settings}
        with server(command, f"{address}/healthz", ROOT, environment) as process:
            yield Site(address, process, Path(environment["DATA_DIR"]))


@contextmanager
def server(
    command: list[str], address: str, folder: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in `folder` from the moment that `address` answers to the end of the block."""
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        await_answer(address, process)
        yield process
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as `address` answers; raise RuntimeError if the server ends or takes too long."""
    give_up = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < give_up:
        try:
            urlopen(address).close()  # noqa: S310
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{address} did not come up.")
