"""nginx sends an exported site as the live site does: each address, type and redirect, also below a path."""

import http.client
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import quote, unquote, urlsplit

import pytest

from posts.exchange.importing.importer import import_folder
from posts.exchange.static_site.folder import EXPORT_FOLDER
from tests.support.generated_site import SAMPLES_FOLDER
from tests.support.proofs import IS_LONG
from tests.support.servers import find_free_port

pytestmark = [
    pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx found"),
    pytest.mark.allow_hosts(["127.0.0.1"]),
]
FEEDS = ["/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json", "/categories/models/feeds/atom.xml"]
OTHERS = ["/robots.txt", "/sitemap.xml", "/favicon.ico", "/manifest.webmanifest", "/card.png"]
OLD = ["/posts/old/", "/posts/old", "/2013/旧文.html", "/posts/second", "/archive", "/?page=2"]
NEW = ["/posts/扩散/", "/posts/扩散/", "/posts/扩散/", "/posts/second/", "/archive/", "/page/2/"]
MISSING = ["/nothing/", "/posts/none/", "/static/none.css", "/media/none.png", "/.export-site/manifest.json"]


@contextmanager
def serve_with_nginx(root, port, folder):
    """Serve the export in `root`, whose configuration names `port`, within the block."""
    folder.mkdir()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;\n"
        f"events {{}} http {{ access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;"
        f" fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;\n"
        f"include {root}/{EXPORT_FOLDER}/nginx.conf; }}"
    )
    with subprocess.Popen(["nginx", "-p", str(folder), "-c", str(configuration)]) as server:  # noqa: S603, S607
        try:
            for _ in range(200):
                try:
                    get(port, "/")
                    break
                except OSError:
                    time.sleep(0.02)
            yield
        finally:
            server.terminate()


def get(port, path):
    """Return status, content type, address led to, and body of what nginx answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", quote(path, safe="/?=&%"))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers["Content-Type"], unquote(answer.headers["Location"] or ""), body


def get_live(client, port, path):
    answer = client.get(path, headers={"host": f"127.0.0.1:{port}"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, answer.get("Content-Type"), unquote(answer.get("Location", "")), body


def list_pages(port, prefix=""):
    """Return the paths in the sitemap and its parts."""
    found, parts = [], [f"{prefix}/sitemap.xml"]
    for part in parts:
        paths = re.findall("<loc>(.*?)</loc>", get(port, part)[3].decode())
        paths = [unquote(urlsplit(address).path) for address in paths]
        parts += [path for path in paths if path.endswith(".xml")]
        found += paths
    return found


@pytest.fixture
def port(site, settings):
    """A port for nginx, which the live site takes for its own."""
    number = find_free_port()
    settings.SITE_URL = f"http://127.0.0.1:{number}"
    if IS_LONG:
        import_folder(SAMPLES_FOLDER)
    return number


def test_every_address_is_that_of_the_live_site(port, settings, export_site, client, tmp_path):
    export = export_site(settings.SITE_URL)
    with serve_with_nginx(export.folder.root, port, tmp_path / "nginx"):
        pages = list_pages(port)
        files = [f"/{name}" for name in export.folder.files if name.startswith(("media/", "static/"))]
        assert len(pages) >= 5
        for path in [*pages, *FEEDS, *OTHERS, *files]:
            ours, live = get(port, path), get_live(client, port, path)
            assert (path, ours[:3]) == (path, live[:3]) or path.startswith("/static/")
            assert ours[0] == 200
            if b'class="pagination"' not in ours[3] and not path.startswith("/static/"):
                assert (path, ours[3]) == (path, live[3])
        for path in OLD:
            ours = get(port, path)
            assert (path, ours[0]) == (path, 301)
            if path != "/?page=2":
                assert (path, ours[2]) == (path, get_live(client, port, path)[2])
        for path in MISSING:
            status, kind, _, body = get(port, path)
            assert (path, status, kind) == (path, 404, "text/html; charset=utf-8")
            assert body == (export.folder.root / "404.html").read_bytes()


def test_below_a_path_all_links_and_redirects_stay_below_it(port, export_site, tmp_path):
    export = export_site(f"http://127.0.0.1:{port}/sub/path")
    with serve_with_nginx(export.folder.root, port, tmp_path / "nginx"):
        prefix = "/sub/path"
        pages = list_pages(port, prefix)
        assert len(pages) >= 5
        for path in [*pages, *(f"{prefix}{each}" for each in (*FEEDS, *OTHERS))]:
            status, _, _, body = get(port, path)
            assert (path, status, path.startswith(f"{prefix}/")) == (path, 200, True)
            for link in re.findall(rb' (?:href|src)="(/[^"]*)"', body):
                assert (path, link.startswith(b"/sub/path/")) == (path, True)
        assert [get(port, f"{prefix}{path}")[::2][:2] for path in OLD] == [
            (301, f"{prefix}{new}")
            for new in (
                "/posts/扩散/",
                "/posts/扩散/",
                "/posts/扩散/",
                "/posts/second/",
                "/archive/",
                "/page/2/",
            )
        ]
        assert get(port, prefix)[::2][:2] == (301, f"{prefix}/")
        for path in [*(f"{prefix}{each}" for each in MISSING), "/", "/posts/second/", "/sub/pathology/"]:
            status, _, _, body = get(port, path)
            assert (path, status) == (path, 404)
            assert body == (export.folder.root / "404.html").read_bytes()
