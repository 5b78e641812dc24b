"""What saving a post takes, as JSON, on the site that the environment names.

`python -m tests.benchmarks.edits` is what `saving` runs for each of its sites. Every save is a
form that the admin served, with a text that nobody rendered before. The time of this process's
processor is told apart: it says more where others work on the machine, but neither holds what
the renderer's process takes nor what PostgreSQL does.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from itertools import count
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import lxml.html  # noqa: E402  (not before the set-up)
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from posts.models import Post  # noqa: E402
from posts.search.related import update_related_posts  # noqa: E402

POSTS = 20
EDITED = "\n\nEdited: "
TICKS = count(time.time_ns())

# Seconds, those of the processor, and queries.
Figures = tuple[float, float, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each way is measured with each post")
    options = parser.parse_args()
    call_command("collectstatic", interactive=False, verbosity=0)
    found = {"versions": versions(), "posts": Post.objects.count(), "saves": measure(options.rounds)}
    print(json.dumps(found))  # noqa: T201


def versions() -> dict[str, str]:
    sql = "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {"Django": django.get_version(), connection.vendor: str(cursor.fetchone()[0]).split()[0]}


def measure(rounds: int) -> dict[str, dict[str, float]]:
    """Return the median and the 95th percentile of milliseconds, and the queries, of each way to save."""
    posts = list(Post.objects.live().order_by("pk")[:POSTS])  # those that were imported
    desk = Desk()
    ways: dict[str, Callable[[Post], Figures]] = {
        "an edit in the admin": desk.edit,
        "a new post in the admin": desk.add,
        "publishing in the admin": desk.publish,
        "Post.save() alone": save,
        "finding what is related alone": find_related,
    }
    found: dict[str, list[Figures]] = {name: [] for name in ways}
    for number in range(rounds + 1):  # each way at several times: a busy moment of the machine meets them all
        for post in posts:
            for name, way in ways.items():
                figures = way(post)
                if number:  # the first round warms up
                    found[name].append(figures)
    return {name: summary(figures) for name, figures in found.items()}


def summary(figures: list[Figures]) -> dict[str, float]:
    seconds, processor, queries = map(sorted, zip(*figures, strict=True))
    return {
        "p50": median(seconds) * 1000,
        "p95": seconds[len(seconds) * 95 // 100] * 1000,
        "processor": median(processor) * 1000,
        "queries": int(median(queries)),
    }


class Desk:
    """An editor's windows: each way opens the form, changes it, and measures its way back."""

    def __init__(self) -> None:
        user, _ = User.objects.get_or_create(username="benchmark", is_staff=True, is_superuser=True)
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    def edit(self, post: Post) -> Figures:
        address = reverse("admin:posts_post_change", args=[post.pk])
        fields = self.opened(address)
        return self.send(address, fields | {"source": edited(fields["source"]), "_update": "1"})

    def add(self, post: Post) -> Figures:
        address = reverse("admin:posts_post_add")
        own = {"title": f"{post.title} {next(TICKS)}", "source": edited(post.source), "tags": "new, 新"}
        figures = self.send(address, self.opened(address) | own)
        Post.objects.latest("pk").delete()
        return figures

    def publish(self, post: Post) -> Figures:
        address = reverse("admin:posts_post_change", args=[post.pk])
        self.send(address, self.opened(address) | {"_withdraw": "1"})
        fields = self.opened(address)
        figures = self.send(address, fields | {"source": edited(fields["source"]), "_publish": "1"})
        assert Post.objects.get(pk=post.pk).is_live
        return figures

    def opened(self, address: str) -> dict[str, Any]:
        """Return the fields of the form at `address`, as a browser would send them."""
        page = lxml.html.fromstring(self.client.get(address).content.decode())
        return dict(page.get_element_by_id("post_form").form_values())

    def send(self, address: str, fields: dict[str, Any]) -> Figures:
        def way() -> None:
            response = self.client.post(address, fields)
            assert response.status_code == 302, response.content.decode()

        return measured(way)


def save(post: Post) -> Figures:
    stored = Post.objects.get(pk=post.pk)
    stored.source = edited(stored.source)
    return measured(stored.save)


def find_related(post: Post) -> Figures:
    stored = Post.objects.get(pk=post.pk)
    return measured(lambda: update_related_posts(stored))


def edited(source: str) -> str:
    return f"{source.partition(EDITED)[0]}{EDITED}{next(TICKS)}"


def measured(way: Callable[[], None]) -> Figures:
    """Return what `way` takes."""
    queries = 0

    def noted(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*statement)

    with connection.execute_wrapper(noted):
        begin, processor = time.perf_counter(), time.process_time()
        way()
        return time.perf_counter() - begin, time.process_time() - processor, queries


if __name__ == "__main__":
    main()
