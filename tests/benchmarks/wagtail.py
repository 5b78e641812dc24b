"""What a page costs that has to be made, and what a stored one costs, beside Wagtail with the same posts.

`python -m tests.benchmarks.wagtail [--short]` installs the newest Wagtail beside this site's versions of
Django and granian, once, and makes a blog of the sample posts with it: their HTML as we render it, as
its pages' bodies, in templates that hold less than ours. All stand on one core and are pressed in turn.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks import tables
from tests.benchmarks.load import BROWSERS, ON_SERVERS_CORE, Load, Target, alternate, median, missing, ratio
from tests.support.demo_site import ROOT, DemoSite, run_demo
from tests.support.servers import find_free_port, run_server

PROJECT = Path(__file__).with_name("wagtail_site")
FOLDER = ROOT / "data" / "benchmarks" / "wagtail"
PACKAGES = ["wagtail", f"django=={version('django')}", f"granian=={version('granian')}"]
# Ours, and Wagtail's; the address of a post is the same but for where it begins.
PAGES = {
    "list": ("/", "/"),
    "long post": ("/posts/transmission-guide/", "/transmission-guide/"),
    "short post": ("/posts/softmax-numerics/", "/softmax-numerics/"),
}
HEAD = (
    "CPU ms per request",
    "ours, stored",
    "ours, made anew",
    "Wagtail",
    "Wagtail / made anew",
    "Wagtail / stored",
)
THREADS = 4  # as the front has
FEW = 4  # connections: as many as the servers have threads
POSTS = """
    SELECT title, slug, published_at AS date, excerpt, html AS body, username AS author,
        (SELECT json_group_array(name) FROM posts_taggedpost JOIN posts_tag ON posts_tag.id = tag_id
         WHERE content_object_id = posts_post.id) AS tags
    FROM posts_post JOIN auth_user ON auth_user.id = author_id
    WHERE published_at < datetime('now') ORDER BY published_at
"""


def installed() -> Path:
    """Return the Python of an environment that has Wagtail; make it where there is none."""
    python, mark = FOLDER / "bin" / "python", FOLDER / "packages"
    if not mark.exists() or mark.read_text() != " ".join(PACKAGES):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True)  # noqa: S603
        subprocess.run([str(python), "-m", "pip", "install", "-qq", *PACKAGES], check=True)  # noqa: S603
        mark.write_text(" ".join(PACKAGES))
    return python


def wagtail_version(python: Path) -> str:
    program = "import wagtail; print(wagtail.__version__)"
    done = subprocess.run([str(python), "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


def posts(site: DemoSite) -> list[dict[str, Any]]:
    """Return the live posts of a site, as its database has them."""
    database = sqlite3.connect(site.data / "db.sqlite3")
    database.row_factory = sqlite3.Row
    rows = [dict(row) for row in database.execute(POSTS)]
    database.close()
    return [row | {"tags": json.loads(row["tags"]), "date": f"{row['date']}Z"} for row in rows]


@contextmanager
def wagtail(python: Path, like: DemoSite) -> Iterator[Target]:
    """Serve the posts of another site by Wagtail, with the options that its server has; yield the list."""
    port = find_free_port()
    folder = like.data / "wagtail"
    folder.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(folder),
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "settings",
    }
    filling = [str(python), "fill.py"]
    given = json.dumps(posts(like))
    subprocess.run(filling, cwd=PROJECT, env=environment, input=given, text=True, check=True)  # noqa: S603
    serving = [*ON_SERVERS_CORE, str(python), *options(port), "wsgi:application"]
    address = f"http://127.0.0.1:{port}"
    with run_server(serving, f"{address}/", PROJECT, environment) as process:
        yield Target(process, address)


def options(port: int) -> list[str]:
    """Return how granian serves Wagtail at `port`: in as many threads as the front has."""
    chosen = f"--interface wsgi --port {port} --blocking-threads {THREADS} --no-ws --log-level warning"
    return ["-m", "granian", *chosen.split()]


def row(name: str, loads: dict[str, list[Load]]) -> str:
    costs = (f"{1000 / median(rounds).per_cpu_second:.3g}" for rounds in loads.values())
    stored, anew, other = loads.values()
    ratios = (f"{ratio(one, other).per_cpu_second:,.1f}" for one in (anew, stored))
    return tables.row((name, *costs, *ratios))


def table(stored: DemoSite, anew: DemoSite, other: Target, rounds: int, seconds: int) -> Iterator[str]:
    yield tables.head(HEAD)
    for name, (path, other_path) in PAGES.items():
        targets = {
            "stored": Target(stored.process, stored.address + path, BROWSERS, FEW),
            "anew": Target(anew.process, anew.address + path, BROWSERS, FEW),
            "Wagtail": Target(other.process, other.address + other_path, BROWSERS, FEW),
        }
        yield row(name, alternate(targets, rounds, seconds))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure pages beside Wagtail's.")
    parser.add_argument("--short", action="store_true", help="one round of a second each")
    arguments = parser.parse_args()
    if lack := missing():
        print(lack)  # noqa: T201
        return
    rounds, seconds = (1, 1) if arguments.short else (5, 2)
    try:
        python = installed()
    except subprocess.CalledProcessError:
        print("Nothing is measured: Wagtail cannot be installed.")  # noqa: T201
        return
    with (
        run_demo(*ON_SERVERS_CORE) as stored,
        # The same site, but for a store that has no room: each page is made anew.
        run_demo(*ON_SERVERS_CORE, DATA_DIR=str(stored.data), PAGE_STORE_MB="0") as anew,
        wagtail(python, stored) as other,
    ):
        versions = {name: version(name) for name in ("Django", "granian")}
        print(f"{tables.where(**versions, Wagtail=wagtail_version(python))}\n")  # noqa: T201
        for line in table(stored, anew, other, rounds, seconds):
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
