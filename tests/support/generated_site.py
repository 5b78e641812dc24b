"""Sites as large as one likes, made of the paragraphs of a few posts, for tests and benchmarks.

Posts are stored in bulk, with rendered blocks and with all that is kept beside a post: tags, related
posts, rows of the search index and, for some, revisions.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.html import strip_tags
from tqdm import tqdm

from posts import rendering
from posts.exchange.importing.records.front_matter import split_front_matter
from posts.indexing.backends import PostgreSQL
from posts.indexing.index import IndexRow, index_keywords, index_posts
from posts.indexing.keywords import extract_keywords
from posts.indexing.pinyin import title_to_pinyin
from posts.indexing.tokens import tokenize_text
from posts.models import Category, Post, Profile, RevisionKind, Series, Tag, TaggedPost
from posts.models.slugs import slugify
from posts.rendering.characters import HAN_RANGES
from posts.revisions.recording import record_revisions

SAMPLES_FOLDER = Path(rendering.__file__).parents[1] / "fixtures" / "samples"
BATCH_SIZE = 500
MAX_BLOCKS = 2_000  # that are rendered, drawn at random
POST_BLOCKS = range(6, 27)  # how many blocks a post may have
MAX_AGE = timedelta(days=15 * 365)
TAGS, AUTHORS, SERIES, SERIES_PARTS, CATEGORIES, SUBCATEGORIES = 200, 5, 5, 12, 3, 3
DRAFT_EVERY, SCHEDULED_EVERY, REVISED_EVERY = 100, 500, 50  # one post of so many
RELATED_POSTS = 8
# The first posts take so many tags each in turn: whatever its size, a site has the same.
FIRST_POSTS, FIRST_POST_TAGS = 100, 3

FENCE, DISPLAY_MATH = "```", "$$"
HAN_LINE_BREAK = re.compile(rf"[{HAN_RANGES}]\n[{HAN_RANGES}]")
LINE_BREAK_TOKENS = tokenize_text("字\n字")[1:-1]
TITLE_CLAUSE = re.compile(r"[^\s，。：；、！？,.:;!?（）()“”]{4,16}")


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


def collect_stock(sources: Iterable[str], max_blocks: int = MAX_BLOCKS) -> Stock:
    """Return blocks of the Markdown `sources`, rendered, and authors, tags and so on, which are created."""
    found = list(dict.fromkeys(block for source in sources for block in split_blocks(source)))
    drawn = random.sample(found, min(max_blocks, len(found)))
    blocks = [render_block(block) for block in tqdm(drawn, desc="render", unit="block", disable=None)]
    titles = sorted({clause for block in blocks for clause in TITLE_CLAUSE.findall(block.rendered.text)})
    return Stock(
        blocks,
        titles,
        [create_author(number) for number in range(AUTHORS)],
        [category for number in range(CATEGORIES) for category in create_categories(number)],
        [Series.objects.get_or_create(name=f"Series {number}")[0] for number in range(SERIES)],
        [
            Tag.objects.get_or_create(name=f"{title[:6]} {number}")[0]
            for number, title in enumerate(titles[:TAGS])
        ],
    )


def read_stored_sources() -> Iterable[str]:
    """Return the sources of the first posts that are stored; those added by `grow_site` hold nothing new."""
    return Post.objects.order_by("pk").values_list("source", flat=True)[:MAX_BLOCKS]


def read_sample_sources() -> Iterator[str]:
    """Yield the Markdown of each sample post, without front matter."""
    for path in sorted(SAMPLES_FOLDER.glob("*.md")):
        yield split_front_matter(path.read_text()).body


def split_blocks(source: str) -> Iterator[str]:
    """Yield what stands between the empty lines of `source`, but for pieces of code and formulas."""
    for block in re.split(r"\n{2,}", source):
        if block.strip() and not block.count(FENCE) % 2 and not block.count(DISPLAY_MATH) % 2:
            yield block


def render_block(source: str) -> Block:
    rendered = rendering.render(source)
    return Block(source, rendered, tokenize_text(rendered.text))


def create_author(number: int) -> User:
    user, _ = User.objects.get_or_create(username=f"author-{number}")
    Profile.objects.get_or_create(user=user, defaults={"name": f"Author {number}"})
    return user


def create_categories(number: int) -> list[Category]:
    """Return a category and its subcategories, created if they are missing."""
    parent, _ = Category.objects.get_or_create(name=f"Shelf {number}")
    names = [f"Shelf {number}.{below}" for below in range(SUBCATEGORIES)]
    return [parent, *(Category.objects.get_or_create(name=name, parent=parent)[0] for name in names)]


def grow_site(size: int, stock: Stock, post_blocks: Sequence[int] = POST_BLOCKS) -> None:
    """Add posts of so many blocks of `stock` until there are `size`, with all that is kept beside posts."""
    numbers = range(Post.objects.count(), size)
    with bulk_filling(), tqdm(desc="grow", total=len(numbers), unit="post", disable=None) as bar:
        for first in numbers[::BATCH_SIZE]:
            batch = range(first, min(first + BATCH_SIZE, size))
            with transaction.atomic():
                add_posts(batch, stock, post_blocks)
            bar.update(len(batch))


@contextmanager
def bulk_filling() -> Iterator[None]:
    """On PostgreSQL, build the search index afterwards, which is faster than row by row, and vacuum.

    PostgreSQL would vacuum by itself within minutes.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS posts_search_tokens")
        yield
        for statement in (*PostgreSQL.plan, "VACUUM ANALYZE"):
            cursor.execute(statement)


def add_posts(numbers: Sequence[int], stock: Stock, post_blocks: Sequence[int]) -> None:
    """Store posts with these `numbers`, and their rows in other tables."""
    texts = [random.choices(stock.blocks, k=random.choice(post_blocks)) for _ in numbers]
    posts = Post.objects.bulk_create(map(partial(build_post, stock), numbers, texts))
    TaggedPost.objects.bulk_create(
        TaggedPost(content_object=post, tag=tag)
        for post, number in zip(posts, numbers, strict=True)
        for tag in draw_tags(number, stock.tags)
    )
    add_related_posts(posts)
    index_posts(list(map(make_index_row, posts, texts)))
    index_keywords({post.pk: weigh_keywords(post, text) for post, text in zip(posts, texts, strict=True)})
    record_revisions([post for post in posts if post.pk % REVISED_EVERY == 0], RevisionKind.IMPORTED)


def build_post(stock: Stock, number: int, blocks: Sequence[Block]) -> Post:
    parts = [block.rendered for block in blocks]
    text = "\n".join(part.text for part in parts if part.text)
    titles = random.choices(stock.titles, k=2)
    published_at = draw_date(number)
    post = Post(
        title="：".join(titles),
        slug=f"{slugify_title(titles[0])[:60]}-{number}",
        author=draw_by_rank(stock.authors),
        category=draw_by_rank(stock.categories),
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
    if number < SERIES * SERIES_PARTS:
        post.series, post.series_order = stock.series[number % SERIES], number // SERIES
    return post


slugify_title = cache(slugify)


def draw_by_rank(things: Sequence[Any]) -> Any:
    """Return one of `things`: the second half as often as the first, the third a third as often."""
    return random.choices(things, [1 / rank for rank in range(1, len(things) + 1)])[0]


def draw_date(number: int) -> datetime | None:
    """Return the date of publication of a post: None for a draft, in the future for a scheduled post."""
    if number % DRAFT_EVERY == DRAFT_EVERY - 1:
        return None
    age = MAX_AGE * random.random()
    return timezone.now() + (age if number % SCHEDULED_EVERY == SCHEDULED_EVERY - 2 else -age)


def draw_tags(number: int, tags: Sequence[Tag]) -> set[Tag]:
    if number < FIRST_POSTS:
        return {tags[(number * FIRST_POST_TAGS + one) % len(tags)] for one in range(FIRST_POST_TAGS)}
    return {draw_by_rank(tags) for _ in range(random.randint(1, 4))}


def add_related_posts(posts: Sequence[Post]) -> None:
    """Store each post's related posts: some others of its batch."""
    keys = [post.pk for post in posts]
    rows = (
        (key, other, random.uniform(1, 40))
        for key in keys
        for other in random.sample(keys, min(RELATED_POSTS, len(keys)))
        if other != key
    )
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO posts_nearness (post_id, other_id, score) VALUES (%s, %s, %s)", rows)


def make_index_row(post: Post, blocks: Sequence[Block]) -> IndexRow:
    return post.pk, tokenize_text(post.title), join_tokens(blocks), title_to_pinyin(post.title)


def weigh_keywords(post: Post, blocks: Sequence[Block]) -> dict[str, float]:
    headings = [strip_tags(heading["html"]) for heading in post.toc]
    return extract_keywords(map(tokenize_text, [post.title, *headings]), join_tokens(blocks))


def join_tokens(blocks: Sequence[Block]) -> list[str]:
    """Return the tokens of the blocks' texts joined by line breaks, as `tokenize_text` returns them."""
    blocks = [block for block in blocks if block.rendered.text]
    tokens = [*blocks[0].tokens] if blocks else []
    for before, after in pairwise(blocks):
        if HAN_LINE_BREAK.fullmatch(f"{before.rendered.text[-1]}\n{after.rendered.text[0]}"):
            tokens += LINE_BREAK_TOKENS
        tokens += after.tokens
    return tokens
