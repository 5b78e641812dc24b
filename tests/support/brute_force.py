"""What search finds, found without an index: by reading every text."""

import random
import re
from collections.abc import Iterable

from posts.indexing.query import parse_query
from posts.models import Post
from posts.rendering.characters import HAN_RANGES
from posts.search.finding import search_posts

HAN_RUN = re.compile(f"[{HAN_RANGES}]+")
SPACE_IN_HAN = re.compile(rf"(?<=[{HAN_RANGES}]) +(?=[{HAN_RANGES}])")


def join_searchable_text(post: Post) -> str:
    """Return everything of `post` that search looks at, of which tags and category should be prefetched."""
    names = [tag.name for tag in post.tags.all()] + ([post.category.name] if post.category else [])
    return "\n".join([post.title, post.summary, post.text, *names])


def remove_han_spaces(text: str) -> str:
    """Return `text` without the spaces between Han characters, which the index doesn't have either."""
    return SPACE_IN_HAN.sub("", text)


def draw_han_words(texts: Iterable[str], count: int) -> list[str]:
    """Return words of two to four Han characters, wherever they stand in `texts`, drawn at random."""
    runs = [run for text in texts for run in HAN_RUN.findall(text) if len(run) >= 4]
    starts = [(run, random.randrange(len(run) - 3)) for run in random.choices(runs, k=count)]
    return [run[start : start + random.choice((2, 2, 2, 3, 4))] for run, start in starts]


def search_phrase(phrase: str) -> set[int]:
    """Return the primary keys of all live posts that search finds for `phrase`."""
    found = search_posts(parse_query(f'"{phrase}"'), Post.objects.live())
    return set(found.values_list("pk", flat=True))
