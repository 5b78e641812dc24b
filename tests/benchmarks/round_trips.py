"""Whether real blogs come out as they went in: into the same site, an empty one, their authors' files.

`python -m tests.benchmarks.round_trips FOLDER … [--details 20]` imports each FOLDER, the site of one blog or
a folder of several, into a database of its own that is gone afterwards, and prints a table: for each trip the
number of posts that are identical afterwards. Nothing is written into the folders, and nothing is fetched.

- same files again: imported a second time, the posts are unchanged;
- export into same site: so are they after their export was imported; nothing else changes either;
- empty site and out: exported, imported into an empty site and exported again, each file is the same, byte
  for byte, pictures and their names included;
- author's Markdown: the text of the author's file is that of the export but for line ends and addresses;
  where a dialect had to be mended it is not, and the first lines that differ are among the details.
"""

import argparse
from collections import Counter
from pathlib import Path

from tests.benchmarks import tables
from tests.benchmarks.empty_database import use_empty_database
from tests.benchmarks.fidelity import list_blogs

TRIPS = ("same files again", "export into same site", "empty site and out", "author's Markdown")


def print_round_trips(folders: list[Path], detail_count: int) -> int:
    """Print the table and the details; return how many posts a trip has changed that must not."""
    from tests.support.round_trips import make_round_trips  # noqa: PLC0415  (Django has to be set up first)

    print(tables.head(("blog", "posts", *TRIPS)))  # noqa: T201
    found = []
    for blog in (blog for folder in folders for blog in list_blogs(folder)):
        found.append(make_round_trips(blog))
        figures = [f"{found[-1].same[trip]:,}" for trip in TRIPS]
        print(tables.row((blog.name, f"{found[-1].posts:,}", *figures)), flush=True)  # noqa: T201
    for trips in found:
        for trip, lines in trips.others.items():
            kinds = Counter(line.split(": ")[1] for line in lines if line.count(": ") > 1)
            print(f"\n{trips.name}, {trip}: {len(lines):,} ({dict(kinds)})\n")  # noqa: T201
            print("\n".join(f"- {line}" for line in lines[:detail_count]))  # noqa: T201
    return sum(trips.posts - trips.same[trip] for trips in found for trip in TRIPS[:3])


def main() -> None:
    parser = argparse.ArgumentParser(description="Import and export blogs, and compare what comes out.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--details", type=int, default=0, metavar="N", help="lines shown for each trip")
    arguments = parser.parse_args()
    with use_empty_database():
        changed = print_round_trips(arguments.folders, arguments.details)
    raise SystemExit(changed > 0)


if __name__ == "__main__":
    main()
