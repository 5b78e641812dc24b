"""What Lighthouse makes of each kind of page, on the phone that it imagines.

`python -m tests.benchmarks.lighthouse --lighthouse node_modules/lighthouse` serves the
sample posts as `make demo` does and prints scores of 100; that of performance, and the
layout shift, is the median of five runs. Lighthouse needs Node.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks import tables
from tests.support.browsers import find_chromium
from tests.support.demo_site import PAGE_KINDS, serve_demo

ATTEMPTS = 3  # now and then it loses its browser on a busy machine
CATEGORIES = ("accessibility", "best-practices", "seo", "performance")
HEAD = ("page", *CATEGORIES, "layout shift", "what fails")
# What a page is on purpose: search results are not for search engines, an absent page is a 404.
ON_PURPOSE = {
    "search": ("is-crawlable",),
    "not found": ("http-status-code", "is-crawlable", "errors-in-console"),
}


class Lighthouse:
    """The command-line tool below the npm package's folder, with a Chromium."""

    def __init__(self, package: Path, chromium: str) -> None:
        self.command = ["node", str(package / "cli" / "index.js")]
        self.environment = {**os.environ, "CHROME_PATH": chromium}

    def run(self, address: str, *options: str) -> dict[str, Any]:
        """Return one report on a page; raise RuntimeError with Lighthouse's words if it makes none."""
        flags = "--chrome-flags=--headless=new --no-sandbox"
        command = [
            *self.command,
            address,
            "--quiet",
            "--output=json",
            "--ignore-status-code",
            flags,
            *options,
        ]
        for is_last in (False, True):
            done = subprocess.run(command, env=self.environment, capture_output=True, check=is_last)  # noqa: S603
            # Now and then a browser does not come up, which says nothing about the page.
            if done.returncode == 0:
                break
        return dict(json.loads(done.stdout))

    def version(self) -> str:
        done = subprocess.run([*self.command, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        return done.stdout.strip()


def scores(lighthouse: Lighthouse, address: str, kind: str, runs: int) -> tuple[object, ...]:
    """Return a row of the table: the page's scores and what lowers them."""
    skipped = next((audits for name, audits in ON_PURPOSE.items() if kind.startswith(name)), ())
    options = [f"--skip-audits={audit}" for audit in skipped]
    reports = [lighthouse.run(address, *options)]
    reports += [lighthouse.run(address, "--only-categories=performance") for _ in range(runs - 1)]
    whole = {name: reports[0]["categories"][name]["score"] for name in CATEGORIES}
    whole["performance"] = median(reports, "categories", "performance", "score")
    shift = median(reports, "audits", "cumulative-layout-shift", "numericValue")
    percent = (round(score * 100) for score in whole.values())
    return (kind, *percent, f"{shift:.4f}", ", ".join(failing(reports[0])))


def median(reports: list[dict[str, Any]], *path: str) -> float:
    values = list(reports)
    for name in path:
        values = [value[name] for value in values]
    return float(statistics.median(values))


def failing(report: dict[str, Any]) -> Iterator[str]:
    """Yield the audits, other than of performance, that a page does not pass."""
    for category in CATEGORIES[:-1]:
        for reference in report["categories"][category]["auditRefs"]:
            score = report["audits"][reference["id"]]["score"]
            if reference["weight"] and score is not None and score < 1:
                yield reference["id"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Let Lighthouse judge each kind of page.")
    parser.add_argument("--runs", type=int, default=5, help="how many runs the medians are of")
    parser.add_argument(
        "--lighthouse", type=Path, default=Path("node_modules/lighthouse"), help="the npm package's folder"
    )
    arguments = parser.parse_args()
    chromium = find_chromium()
    if not (chromium and shutil.which("node") and (arguments.lighthouse / "package.json").is_file()):
        parser.exit(
            0, "Nothing is measured: node, the npm package lighthouse or a Chromium is not at hand.\n"
        )
    lighthouse = Lighthouse(arguments.lighthouse, chromium)
    with serve_demo() as site:
        print(f"{tables.where(Lighthouse=lighthouse.version())}\n\n{tables.head(HEAD)}")  # noqa: T201
        for kind, path in PAGE_KINDS.items():
            print(tables.row(scores(lighthouse, site + path, kind, arguments.runs)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
