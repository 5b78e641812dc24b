"""Build the search index, and what is related, anew: rows that were loaded and not saved are not in it."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from posts import search
from posts.models import Post
from posts.related import relate


class Command(BaseCommand):
    help = "Build the search index, and which posts are related, anew."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        search.clear()
        for post in walk("index"):
            post.index()
        for post in walk("relate"):
            relate(post)
        self.stdout.write(f"{Post.objects.count()} posts indexed.")


def walk(name: str) -> Iterable[Post]:
    """Return all posts, with a progress bar called `name`."""
    posts = Post.objects.with_related().defer("source", "html")
    rows = posts.iterator(chunk_size=200)
    return tqdm(rows, desc=name, total=posts.count(), unit="post", disable=None)
