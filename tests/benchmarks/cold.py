"""What every kind of page takes without any store, as JSON, on the site that the environment names.

`python -m tests.benchmarks.cold SIZE [FOLDER …]` fills it first, where it has fewer posts than SIZE.
"""

import argparse
import json
import re
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import django

from tests.benchmarks import growing  # first: it sets Django up

# isort: split
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.models import Category, Post, Profile, Series, Tag
from posts.models.querysets import PostQuerySet
from posts.rendering.characters import HAN_RANGES

ROUNDS = 9
A_PAGE = 12
READ = 500  # posts, of which the words are taken
PAIR = re.compile(f"[{HAN_RANGES}]{{2}}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("folders", nargs="*", type=Path)
    options = parser.parse_args()
    growing.fill_site(options.size, options.folders or [growing.SAMPLES_FOLDER])
    call_command("collectstatic", interactive=False, verbosity=0)
    print(json.dumps({"versions": versions(), "pages": measure(dict(pages()))}))  # noqa: T201


def versions() -> dict[str, str]:
    sql = "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {"Django": django.get_version(), connection.vendor: str(cursor.fetchone()[0]).split()[0]}


def pages() -> Iterator[tuple[str, str]]:
    """Yield each kind of page, and the address of one: that of the tag, say, which most posts have."""
    live = Post.objects.live()
    for name, (address, posts) in lists(live).items():
        last = -(-posts.count() // A_PAGE)
        yield name, address
        yield f"{name}, a middle page", f"{address}?page={(last + 1) // 2}"
        yield f"{name}, last page", f"{address}?page={last}"
    post = live.newest_first()[live.count() // 2]
    common, rare = words()
    yield "post", post.get_absolute_url()
    for name in ("category_list", "tag_list", "archive", "feeds", "rss", "sitemap"):
        yield name, reverse(f"posts:{name}")
    yield "sitemap, posts", reverse("posts:sitemap_section", args=["posts"])
    yield "sitemap, lists", reverse("posts:sitemap_section", args=["lists"])
    yield "feed of a tag", reverse("posts:tag_atom", args=[most_used(Tag).slug])
    yield "feed of a category", reverse("posts:category_atom", args=[most_used(Category).slug])
    for name, text in {"a common word": common, "a rare word": rare, "a title": post.title}.items():
        yield f"search, {name}", f"{reverse('posts:search')}?{urlencode({'q': text})}"
        yield f"titles, {name}", f"{reverse('posts:titles')}?{urlencode({'q': text})}"
    yield "search, nothing found", f"{reverse('posts:search')}?q=qqqq"
    desk = reverse("admin:posts_post_changelist")
    yield "admin", desk
    yield "admin, page 2", f"{desk}?p=2"
    yield "admin, drafts", f"{desk}?state=draft"
    yield "admin, search", f"{desk}?{urlencode({'q': common})}"


def lists(live: PostQuerySet) -> dict[str, tuple[str, PostQuerySet]]:
    """Return each kind of list, with its address and its posts."""
    tag, category, series = most_used(Tag), most_used(Category), most_used(Series)
    profile = Profile.objects.annotate(uses=Count("user__posts")).latest("uses")
    year = timezone.localdate().year - 1
    return {
        "list": (reverse("posts:home"), live),
        "tag": (tag.get_absolute_url(), live.filter(tags=tag)),
        "category": (category.get_absolute_url(), live.filter(category__in=category.get_descendant_keys())),
        "author": (profile.get_absolute_url(), live.filter(author=profile.user_id)),
        "series": (series.get_absolute_url(), live.filter(series=series)),
        "year": (reverse("posts:archive_year", args=[year]), live.filter(published_at__year=year)),
    }


def most_used(model: type[Category | Series | Tag]) -> Any:
    return model.objects.annotate(uses=Count("posts")).latest("uses")


def words() -> tuple[str, str]:
    """Return words of two Han characters: the one in most, and one in fewest, of some posts."""
    texts = Post.objects.order_by("pk").values_list("text", flat=True)[:READ]
    held = Counter(pair for text in texts for pair in set(PAIR.findall(text)))
    (common, _), *_, (rare, _) = held.most_common()
    return common, rare


def measure(addresses: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Return the queries, the median of milliseconds and the peak of megabytes of each page."""
    # Made once: a client that is new loads all of the middleware first.
    editor, reader = signed_in(), Client()
    clients = {name: editor if "/admin/" in path else reader for name, path in addresses.items()}
    taken = {name: look(clients[name], path) for name, path in addresses.items()}
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for _ in range(ROUNDS):  # each page at several times: a busy moment of the machine meets them all
        for name, path in addresses.items():
            times[name].append(milliseconds(clients[name], path))
    return {name: {**taken[name], "ms": median(times[name])} for name in addresses}


def signed_in() -> Client:
    user, _ = User.objects.get_or_create(username="benchmark", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def look(client: Client, path: str) -> dict[str, float]:
    """Return how many queries a page makes, and how many megabytes of Python's memory it holds at most."""
    get(client, path)
    with CaptureQueriesContext(connection) as queries:
        get(client, path)
    count = len(queries)  # now: the next request forgets them
    tracemalloc.start()
    get(client, path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"queries": count, "mb": peak / 1e6}


def milliseconds(client: Client, path: str) -> float:
    begin = time.perf_counter()
    get(client, path)
    return (time.perf_counter() - begin) * 1000


def get(client: Client, path: str) -> None:
    response = client.get(path, headers={"host": "localhost"})
    if response.status_code != 200:
        raise RuntimeError(f"{path} was answered with {response.status_code}")


if __name__ == "__main__":
    main()
