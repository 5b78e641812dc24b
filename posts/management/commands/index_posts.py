"""Rebuild the search index and the related posts, for rows that were loaded and not saved."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from posts.indexing.index import bulk_indexing, clear_index
from posts.models import Post, TaggedPost
from posts.search.related import index_post_keywords, update_related_posts

INDEX_BATCH_SIZE = 200  # posts in memory at a time


class Command(BaseCommand):
    help = "Rebuild the search index and the related posts."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        TaggedPost.objects.copy_published_at(Post.objects.values_list("pk", flat=True))
        clear_index()
        with bulk_indexing():
            for posts in iter_post_batches(iter_posts_with_progress("index")):
                for post in posts:
                    post.update_search_index()
                index_post_keywords(posts)
        for posts in iter_post_batches(iter_posts_with_progress("relate")):
            update_related_posts(*posts)
        self.stdout.write(f"{Post.objects.count()} posts indexed.")


def iter_posts_with_progress(name: str) -> Iterable[Post]:
    """Return an iterable of all posts, with a progress bar called `name`."""
    posts = Post.objects.with_related().defer("source", "html")
    rows = posts.iterator(chunk_size=INDEX_BATCH_SIZE)
    return tqdm(rows, desc=name, total=posts.count(), unit="post", disable=None)


def iter_post_batches(posts: Iterable[Post]) -> Iterator[list[Post]]:
    """Yield `posts` in lists of INDEX_BATCH_SIZE."""
    rest = iter(posts)
    while batch := list(islice(rest, INDEX_BATCH_SIZE)):
        yield batch
