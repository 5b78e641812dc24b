"""Build the search index anew; saving a post keeps it up, loading rows in other ways does not."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from posts import search
from posts.models import Post


class Command(BaseCommand):
    help = "Build the search index anew."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        posts = Post.objects.only("title", "summary", "text")
        search.clear()
        count = posts.count()
        for post in tqdm(posts.iterator(chunk_size=200), total=count, unit="post", disable=None):
            post.index()
        self.stdout.write(f"{count} posts indexed.")
