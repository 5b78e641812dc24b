"""Imports beside Hugo's build of the same folder: CPU seconds of all processes.

`python -m tests.benchmarks.importing [FOLDER …] [--hugo PROGRAM]` imports each FOLDER into a database of its
own that is gone afterwards, then once more where nothing changed. With `--hugo`, the folder is exported for
Hugo and built with the barest templates.
"""

import argparse
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks import tables
from tests.benchmarks.empty_database import use_empty_database

SAMPLES = Path(__file__).parents[2] / "posts" / "fixtures" / "samples"
COLUMNS = ("folder", "posts", "new, s", "nothing changed, s", "Hugo, s", "new / Hugo")


def measure(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what `work` returns, and the CPU seconds that it and the processes that it ended took."""
    before = read_cpu_seconds()
    return work(), read_cpu_seconds() - before


def read_cpu_seconds() -> float:
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def print_folder(folder: Path, hugo: str) -> None:
    from django.core.management import call_command  # noqa: PLC0415  (Django has to be set up first)

    from posts.exchange.importing.importer import import_folder  # noqa: PLC0415
    from posts.rendering.worker import LARGE_WORKER_POOL, WORKER_POOL  # noqa: PLC0415
    from tests.support.round_trips import open_empty_site  # noqa: PLC0415
    from tests.support.tool_sites import build_with_hugo  # noqa: PLC0415

    def import_whole() -> Any:
        summary = import_folder(folder)
        # Only processes that have ended are counted.
        WORKER_POOL.stop_workers()
        LARGE_WORKER_POOL.stop_workers()
        WORKER_POOL.create_workers()
        LARGE_WORKER_POOL.create_workers()
        return summary

    with open_empty_site(), tempfile.TemporaryDirectory() as work:
        summary, new = measure(import_whole)
        _, again = measure(lambda: import_folder(folder))
        built = None
        if hugo:
            call_command("export_posts", Path(work) / "hugo", layout="hugo", verbosity=0)
            _, built = measure(lambda: build_with_hugo(hugo, Path(work) / "hugo"))
    ratios = (f"{built:.2f}", f"{new / built:.1f}") if built else ("–", "–")
    print(tables.row((folder.name, summary.outcomes["created"], f"{new:.2f}", f"{again:.2f}", *ratios)))  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description="Import, beside Hugo's build.")
    parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--hugo", default="")
    options = parser.parse_args()
    with use_empty_database():
        print(tables.head(COLUMNS))  # noqa: T201
        for folder in options.folders:
            print_folder(folder, options.hugo)


if __name__ == "__main__":
    main()
