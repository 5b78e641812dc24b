"""How fast stored pages are served, beside nginx giving the same bytes from a file.

`python -m tests.benchmarks.serving [--short]` serves the sample posts as `make demo` does, asks for
pages as a browser does, puts what is answered into files as it stands, compressed, and lets nginx
serve these. Both stand on the same core, and are pressed in turn over the same number of
connections that are kept open; then once more for what the browser has already.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from string import Template

from tests.benchmarks import tables
from tests.benchmarks.load import (
    BROWSERS,
    MANY,
    ON_SERVERS_CORE,
    Load,
    Target,
    alternate,
    median,
    missing,
    ratio,
)
from tests.support.demo_site import ROOT, DemoSite, run_demo
from tests.support.servers import find_free_port, run_server

PAGES = {
    "list": "/",
    "long post": "/posts/transmission-guide/",
    "short post": "/posts/softmax-numerics/",
    "feed": "/feeds/rss.xml",
}
HEAD = (
    f"{MANY} connections",
    "kB",
    "ours, requests per CPU second",
    "nginx",
    "ours / nginx",
    "ours / WSGI",
    "in throughput",
    "p50 ms",
    "p99 ms",
    "nginx p99",
)
NGINX = Template("""
daemon off; worker_processes 1; pid $folder/pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  open_file_cache max=100 inactive=1h; default_type text/html; add_header Content-Encoding $encoding;
  client_body_temp_path $folder/t; proxy_temp_path $folder/t; fastcgi_temp_path $folder/t;
  uwsgi_temp_path $folder/t; scgi_temp_path $folder/t;
  server { listen 127.0.0.1:$port; root $folder; }
}
""")


@contextmanager
def nginx(pages: Mapping[str, Target]) -> Iterator[dict[str, Target]]:
    """Serve what `pages` answer from files; yield where nginx does it, by the same names."""
    port = find_free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # its worker is another user where root starts it
        encoding = write(pages, folder)
        configuration = NGINX.substitute(folder=folder, port=port, encoding=encoding)
        (folder / "nginx.conf").write_text(configuration)
        command = [*ON_SERVERS_CORE, "nginx", "-c", str(folder / "nginx.conf")]
        with run_server(command, f"{address}/{file_name('list')}", folder, dict(os.environ)) as process:
            yield {page: Target(process, f"{address}/{file_name(page)}") for page in pages}


@contextmanager
def serve_by_wsgi(site: DemoSite) -> Iterator[dict[str, Target]]:
    """Serve the data of `site` by its WSGI application; yield where the pages are, by name."""
    port = find_free_port()
    address = f"http://127.0.0.1:{port}"
    command = [*ON_SERVERS_CORE, sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--blocking-threads", "4", "--no-ws", "--log-level", "error", "config.wsgi:application"]
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(site.data), "LOG_LEVEL": "ERROR"}
    with run_server(command, f"{address}/healthz", ROOT, environment) as process:
        yield {name: Target(process, address + path) for name, path in PAGES.items()}


def write(pages: Mapping[str, Target], folder: Path) -> str:
    """Put what `pages` answer into files, as it comes; return how it is encoded."""
    for page, target in pages.items():
        _, headers, body = target.answer()
        (folder / file_name(page)).write_bytes(body)
    return headers["Content-Encoding"]


def nginx_version() -> str:
    told = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr  # noqa: S607
    return told.strip().rpartition("/")[2]


def file_name(page: str) -> str:
    return page.replace(" ", "-")


def known(target: Target) -> Target:
    """Return the target asked for by one who has the page."""
    return replace(target, headers={**BROWSERS, "If-None-Match": target.answer()[1]["ETag"]})


def row(name: str, size: int, loads: Mapping[str, list[Load]]) -> str:
    own, other = median(loads["ours"]), median(loads["nginx"])
    between = ratio(loads["ours"], loads["nginx"])
    rates = (f"{own.per_cpu_second:,.0f}", f"{other.per_cpu_second:,.0f}")
    by_wsgi = ratio(loads["ours"], loads["wsgi"]).per_cpu_second
    ratios = (f"{between.per_cpu_second:.2f}", f"{by_wsgi:.2f}", f"{between.per_second:.2f}")
    waits = (f"{wait:.1f}" for wait in (own.p50, own.p99, other.p99))
    return tables.row((name, f"{size / 1000:.1f}", *rates, *ratios, *waits))


def table(sites: Mapping[str, Mapping[str, Target]], rounds: int, seconds: int) -> Iterator[str]:
    """Yield the lines of the table; `sites` are "ours", "wsgi" and "nginx"."""
    yield tables.head(HEAD)
    for name in sites["ours"]:
        targets = {site: pages[name] for site, pages in sites.items()}
        yield compare(name, targets, rounds, seconds)
        conditional = {site: known(target) for site, target in targets.items()}
        yield compare(f"{name}, 304", conditional, rounds, seconds)


def compare(name: str, targets: Mapping[str, Target], rounds: int, seconds: int) -> str:
    """Return a row of the table; raise RuntimeError unless all give the same.

    By WSGI, the page names another port.
    """
    answers = {site: target.answer() for site, target in targets.items()}
    statuses = {site: status for site, (status, _, _) in answers.items()}
    body = answers["ours"][2]
    if len(set(statuses.values())) > 1 or body != answers["nginx"][2]:
        raise RuntimeError(f"{targets['ours'].address}: not all answer the same: {statuses}")
    return row(name, len(body), alternate(targets, rounds, seconds))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure stored pages beside nginx.")
    parser.add_argument("--short", action="store_true", help="two pages, one round of a second each")
    arguments = parser.parse_args()
    if lack := missing("nginx"):
        print(lack)  # noqa: T201
        return
    pages, rounds, seconds = (2, 1, 1) if arguments.short else (len(PAGES), 5, 2)
    with run_demo(*ON_SERVERS_CORE) as site:
        ours = {name: Target(site.process, site.address + path) for name, path in [*PAGES.items()][:pages]}
        with serve_by_wsgi(site) as wsgi, nginx(ours) as theirs:
            print(f"{tables.where(granian=version('granian'), nginx=nginx_version())}\n")  # noqa: T201
            for line in table({"ours": ours, "wsgi": wsgi, "nginx": theirs}, rounds, seconds):
                print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
