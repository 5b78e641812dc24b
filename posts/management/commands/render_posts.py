"""Render posts again that another version of the renderer rendered."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connection
from tqdm import tqdm

from posts.models import Post
from posts.rendering import RENDERER_VERSION, RenderError
from posts.rendering.worker import WORKER_COUNT
from posts.revisions.rerender import save_render, try_render

# Posts in memory at a time.
RENDER_BATCH_SIZE = 50


class Command(BaseCommand):
    help = "Re-render posts made by another version of the renderer, on every core."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="re-render all posts")

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        posts = Post.objects.all() if options["all"] else Post.objects.with_outdated_render(RENDERER_VERSION)
        keys = list(posts.order_by("pk").values_list("pk", flat=True))
        bar = tqdm(total=len(keys), unit="post", disable=None if verbosity else True)
        try:
            failed = self.render_posts(keys, bar)
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted. Run it again: it goes on where it was.", returncode=130
            ) from None
        finally:
            bar.close()
        if verbosity:
            self.stdout.write(f"{len(keys) - failed} rendered, {failed} failed.")
        if failed:
            raise SystemExit(1)

    def render_posts(self, keys: list[int], bar: "tqdm[Any]") -> int:
        """Render the posts of `keys`; write failures to stderr and return their number."""
        failed = 0
        for post, error in iter_rendered(keys):
            if error is None:
                save_render(post)
            else:
                failed += 1
                self.stderr.write(f"{post.pk} {post.title}: {error}")
            bar.update()
        return failed


def render_in_thread(post: Post) -> tuple[Post, RenderError | None]:
    """Render `post` in a worker thread, and close the thread's own database connection."""
    try:
        return try_render(post)
    finally:
        connection.close()


def iter_rendered(keys: list[int]) -> Iterator[tuple[Post, RenderError | None]]:
    """Render the posts of `keys` on all workers; yield each with its error, or None."""
    executor = ThreadPoolExecutor(WORKER_COUNT)
    try:
        for begin in range(0, len(keys), RENDER_BATCH_SIZE):
            posts = Post.objects.filter(pk__in=keys[begin : begin + RENDER_BATCH_SIZE]).order_by("pk")
            yield from executor.map(render_in_thread, posts)
    finally:
        # An interrupted run starts nothing more; the next run continues from there.
        executor.shutdown(cancel_futures=True)
