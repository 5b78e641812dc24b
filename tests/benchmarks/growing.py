"""A site as large as one likes, made of the paragraphs of a few posts.

`python -m tests.benchmarks.growing 100000 [FOLDER …]` fills the site that DATA_DIR and
DATABASE_URL name: where it is empty it imports the posts below each FOLDER, the sample posts
unless told, and then adds posts until there are so many. Called again it goes on.
"""

import argparse
import os
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402  (not before the set-up)
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.html import strip_tags  # noqa: E402
from tqdm import tqdm  # noqa: E402

from posts import rendering  # noqa: E402
from posts.indexing.backends import PostgreSQL  # noqa: E402
from posts.indexing.index import IndexRow, index_keywords, index_posts  # noqa: E402
from posts.indexing.keywords import extract_keywords  # noqa: E402
from posts.indexing.pinyin import title_to_pinyin  # noqa: E402
from posts.indexing.tokens import tokenize_text  # noqa: E402
from posts.models import Category, Post, Profile, RevisionKind, Series, Tag, TaggedPost  # noqa: E402
from posts.models.slugs import slugify  # noqa: E402
from posts.revisions.recording import record_revisions  # noqa: E402

SAMPLES = Path(__file__).parents[2] / "posts" / "fixtures" / "samples"
BATCH = 500
BLOCKS = 2_000  # that are rendered, drawn at random
SHORTEST, LONGEST = 6, 26  # blocks of a post
AGE = timedelta(days=15 * 365)
TAGS, AUTHORS, SERIES, PARTS, SHELVES, ON_SHELF = 200, 5, 5, 12, 3, 3
DRAFTS, SCHEDULED, REVISED = 100, 500, 50  # one post of so many
NEAR = 8  # posts that are kept as near to one
# The first posts take so many tags each in turn: whatever its size, a site has the same.
FIRST, IN_TURN = 100, 3

FENCE, DISPLAY = "```", "$$"
CLAUSE = re.compile(r"[^\s，。：；、！？,.:;!?（）()“”]{4,16}")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, formula or heading: as it was written, rendered and indexed."""

    source: str
    rendered: rendering.RenderResult
    tokens: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stock:
    """What posts are made of, and what they are sorted by."""

    blocks: Sequence[Block]
    titles: Sequence[str]
    authors: Sequence[User]
    categories: Sequence[Category]
    series: Sequence[Series]
    tags: Sequence[Tag]


def main() -> None:
    parser = argparse.ArgumentParser(description="Fill a site.")
    parser.add_argument("size", type=int, help="posts that there shall be")
    parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLES])
    options = parser.parse_args()
    build(options.size, options.folders)


def build(size: int, folders: Sequence[Path]) -> None:
    """Fill the site with `size` posts, made of those below `folders`."""
    random.seed(20)
    call_command("migrate", verbosity=0)
    if not Post.objects.exists():
        for folder in folders:
            call_command("import_posts", folder, verbosity=0)
    if Post.objects.count() < size:
        grow(size, gather())


def gather() -> Stock:
    """Return what is in the posts there are, and shelves, which are made where they are not there."""
    # Those that were made come last, and hold nothing new.
    sources = Post.objects.order_by("pk").values_list("source", flat=True)[:BLOCKS]
    found = list(dict.fromkeys(block for source in sources for block in blocks_of(source)))
    drawn = random.sample(found, min(BLOCKS, len(found)))
    blocks = [render(block) for block in tqdm(drawn, desc="render", unit="block", disable=None)]
    titles = sorted({clause for block in blocks for clause in CLAUSE.findall(block.rendered.text)})
    return Stock(
        blocks,
        titles,
        [author(number) for number in range(AUTHORS)],
        [category for number in range(SHELVES) for category in shelf(number)],
        [Series.objects.get_or_create(name=f"Series {number}")[0] for number in range(SERIES)],
        [
            Tag.objects.get_or_create(name=f"{title[:6]} {number}")[0]
            for number, title in enumerate(titles[:TAGS])
        ],
    )


def blocks_of(source: str) -> Iterator[str]:
    """Yield what stands between the empty lines of `source`, but for pieces of code and formulas."""
    for block in re.split(r"\n{2,}", source):
        if block.strip() and not block.count(FENCE) % 2 and not block.count(DISPLAY) % 2:
            yield block


def render(source: str) -> Block:
    rendered = rendering.render(source)
    return Block(source, rendered, tokenize_text(rendered.text))


def author(number: int) -> User:
    user, _ = User.objects.get_or_create(username=f"author-{number}")
    Profile.objects.get_or_create(user=user, defaults={"name": f"Author {number}"})
    return user


def shelf(number: int) -> list[Category]:
    """Return a category and those below it."""
    parent, _ = Category.objects.get_or_create(name=f"Shelf {number}")
    names = [f"Shelf {number}.{below}" for below in range(ON_SHELF)]
    return [parent, *(Category.objects.get_or_create(name=name, parent=parent)[0] for name in names)]


def grow(size: int, stock: Stock) -> None:
    """Add posts made of `stock` until there are `size`, with all that is kept beside posts."""
    numbers = range(Post.objects.count(), size)
    with filling(), tqdm(desc="grow", total=len(numbers), unit="post", disable=None) as bar:
        for first in numbers[::BATCH]:
            batch = range(first, min(first + BATCH, size))
            with transaction.atomic():
                add(batch, stock)
            bar.update(len(batch))


@contextmanager
def filling() -> Iterator[None]:
    """On PostgreSQL make the index of search anew afterwards, sooner than row by row, and vacuum.

    The latter it does by itself within minutes.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS posts_search_tokens")
        yield
        for statement in (*PostgreSQL.plan, "VACUUM ANALYZE"):
            cursor.execute(statement)


def add(numbers: Sequence[int], stock: Stock) -> None:
    """Store posts with these `numbers`, and their rows in other tables."""
    texts = [random.choices(stock.blocks, k=random.randint(SHORTEST, LONGEST)) for _ in numbers]
    posts = Post.objects.bulk_create(map(partial(make, stock), numbers, texts))
    TaggedPost.objects.bulk_create(
        TaggedPost(content_object=post, tag=tag)
        for post, number in zip(posts, numbers, strict=True)
        for tag in draw_tags(number, stock.tags)
    )
    relate(posts)
    index_posts(list(map(index_row, posts, texts)))
    index_keywords({post.pk: subjects(post, text) for post, text in zip(posts, texts, strict=True)})
    record_revisions([post for post in posts if post.pk % REVISED == 0], RevisionKind.IMPORTED)


def make(stock: Stock, number: int, blocks: Sequence[Block]) -> Post:
    parts = [block.rendered for block in blocks]
    text = "\n".join(part.text for part in parts)
    titles = random.choices(stock.titles, k=2)
    published_at = moment(number)
    post = Post(
        title="：".join(titles),
        slug=f"{slug_of(titles[0])[:60]}-{number}",
        author=draw(stock.authors),
        category=draw(stock.categories),
        source="\n\n".join(block.source for block in blocks),
        html="\n".join(part.html for part in parts),
        toc=[asdict(heading) for part in parts for heading in part.toc],
        text=text,
        excerpt=next((part.excerpt for part in parts if part.excerpt), ""),
        has_math=any(part.has_math for part in parts),
        reading_minutes=1 + len(text) // 400,
        renderer_version=rendering.RENDERER_VERSION,
        published_at=published_at,
        updated_at=published_at or timezone.now(),
    )
    if number < SERIES * PARTS:
        post.series, post.series_order = stock.series[number % SERIES], number // SERIES
    return post


slug_of = cache(slugify)


def draw(things: Sequence[Any]) -> Any:
    """Return one of `things`: the second half as often as the first, the third a third as often."""
    return random.choices(things, [1 / rank for rank in range(1, len(things) + 1)])[0]


def moment(number: int) -> datetime | None:
    """Return when a post was published: None for a draft."""
    if number % DRAFTS == DRAFTS - 1:
        return None
    age = AGE * random.random()
    return timezone.now() + (age if number % SCHEDULED == SCHEDULED - 2 else -age)


def draw_tags(number: int, tags: Sequence[Tag]) -> set[Tag]:
    if number < FIRST:
        return {tags[(number * IN_TURN + one) % len(tags)] for one in range(IN_TURN)}
    return {draw(tags) for _ in range(random.randint(1, 4))}


def relate(posts: Sequence[Post]) -> None:
    """Make posts of one batch near to each other."""
    keys = [post.pk for post in posts]
    rows = (
        (key, other, random.uniform(1, 40))
        for key in keys
        for other in random.sample(keys, min(NEAR, len(keys)))
        if other != key
    )
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO posts_nearness (post_id, other_id, score) VALUES (%s, %s, %s)", rows)


def index_row(post: Post, blocks: Sequence[Block]) -> IndexRow:
    return post.pk, tokenize_text(post.title), tokens_of(blocks), title_to_pinyin(post.title)


def subjects(post: Post, blocks: Sequence[Block]) -> dict[str, float]:
    headings = [strip_tags(heading["html"]) for heading in post.toc]
    return extract_keywords(map(tokenize_text, [post.title, *headings]), tokens_of(blocks))


def tokens_of(blocks: Sequence[Block]) -> list[str]:
    return [token for block in blocks for token in block.tokens]


if __name__ == "__main__":
    main()
