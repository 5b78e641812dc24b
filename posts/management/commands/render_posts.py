"""Render posts again that another version of the renderer rendered."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.core.management import CommandError, CommandParser
from django.db import connection
from tqdm import tqdm

from posts.management.site_command import SiteCommand
from posts.models import Post
from posts.rendering import RENDERER_VERSION, RenderError
from posts.rendering.worker import WORKER_COUNT
from posts.revisions.render_diff import MAX_PLACES, describe_render_change
from posts.revisions.rerender import save_render, try_render

# Posts in memory at a time.
RENDER_BATCH_SIZE = 50


class Command(SiteCommand):
    help = "Re-render posts made by another version of the renderer, on every core."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="re-render all posts")
        parser.add_argument(
            "--dry-run", action="store_true", help="list the posts whose page would change, and write nothing"
        )

    def handle(self, *args: Any, verbosity: int, dry_run: bool, **options: Any) -> None:
        posts = Post.objects.all() if options["all"] else Post.objects.with_outdated_render(RENDERER_VERSION)
        keys = list(posts.order_by("pk").values_list("pk", flat=True))
        bar = tqdm(total=len(keys), unit="post", disable=None if verbosity else True)
        finish = partial(self.show_change, verbosity=verbosity) if dry_run else save_render
        if dry_run and verbosity:
            self.stdout.write("Dry run: nothing is written.\n\n")
        self.changed = 0
        try:
            failed = self.render_posts(keys, bar, finish)
        except KeyboardInterrupt:
            again = "" if dry_run else " Run it again: it goes on where it was."
            raise CommandError(f"Interrupted.{again}", returncode=130) from None
        finally:
            bar.close()
        rendered = len(keys) - failed
        if dry_run and verbosity:
            same = rendered - self.changed
            self.stdout.write(f"{self.changed} would change, {same} would stay the same, {failed} failed.")
        elif verbosity:
            self.stdout.write(f"{rendered} rendered, {failed} failed.")
        if failed:
            raise SystemExit(1)

    def render_posts(self, keys: list[int], bar: "tqdm[Any]", finish: Callable[[Post], None]) -> int:
        """Render the posts of `keys`, `finish` each; write failures to stderr and return their number."""
        failed = 0
        for post, error in iter_rendered(keys):
            if error is None:
                finish(post)
            else:
                failed += 1
                self.stderr.write(f"{post.pk} {post.title}: {error}")
            bar.update()
        return failed

    def show_change(self, post: Post, *, verbosity: int) -> None:
        """Count `post` and write how its page would change, if it would; all of it where verbosity asks."""
        change = describe_render_change(post, None if verbosity > 1 else MAX_PLACES)
        self.changed += bool(change)
        if change and verbosity:
            name, *places = change
            lines = [f"{post.pk} {post.get_absolute_url()} {post.title}: {name}", *places]
            self.stdout.write("\n    ".join(lines) + "\n\n")


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
