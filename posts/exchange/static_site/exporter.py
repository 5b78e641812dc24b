"""An export of the site as files, from the pages to the manifest."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from posts.exchange.static_site.addresses import SiteAddress, find_file_path
from posts.exchange.static_site.crawler import (
    Known,
    Workers,
    collect_reports,
    crawl_site,
    find_redirects,
    read_page_headers,
)
from posts.exchange.static_site.folder import EXPORT_FOLDER, SiteFolder, hash_content, write_file
from posts.exchange.static_site.index_writer import IndexWriter
from posts.exchange.static_site.page_state import PageState
from posts.exchange.static_site.page_writer import (
    FAILED,
    LEFT_OUT,
    MISSING,
    REDIRECTED,
    UNCHANGED,
    WRITTEN,
    PageReport,
)
from posts.exchange.static_site.redirects import (
    build_nginx_map,
    build_redirect_files,
    build_redirects_file,
    is_slash_added,
    list_old_addresses,
)
from posts.exchange.static_site.server_files import build_headers_file, build_nginx_configuration

NGINX_MAP_FILE = "redirects.map"

CountPages = Callable[[int, int], None]  # how many are done, how many are known


@dataclass
class StaticSiteExport:
    """An export into `folder`, which is open, by `workers`. `force` asks for all pages again."""

    folder: SiteFolder
    workers: Workers
    address: SiteAddress
    force: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    known: Known = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)  # the page that links to an address

    def run(self, count: CountPages) -> None:
        """Write the site; outcomes are in `counts`, and what is missing or failed in `problems`."""
        state = PageState(self.folder.root, self.address)
        earlier = {} if self.force else state.read()
        self.index = IndexWriter(self.workers, self.address, earlier.get("index"))
        pages = earlier.get("pages", {})
        try:
            self.write_pages(pages, count)
            self.collect_redirects()
            self.write_files(self.build_other_files())
            pages = {}  # of which those that are gone are forgotten now
        finally:
            # Of a run that is broken off, too: the next one goes on with it.
            state.write({"pages": {**pages, **self.known}, "index": self.index.known})
        if not self.has_failed:
            self.counts["deleted"] = len(self.folder.delete_gone())
            self.folder.finish()

    def write_pages(self, earlier: Known, count: CountPages) -> None:
        known_count = 0

        def set_known_count(number: int) -> None:
            nonlocal known_count
            known_count = number

        for report in crawl_site(self.workers, earlier, self.announce_pages, set_known_count):
            self.add_report(report)
            count(1, known_count)

    def announce_pages(self, addresses: list[str]) -> None:
        self.folder.announce(path for path in map(find_file_path, addresses) if path)

    def add_report(self, report: PageReport) -> None:
        """Count what became of a page, and keep what the next run needs of it."""
        for link in report.links:
            self.sources.setdefault(link, report.address)
        if report.outcome == REDIRECTED:
            if not is_slash_added(report.address, report.target):
                self.redirects[report.address] = report.target
            return
        if report.outcome == LEFT_OUT:
            return
        if report.outcome == MISSING and report.address not in self.sources:
            return  # a route that this site has nothing for
        self.counts[report.outcome] += 1
        if not report.is_file:
            source = self.sources.get(report.address, "")
            on = f", linked on {source}" if source else ""
            self.problems.append(f"{report.address}: {report.reason}{on}")
            return
        self.folder.files[report.path] = report.hash
        if report.rows:
            self.known[report.address] = {
                "hash": report.hash, "stamp": report.stamp, "links": report.links, "rows": report.rows,
            }  # fmt: skip

    def collect_redirects(self) -> None:
        """Ask the site where each old address leads; keep those that lead to what was written."""
        old = [path for path in list_old_addresses() if path not in self.redirects]
        batches = [old[start : start + 50] for start in range(0, len(old), 50)]
        for report in collect_reports([self.workers.submit(find_redirects, batch) for batch in batches]):
            if report.target and not is_slash_added(report.address, report.target):
                self.redirects[report.address] = report.target
        self.redirects = {
            path: target
            for path, target in self.redirects.items()
            if not target.startswith("/") or find_file_path(target) in self.folder.files
        }

    def build_other_files(self) -> Iterable[tuple[str, bytes]]:
        """Yield path and content of what is no page: redirects, the search index, files for web servers."""
        files = build_redirect_files(self.redirects, self.folder.files, self.folder.root, self.address)
        yield from files.items()
        yield from self.write_index()
        headers = self.workers.submit(read_page_headers).result()
        yield ".nojekyll", b""
        yield "_redirects", build_redirects_file(self.redirects, self.address).encode()
        yield "_headers", build_headers_file(headers, self.address).encode()
        server = build_nginx_configuration(
            self.folder.root, self.folder.files, headers, self.address, NGINX_MAP_FILE
        )
        yield f"{EXPORT_FOLDER}/nginx.conf", server.encode()
        redirect_map = build_nginx_map(self.redirects, self.address)
        yield f"{EXPORT_FOLDER}/{NGINX_MAP_FILE}", redirect_map.encode()

    def write_index(self) -> Iterable[tuple[str, bytes]]:
        """Yield the files of the search index; where nothing changed, count them as they are."""
        paths = self.index.list_current_files(self.folder)
        self.counts[UNCHANGED] += len(paths)
        self.folder.files.update({path: self.folder.earlier[path] for path in paths})
        return () if paths else self.index.build_files()

    def write_files(self, files: Iterable[tuple[str, bytes]]) -> None:
        for path, data in files:
            self.folder.announce([path])
            try:
                is_new = write_file(self.folder.root, path, data)
            except OSError as error:
                self.counts[FAILED] += 1
                self.problems.append(f"/{path}: {error.strerror or error}")
                continue
            self.counts[WRITTEN if is_new else UNCHANGED] += 1
            self.folder.files[path] = hash_content(data)

    @property
    def has_failed(self) -> bool:
        return bool(self.counts[FAILED])

    @property
    def broken_count(self) -> int:
        return self.counts[MISSING]
