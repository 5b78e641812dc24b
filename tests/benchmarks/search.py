"""Whether search finds all it should and nothing else, and how long it takes beside LIKE.

`python -m tests.benchmarks.search [FOLDER …] [--sizes 1000 10000 100000]`
imports the posts below each FOLDER and compares answers with brute force over
their texts; then it adds posts made of the same paragraphs up to each size and
prints milliseconds. DATABASE_URL may name an empty PostgreSQL database; without
it all happens on SQLite, in a folder that is removed.
"""

import argparse
import html
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import django

FOLDER = tempfile.TemporaryDirectory()  # gone when this process ends
os.environ |= {"DATA_DIR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "config.settings"}
django.setup()

from django.core.management import call_command  # noqa: E402  (not before the set-up)
from django.db import connection  # noqa: E402

from posts.indexing.query import parse_query  # noqa: E402
from posts.indexing.tokens import fold_text  # noqa: E402
from posts.models import Post  # noqa: E402
from posts.search.finding import find_best_posts, find_titles, search_posts  # noqa: E402
from tests.benchmarks import tables  # noqa: E402
from tests.support.brute_force import (  # noqa: E402
    draw_han_words,
    join_searchable_text,
    remove_han_spaces,
    search_phrase,
)
from tests.support.generated_site import (  # noqa: E402
    SAMPLES_FOLDER,
    collect_stock,
    grow_site,
    read_stored_sources,
)

Way = Callable[[str], object]

WORDS, FORMULAS = 200, 100  # drawn at random
TIMED = 40  # words that are looked for
TEX = re.compile(r"<annotation[^>]*>(.*?)</annotation>", re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLES_FOLDER])
    parser.add_argument("--sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    options = parser.parse_args()
    random.seed(20)
    call_command("migrate", verbosity=0)
    for folder in options.folders:
        call_command("import_posts", folder, verbosity=0)
    for line in report(sorted(options.sizes)):
        print(line, flush=True)  # noqa: T201


def report(sizes: Iterable[int]) -> Iterator[str]:
    posts = list(Post.objects.live().with_related())
    texts = {post.pk: fold_text(join_searchable_text(post)) for post in posts}
    words = draw_han_words(texts.values(), WORDS)
    formulas = draw_formulas(post.html for post in posts)
    yield tables.where(Django=django.get_version(), **{connection.vendor: version()})
    yield "\n" + tables.head((f"{len(posts)} posts beside brute force", "found by it", "recall", "precision"))
    yield compare("Chinese words", words, texts, remove_han_spaces)
    yield compare("formulas", formulas, texts, lambda text: "".join(text.split()))
    stock = collect_stock(read_stored_sources())
    yield "\n" + tables.head(("milliseconds", "posts", "p50", "p95", "LIKE p50", "LIKE p95", "LIKE / ours"))
    for size in sizes:
        grow_site(size, stock)
        yield from timings(size, words)


def draw_formulas(pages: Iterable[str]) -> list[str]:
    """Return formulas of `pages`, none of which is a mere word or number: those are looked for as words."""
    found = sorted({html.unescape(tex).strip() for page in pages for tex in TEX.findall(page)})
    return random.sample([tex for tex in found if re.search(r"[\\_^{}]", tex) and '"' not in tex], FORMULAS)


def compare(name: str, needles: Iterable[str], texts: Mapping[int, str], form: Callable[[str], str]) -> str:
    """Return recall and precision of a search for `needles`, beside the texts that hold them in `form`."""
    formed = {key: form(text) for key, text in texts.items()}
    right = wanted = given = 0
    for needle in needles:
        found = search_phrase(needle)
        truth = {key for key, text in formed.items() if form(fold_text(needle)) in text}
        right, wanted, given = right + len(found & truth), wanted + len(truth), given + len(found)
    return tables.row((name, f"{wanted:,}", f"{right / wanted:.4f}", f"{right / given:.4f}"))


def timings(size: int, words: Sequence[str]) -> Iterator[str]:
    """Yield the times of a page of results, of their number and of titles, beside LIKE for the same."""
    live = Post.objects.live()

    def like(word: str) -> Any:
        return live.filter(text__contains=word)

    ways: dict[str, tuple[Way, Way]] = {
        "twelve results": (
            lambda word: Post.objects.for_cards().in_bulk(find_best_posts(parse_query(word), live).keys[:12]),
            lambda word: list(like(word).for_cards().newest_first()[:12]),
        ),
        "their number": (
            lambda word: search_posts(parse_query(word), live).count(),
            lambda word: like(word).count(),
        ),
        "titles as one types": (
            lambda word: list(find_titles(word, live)),
            lambda word: list(live.filter(title__contains=word).only("title").newest_first()[:8]),
        ),
    }
    for name, (ours, theirs) in ways.items():
        own, other = percentiles(ours, words), percentiles(theirs, words)
        figures = (*(f"{one:.1f}" for one in (*own, *other)), f"{other[0] / own[0]:.2f}")
        yield tables.row((name, f"{size:,}", *figures))


def percentiles(way: Way, words: Sequence[str]) -> tuple[float, float]:
    """Return the median and the 95th percentile of what `way` takes for a word, in milliseconds."""
    times = sorted(milliseconds(way, word) for word in words[:TIMED])
    return times[TIMED // 2], times[TIMED * 95 // 100]


def version() -> str:
    """Return the database's own version."""
    sql = "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0]).split()[0]


def milliseconds(way: Way, word: str) -> float:
    begin = time.perf_counter()
    way(word)
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    main()
