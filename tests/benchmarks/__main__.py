"""`make bench`: every benchmark, over the sample posts unless a folder of Markdown is named."""

import runpy
import sys
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "posts" / "samples"
BENCHMARKS = ("rendering", "formulas", "search")

if __name__ == "__main__":
    folders = sys.argv[1:] or [str(SAMPLES)]
    for name in BENCHMARKS:
        print(f"\n{name}")  # noqa: T201
        sys.argv = [name, *folders]
        runpy.run_module(f"tests.benchmarks.{name}", run_name="__main__")
