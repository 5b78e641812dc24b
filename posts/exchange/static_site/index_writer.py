"""Writes the search index, in the processes that write the pages, unless no post in it changed."""

from collections.abc import Iterator
from typing import Any

from posts.exchange.static_site.addresses import SiteAddress
from posts.exchange.static_site.crawler import Workers
from posts.exchange.static_site.folder import SiteFolder
from posts.exchange.static_site.read_rows import ReadRows, is_unchanged
from posts.exchange.static_site.search_index import (
    INDEX_FOLDER,
    build_index_files,
    build_search_result,
    collect_tokens,
    fetch_indexed_posts,
)
from posts.models import Category, Post

POSTS_PER_BATCH = 50  # posts


class IndexWriter:
    """Writes the index of all listed posts. `known` is what the last run had: the posts, and their rows."""

    def __init__(self, workers: Workers, address: SiteAddress, known: dict[str, Any] | None) -> None:
        self.workers, self.address = workers, address
        self.known: dict[str, Any] | None = known
        self.keys = list(Post.objects.listed().order_by("published_at", "pk").values_list("pk", flat=True))

    def list_current_files(self, folder: SiteFolder) -> list[str]:
        """Return the files of the index, if the last run left them and nothing changed; else none."""
        if not self.known or self.known["keys"] != self.keys:
            return []
        paths = [path for path in folder.earlier if path.startswith(f"{INDEX_FOLDER}/")]
        if not all((folder.root / path).is_file() for path in paths):
            return []
        return paths if all(map(is_unchanged, self.known["rows"])) else []

    def build_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the content of each file."""
        postings: dict[str, list[list[int]]] = {}
        results: list[dict[str, Any]] = []
        rows: list[Any] = []
        starts = range(0, len(self.keys), POSTS_PER_BATCH)
        futures = [
            self.workers.submit(
                index_batch, self.keys[start : start + POSTS_PER_BATCH], start, self.address.prefix
            )
            for start in starts
        ]
        for future in futures:
            tokens, batch_results, batch_rows = future.result()
            for token, lists in tokens.items():
                kept_lists = postings.setdefault(token, [[], [], []])
                for kept, added in zip(kept_lists, lists, strict=True):
                    kept.extend(added)
            results += batch_results
            rows.append(batch_rows)
        self.known = {"keys": self.keys, "rows": rows}
        yield from build_index_files(postings, results)


def index_batch(
    keys: list[int], first_number: int, prefix: str
) -> tuple[dict[str, list[list[int]]], list[dict[str, Any]], dict[str, Any] | None]:
    """Return the tokens of the posts `keys`, what results show of them, and what was read, in a worker."""
    rows = ReadRows()
    with rows.record():
        numbers = {key: first_number + place for place, key in enumerate(keys)}
        posts = list(fetch_indexed_posts(keys))
        tokens = collect_tokens(posts, numbers, Category.objects.in_bulk())
        results = [build_search_result(post, prefix) for post in posts]
    return tokens, results, rows.as_json()
