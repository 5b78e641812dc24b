"""How long saving a post takes an editor, on a small site and on a large one.

`python -m tests.benchmarks.saving SMALL LARGE` names two sites that `growing` filled, each by its
DATA_DIR, with `=` and its DATABASE_URL behind where that is not there. It saves in both, so give it copies.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.benchmarks import tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sites", nargs=2, metavar="SITE")
    parser.add_argument("--rounds", default="5", help="how often each way is measured with each post")
    options = parser.parse_args()
    small, large = (figures(site, options.rounds) for site in options.sites)
    for line in report(small, large):
        print(line)  # noqa: T201


def figures(site: str, rounds: str) -> Any:
    """Return what each way to save takes on `site`, from a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.edits", "--rounds", rounds]
    folder, _, url = site.partition("=")
    environment = os.environ | {"DATA_DIR": folder} | ({"DATABASE_URL": url} if url else {})
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return json.loads(done.stdout)


def report(small: Any, large: Any) -> Iterator[str]:
    yield tables.where(**large["versions"]) + "\n"
    sizes = [f"{one['posts']:,} posts" for one in (small, large)]
    columns = ("p50 ms", "p95 ms", "processor ms")
    yield tables.head(("way", "queries", *(f"{name}, {size}" for name in columns for size in sizes), "ratio"))
    for name, many in large["saves"].items():
        few = small["saves"][name]
        times = [f"{one[of]:.0f}" for of in ("p50", "p95", "processor") for one in (few, many)]
        queries = " / ".join(map(str, dict.fromkeys((few["queries"], many["queries"]))))
        yield tables.row((name, queries, *times, f"{many['processor'] / few['processor']:.2f}"))


if __name__ == "__main__":
    main()
