"""What other tools make of our exports: whether they build them, and what their pages show.

`python -m tests.benchmarks.other_tools FOLDER … --hugo PROGRAM --hexo PROJECT --jekyll PROGRAM
--pandoc PROGRAM` imports each FOLDER, the site of one blog, into a database of its own that is gone
afterwards, exports it for each tool that is named, has the tool build it with the barest templates, and
prints a table: posts, pages, titles that are the same, formulas whose TeX the page still holds between marks
that MathJax and KaTeX read, pictures that are found. `--hexo` takes the folder of a project that has Hexo;
Pandoc reads what is written for Quarto, as Quarto does.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks import tables
from tests.benchmarks.empty_database import use_empty_database

COLUMNS = ("blog", "tool", "posts", "pages", "titles", "formulas", "pictures")


def print_blog(folder: Path, programs: dict[str, str], detail_count: int) -> None:
    """Import `folder`, and print a line for each of `programs`, by the names of tools."""
    from django.core.management import call_command  # noqa: PLC0415  (Django has to be set up first)

    from posts.exchange.importing.importer import import_folder  # noqa: PLC0415
    from posts.models import Post  # noqa: PLC0415
    from tests.support.round_trips import open_empty_site  # noqa: PLC0415
    from tests.support.tool_sites import BUILDERS  # noqa: PLC0415

    with open_empty_site(), tempfile.TemporaryDirectory() as work:
        import_folder(folder)
        posts = list(Post.objects.all())
        for tool, program in programs.items():
            layout, build = BUILDERS[tool]
            place = Path(work) / tool
            call_command("export_posts", place, layout=layout, verbosity=0)
            print_tool(folder.name, tool, posts, build(program, place), detail_count)


def print_tool(name: str, tool: str, posts: list[Any], site: Any, detail_count: int) -> None:
    from tests.support.tool_sites import ToolPages, read_built_pages  # noqa: PLC0415  (as above)

    found, result = read_built_pages(site), ToolPages()
    for post in posts:
        if page := found.get(str(post.uid)):
            result.add(page, site.output, post.title, post.html)
        else:
            result.faults.append(f"page: {post.slug}")
    ratios = (
        f"{result.formulas:,} of {result.all_formulas:,}",
        f"{result.pictures:,} of {result.all_pictures:,}",
    )
    print(tables.row((name, tool, len(posts), result.pages, result.titles, *ratios)), flush=True)  # noqa: T201
    for line in [*filter(None, [site.error]), *result.faults[:detail_count]]:
        print(f"- {line}")  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description="Build our exports with the tools that they are for.")
    parser.add_argument("folders", nargs="+", type=Path)
    for tool in ("hugo", "hexo", "jekyll", "pandoc"):
        parser.add_argument(f"--{tool}", default="")
    parser.add_argument("--details", type=int, default=0, metavar="N", help="faults shown for each tool")
    options = vars(parser.parse_args())
    programs = {tool: options[tool] for tool in ("hugo", "hexo", "jekyll", "pandoc") if options[tool]}
    with use_empty_database():
        print(tables.head(COLUMNS))  # noqa: T201
        for folder in options["folders"]:
            print_blog(folder, programs, options["details"])


if __name__ == "__main__":
    main()
