"""The sample posts, served as in production, and the address of each kind of page."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import posts
from tests.support.servers import find_free_port, run_server

ROOT = Path(posts.__file__).parents[1]
# Of a post in two languages, the one that is not the site's own has its language in its address.
SAMPLES = sorted(
    path.stem.replace(".zh", "-en") for path in (ROOT / "posts" / "fixtures" / "samples").glob("*.md")
)

PAGE_KINDS = {
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
DEMO_PAGES = PAGE_KINDS | {f"post {slug}": f"/posts/{slug}/" for slug in SAMPLES}


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A site that runs: where it answers, its process, and the folder that holds all it keeps."""

    address: str
    process: subprocess.Popen[bytes]
    data: Path


@contextmanager
def serve_demo(**settings: str) -> Iterator[str]:
    """Do what `make demo` does, with an empty data folder and a free port; yield the site's address."""
    with run_demo(**settings) as site:
        yield site.address


@contextmanager
def run_demo(*before: str, **settings: str) -> Iterator[DemoSite]:
    """Serve the sample posts with other `settings` than the demo's, what is `before` put before its command.

    Pictures keep their size: to make them smaller takes longer than all the rest.
    """
    port = find_free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        command = [*before, sys.executable, "manage.py", "demo", "--port", str(port), "--no-variants"]
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": data, "TASKS": "immediate", **settings}
        with run_server(command, f"{address}/healthz", ROOT, environment) as process:
            yield DemoSite(address, process, Path(environment["DATA_DIR"]))
