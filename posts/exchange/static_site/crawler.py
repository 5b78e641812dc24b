"""Writes all pages of the public site, on all cores: what it begins with, and whatever these link to."""

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import django
from django.db import connections
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from posts.exchange.static_site.addresses import SiteAddress
from posts.exchange.static_site.page_writer import PageReport, PageWriter
from posts.exchange.static_site.site_requests import UNWRITTEN_ROUTES, use_site_address
from posts.models import Post
from posts.models.page_path import get_page_url
from posts.models.site_locale import use_site_locale

PAGE_BATCH_SIZE = 8  # addresses that a process is given at a time
QUEUED_BATCHES = 3  # for each process

Known = dict[str, dict[str, Any]]


class Workers:
    """Processes that write pages; with `count` 1, this process alone."""

    def __init__(self, count: int, root: Path, address: SiteAddress, **options: Any) -> None:
        self.count, self.settings = count, (root, address, options)
        self.stack = ExitStack()
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        if self.count == 1:
            self.stack.enter_context(use_site_address(self.settings[1]))
            self.stack.enter_context(use_site_locale())
            set_page_writer(*self.settings)
            return self
        connections.close_all()  # a connection cannot be shared with a child
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.pool = ProcessPoolExecutor(self.count, context, start_worker, self.settings)
        return self

    def __exit__(self, *error: Any) -> None:
        if self.pool:
            self.pool.shutdown(cancel_futures=True)
        self.stack.close()

    def submit(self, function: Callable[..., Any], *args: Any) -> "Future[Any]":
        if self.pool:
            return self.pool.submit(function, *args)
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:  # noqa: BLE001  (as an executor does)
            future.set_exception(error)
        return future


# Of this process.
page_writer: PageWriter | None = None
worker_stack = ExitStack()


def set_page_writer(root: Path, address: SiteAddress, options: dict[str, Any]) -> None:
    global page_writer  # noqa: PLW0603
    page_writer = PageWriter(root, address, **options)


def start_worker(root: Path, address: SiteAddress, options: dict[str, Any]) -> None:
    """Make this process, which was just started, a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    django.setup()
    worker_stack.enter_context(use_site_address(address))
    worker_stack.enter_context(use_site_locale())
    set_page_writer(root, address, options)


def write_pages(addresses: list[str], known: Known) -> list[PageReport]:
    """Write the files of `addresses`, in a worker."""
    assert page_writer is not None  # noqa: S101  (the worker was started)
    return [page_writer.write_page(address, known.get(address)) for address in addresses]


def find_redirects(addresses: list[str]) -> list[PageReport]:
    """Return where those of `addresses` lead that are no pages, in a worker."""
    assert page_writer is not None  # noqa: S101  (the worker was started)
    reports = map(page_writer.find_redirect, addresses)
    return [report for report in reports if report.target]


def read_page_headers() -> dict[str, str]:
    """Return the headers of the site's pages, in a worker."""
    assert page_writer is not None  # noqa: S101  (the worker was started)
    return page_writer.requests.get_page_headers()


def write_missing_page() -> PageReport:
    """Write 404.html, in a worker."""
    assert page_writer is not None  # noqa: S101  (the worker was started)
    return page_writer.write_missing_page()


def crawl_site(
    workers: Workers, known: Known, announce: Callable[[list[str]], None], count: Callable[[int], None]
) -> Iterator[PageReport]:
    """Yield a report for each page; `announce` gets addresses before, `count` how many are known so far."""
    seen: dict[str, None] = dict.fromkeys(list_first_addresses())
    waiting = list(seen)
    pending: set[Future[Any]] = {workers.submit(write_missing_page)}
    while waiting or pending:
        while waiting and len(pending) < workers.count * QUEUED_BATCHES:
            batch, waiting = waiting[:PAGE_BATCH_SIZE], waiting[PAGE_BATCH_SIZE:]
            announce(batch)
            pending.add(
                workers.submit(write_pages, batch, {one: known[one] for one in batch if one in known})
            )
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        for report in collect_reports(done):
            found = [link for link in (*report.links, report.target) if link.startswith("/")]
            new = [link for link in found if link not in seen]
            seen.update(dict.fromkeys(new))
            waiting += new
            count(len(seen))
            yield report


def collect_reports(futures: Iterable["Future[Any]"]) -> Iterator[PageReport]:
    for future in futures:
        result = future.result()
        yield from result if isinstance(result, list) else [result]


def list_first_addresses() -> Iterator[str]:
    """Yield what the crawl begins with: routes without arguments, live posts, pages, days of the archive.

    All else is linked somewhere; nothing need link to these.
    """
    yield from list_plain_routes()
    posts = Post.objects.live().newest_first()
    days = set()
    for slug, published_at, is_unlisted in posts.values_list(
        "slug", "published_at", "is_unlisted"
    ).iterator():
        yield unquote(Post.url_for_slug(slug))
        day = timezone.localtime(published_at)
        if not is_unlisted:
            days.add((day.year, day.month, day.day))
    paths = Post.objects.live_pages().values_list("path", flat=True)
    yield from (unquote(get_page_url(path)) for path in paths if path)
    yield from (reverse("posts:archive_day", args=day) for day in sorted(days, reverse=True))


def list_plain_routes() -> Iterator[str]:
    """Yield the addresses of the public routes that take no argument."""
    public = get_resolver().namespace_dict["posts"][1]
    for pattern in public.url_patterns:
        if not isinstance(pattern, URLPattern) or pattern.pattern.converters:
            continue
        if pattern.name and pattern.name not in UNWRITTEN_ROUTES:
            yield reverse(f"posts:{pattern.name}")
