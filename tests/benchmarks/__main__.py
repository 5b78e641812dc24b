"""`make bench`: every benchmark, one after the other, as one document in Markdown.

`python -m tests.benchmarks [FOLDER …] [--short]` measures on SQLite, over the sample posts unless
folders of Markdown are named. A benchmark that lacks a tool says so in a line, and the rest goes on.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import tables

SAMPLES = Path(__file__).parents[2] / "posts" / "fixtures" / "samples"
SITES = Path(__file__).parents[2] / "data" / "benchmarks"  # where large ones wait for the next run


class Benchmark(NamedTuple):
    """A module beside this one, run in a process of its own: some set Django up, in ways of their own."""

    module: str
    title: str
    options: Sequence[str] = ()
    short: Sequence[str] | None = ()  # None where it takes too long for a first impression
    reads_folders: bool = False


def kept(*sizes: int) -> list[str]:
    """Return the folders of sites that `growth` keeps."""
    return [str(SITES / f"sqlite-{size}") for size in sizes]


BENCHMARKS = (
    Benchmark("serving", "Stored pages beside nginx", short=["--short"]),
    Benchmark("wagtail", "Pages made anew, and stored, beside Wagtail", short=["--short"]),
    Benchmark("growth", "A large site beside a small one", ["--keep", str(SITES)], short=None),
    Benchmark("saving", "Saving on these two sites", kept(100, 100_000), short=None),
    Benchmark("importing", "Imports beside Hugo's build", reads_folders=True),
    Benchmark("rendering", "Rendering beside comrak alone and markdown-it-py", reads_folders=True),
    Benchmark("formulas", "Formulas beside KaTeX", reads_folders=True),
    Benchmark("preview", "Previews beside the pages they become", reads_folders=True),
    Benchmark(
        "search",
        "Search beside LIKE, and beside brute force",
        ["--sizes", "1000", "10000", "100000"],
        ["--sizes", "1000"],
        reads_folders=True,
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Run every benchmark.")
    parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--short", action="store_true", help="a first impression, in two minutes")
    arguments = parser.parse_args()
    packages = {name: version(name) for name in ("Django", "granian", "comrak", "math-core")}
    print(f"# Benchmarks\n\n{tables.where(SQLite=sqlite3.sqlite_version, **packages)}")  # noqa: T201
    return sum(outcomes(arguments.folders, is_short=arguments.short))


def outcomes(folders: list[Path], *, is_short: bool) -> Iterator[bool]:
    """Run the benchmarks; yield whether each of them failed."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    for benchmark in BENCHMARKS:
        options = benchmark.short if is_short else benchmark.options
        if options is None:
            continue
        print(f"\n## {benchmark.title}\n", flush=True)  # noqa: T201
        read = map(str, folders if benchmark.reads_folders else ())
        command = [sys.executable, "-m", f"tests.benchmarks.{benchmark.module}", *read, *options]
        failed = subprocess.run(command, env=environment, check=False).returncode != 0  # noqa: S603
        if failed:
            print("It failed.")  # noqa: T201
        yield failed


if __name__ == "__main__":
    sys.exit(main())
