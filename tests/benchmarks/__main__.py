"""`make bench`: every benchmark, over the sample posts unless a folder of Markdown is named."""

import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "posts" / "samples"
# Each in a process of its own: some set Django up, in ways of their own.
BENCHMARKS = ("rendering", "formulas", "search", "preview")

if __name__ == "__main__":
    folders = sys.argv[1:] or [str(SAMPLES)]
    for name in BENCHMARKS:
        print(f"\n{name}", flush=True)  # noqa: T201
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *folders], check=True)  # noqa: S603
