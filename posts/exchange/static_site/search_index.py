"""The search index of the site as files: small JSON files, of which a query loads those that it needs.

Tokens are those of the site's own index (`indexing.tokens`), and two Han characters that follow each other
are one more. Each token has three lists of posts: with it in the title, in a label, in the text.
A post is a number, higher for newer ones. Terms of several tokens are checked by the script in the pages that
it found.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from posts.indexing.tokens import (
    get_simplified_forms,
    is_han_token,
    tokenize_text,
)
from posts.models import Category, Post
from posts.rendering.characters import HAN_RANGES

INDEX_FOLDER = "search/index"
SHARD_CHARACTERS = 40_000  # of an average file
MAX_SHARDS = 512
POSTS_PER_FILE = 64
TITLE, LABEL, TEXT = range(3)
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
DIGIT_BITS = 5
INDEX_FORMAT = 1


def fetch_indexed_posts(keys: Iterable[int]) -> QuerySet[Any]:
    """Return the posts with primary keys `keys`, in the order of their numbers, with what the index needs."""
    posts = Post.objects.filter(pk__in=keys).select_related("category", "author__profile")
    posts = posts.defer("source", "summary", "html", "feed_html", "excerpt", "toc", "warnings")
    return posts.prefetch_related("tags__synonyms").order_by("published_at", "pk")  # type: ignore[misc]


def collect_tokens(
    posts: Iterable[Post], numbers: Mapping[int, int], parents: Mapping[int, Category]
) -> dict[str, list[list[int]]]:
    """Return the postings of `posts`, whose numbers are found by their primary keys."""
    postings: dict[str, list[list[int]]] = defaultdict(lambda: [[], [], []])
    for post in posts:
        number = numbers[post.pk]
        for rank, tokens in enumerate(list_post_tokens(post, parents)):
            for token in tokens:
                postings[token][rank].append(number)
    return dict(postings)


def list_post_tokens(post: Post, parents: Mapping[int, Category]) -> tuple[set[str], set[str], set[str]]:
    """Return the tokens of a post's title, of its labels and of its text, with those of the filters."""
    categories = list_category_path(post.category_id, parents)
    tags = [
        name for tag in post.tags.all() for name in (tag.name, *(each.name for each in tag.synonyms.all()))
    ]
    labels = set[str]()
    for name in [*tags, *(category.name for category in categories[:1])]:
        labels |= index_text(name)
    filters = {f"year:{timezone.localtime(post.published_at).year}"}
    filters |= {f"author:{token}" for token in tokenize_text(post.author_name)}
    filters |= {f"tag:{join_text_tokens(name)}" for name in [*tags, *(tag.slug for tag in post.tags.all())]}
    filters |= {
        f"category:{join_text_tokens(name)}" for each in categories for name in (each.name, each.slug)
    }
    return index_text(post.plain_title), labels, index_text(post.text) | filters


def list_category_path(key: int | None, parents: Mapping[int, Category]) -> list[Category]:
    """Return the category with primary key `key` and those above it."""
    found: list[Category] = []
    while key is not None and key in parents and parents[key] not in found:
        found.append(parents[key])
        key = parents[key].parent_id
    return found


def join_text_tokens(text: str) -> str:
    return " ".join(tokenize_text(text))


def index_text(text: str) -> set[str]:
    """Return the tokens of `text`, and the pairs of Han characters in it."""
    tokens = tokenize_text(text)
    pairs = {f"{one}{other}" for one, other in pairwise(tokens) if is_han_token(one) and is_han_token(other)}
    return {*tokens, *pairs}


def build_index_files(
    postings: Mapping[str, Sequence[list[int]]], posts: Sequence[dict[str, Any]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each file of the index; `posts` are what results show of them."""
    lines = {token: encode_postings(lists) for token, lists in sorted(postings.items())}
    total = sum(len(token) + len(line) + 6 for token, line in lines.items())
    count = choose_shard_count(total)
    shards: list[dict[str, str]] = [{} for _ in range(count)]
    for token, line in lines.items():
        shards[hash_token(token) % count][token] = line
    for number, shard in enumerate(shards):
        yield f"{INDEX_FOLDER}/{number}.json", dump_json(shard)
    for start in range(0, len(posts), POSTS_PER_FILE):
        yield (
            f"{INDEX_FOLDER}/posts-{start // POSTS_PER_FILE}.json",
            dump_json(posts[start : start + POSTS_PER_FILE]),
        )
    yield f"{INDEX_FOLDER}/index.json", dump_json(build_head(lines, count, len(posts)))


def choose_shard_count(total: int) -> int:
    """Return the number of files for `total` characters: a power of two, so that it seldom changes."""
    count = 1
    while count < MAX_SHARDS and total / count > SHARD_CHARACTERS:
        count *= 2
    return count


def build_head(tokens: Iterable[str], shard_count: int, post_count: int) -> dict[str, Any]:
    """Return what the script must know before it asks for a file."""
    known = {token for token in tokens if len(token) == 1}
    forms = {chr(code): form for code, form in get_simplified_forms().items() if form in known}  # one each
    return {
        "format": INDEX_FORMAT,
        "shards": shard_count,
        "posts": post_count,
        "postsPerFile": POSTS_PER_FILE,
        "han": HAN_RANGES,
        "traditional": "".join(forms),
        "simplified": "".join(forms.values()),
    }


def build_search_result(post: Post, prefix: str) -> dict[str, Any]:
    """Return what a result shows of `post`, on a site below `prefix`."""

    def link(term: Any) -> list[str]:
        return [term.name, f"{prefix}{term.get_absolute_url()}"]

    return {
        "title": post.plain_title,
        "url": f"{prefix}{post.get_absolute_url()}",
        "language": post.language,
        "date": timezone.localtime(post.published_at).date().isoformat(),
        "category": link(post.category) if post.category else None,
        "tags": [link(tag) for tag in post.tags.all()],
    }


def encode_postings(lists: Sequence[Iterable[int]]) -> str:
    """Return lists of numbers as text: each number as what it adds to the one before, dots between lists."""
    return ".".join(encode_numbers(sorted(set(numbers))) for numbers in lists).rstrip(".")


def encode_numbers(numbers: Iterable[int]) -> str:
    """Return ascending numbers as digits of five bits, the lowest first; 32 and more: another one follows."""
    parts = []
    before = -1
    for number in numbers:
        difference = number - before - 1
        before = number
        while difference >= 1 << DIGIT_BITS:
            parts.append(DIGITS[(difference & 31) | 32])
            difference >>= DIGIT_BITS
        parts.append(DIGITS[difference])
    return "".join(parts)


def hash_token(token: str) -> int:
    """Return the FNV-1a hash of the UTF-16 units of `token`, which a script computes the same."""
    value = 0x811C9DC5
    data = token.encode("utf-16-le", "surrogatepass")
    for low, high in zip(data[::2], data[1::2], strict=True):
        value = ((value ^ (low | high << 8)) * 0x01000193) & 0xFFFFFFFF
    return value


def dump_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
