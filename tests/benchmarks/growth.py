"""Whether a cold page takes longer on a large site than on a small one, and how many queries it makes.

`python -m tests.benchmarks.growth [FOLDER …] [--sizes 100 100000] [--keep SITES]`
makes a site of each size out of the posts below each FOLDER and asks for every kind of page,
through Django and without any store. It prints the median of each in milliseconds, and how much
of Python's memory a page takes at most. DATABASE_URL may name a database on PostgreSQL: those
that are made are called as this one with the size behind it. What is kept in the folder SITES,
and such databases, are taken up by the next run; else they are removed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from tests.benchmarks import tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--sizes", nargs=2, type=int, default=[100, 100_000])
    parser.add_argument("--keep", type=Path, metavar="SITES", help="the folder for sites that are used again")
    options = parser.parse_args()
    small, large = (figures(size, options.folders, options.keep) for size in options.sizes)
    for line in report(options.sizes, small, large):
        print(line)  # noqa: T201


def figures(size: int, folders: Sequence[Path], keep: Path | None) -> Any:
    """Return what each page takes on a site of `size` posts, from a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.cold", str(size), *map(str, folders)]
    with site(size, keep) as environment:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return json.loads(done.stdout)


@contextmanager
def site(size: int, keep: Path | None) -> Iterator[Mapping[str, str]]:
    """Yield the environment of a site of its own, which is removed unless there is a folder to `keep` it."""
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder:
        data = (keep or Path(folder)) / f"{'postgresql' if url else 'sqlite'}-{size}"
        environment = os.environ | {"DATA_DIR": str(data)}
        if not url:
            yield environment
            return
        server, _, name = url.rpartition("/")
        with database(url, f"{name}_{size}", is_kept=keep is not None) as made:
            yield environment | {"DATABASE_URL": f"{server}/{made}"}


@contextmanager
def database(url: str, name: str, *, is_kept: bool) -> Iterator[str]:
    """Make the database `name` on the server of `url` where it is not there; drop it unless it is kept."""
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield name
        finally:
            if not is_kept:
                server.execute(SQL("DROP DATABASE {}").format(Identifier(name)))


def report(sizes: Sequence[int], small: Any, large: Any) -> Iterator[str]:
    yield tables.where(**large["versions"]) + "\n"
    heads = [f"{unit}, {size:,} posts" for unit in ("ms", "MB") for size in sizes]
    yield tables.head(("page", "queries", *heads[:2], "ratio", *heads[2:]))
    for name, many in large["pages"].items():
        few = small["pages"][name]
        queries = dict.fromkeys((few["queries"], many["queries"]))
        times = (f"{few['ms']:.1f}", f"{many['ms']:.1f}", f"{many['ms'] / few['ms']:.2f}")
        peaks = (f"{few['mb']:.1f}", f"{many['mb']:.1f}")
        yield tables.row((name, " / ".join(map(str, queries)), *times, *peaks))


if __name__ == "__main__":
    main()
