"""How long the renderer takes, beside comrak alone and beside markdown-it-py.

`python -m tests.benchmarks.rendering FOLDER …` renders every Markdown file below
each FOLDER in this process, front matter taken off, and prints milliseconds a post
and the ratios. comrak alone gives the HTML that our passes begin with.
"""

import argparse
import importlib.util
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from posts.rendering.markdown import markdown_to_html
from posts.rendering.pipeline import render_in_process
from posts.rendering.result import RenderError
from tests.benchmarks import tables

FRONT_MATTER = re.compile(r"\A\ufeff?\s*(---|\+\+\+)[ \t]*\n.*?\n\1[ \t]*\n", re.DOTALL)


def read_posts(folder: Path) -> list[str]:
    """Return the text of every Markdown file below `folder`."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.md")))
    return [FRONT_MATTER.sub("", text, count=1) for text in texts]


def engines() -> dict[str, Callable[[str], object]]:
    """Return what is measured, by name; ours first."""
    found: dict[str, Callable[[str], object]] = {"ours": render_in_process, "comrak alone": markdown_to_html}
    if importlib.util.find_spec("markdown_it"):
        parser = importlib.import_module("markdown_it").MarkdownIt("commonmark")
        found["markdown-it-py"] = parser.enable(["table", "strikethrough"]).render
    return found


def measure(engine: Callable[[str], object], posts: Iterable[str]) -> list[float]:
    """Return the milliseconds of processor time that each post takes, sorted."""
    times = []
    for post in posts:
        begin = time.process_time()
        try:
            engine(post)
        except RenderError as error:
            print(f"refused: {error}")  # noqa: T201
        times.append((time.process_time() - begin) * 1000)
    return sorted(times)


def report(posts: list[str]) -> Iterator[str]:
    yield tables.head((f"{len(posts)} posts, ms each", "median", "p99", "worst", "mean", "ours / this"))
    ours = 0.0
    for name, engine in engines().items():
        times = measure(engine, posts)
        mean = statistics.fmean(times)
        ours = ours or mean
        figures = (statistics.median(times), times[int(len(times) * 0.99)], times[-1], mean, ours / mean)
        yield tables.row((name, *(f"{figure:.2f}" for figure in figures)))


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the renderer.")
    parser.add_argument("folders", nargs="+", type=Path)
    posts = [post for folder in parser.parse_args().folders for post in read_posts(folder)]
    for line in report(posts):
        print(line)  # noqa: T201


if __name__ == "__main__":
    main()
