"""Subscribers of a blog that was imported: its old feed address leads here, and nothing comes twice."""

import http.server
import threading
from contextlib import contextmanager
from html import escape
from urllib.parse import quote

import feedparser
import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread
from pytest_django.live_server_helper import LiveServer

from posts.models import Post
from tests.support.feed_programs import Newsboat, RssToEmail, require_program
from tests.support.servers import find_free_port

NAMES = ("first-post", "深度学习", "third post")


def write_hexo_blog(origin):
    """Return the files of a blog of Hexo."""
    posts = {
        f"source/_posts/{name}.md": f"---\ntitle: {name}\ndate: 2024-03-0{day} 08:00:00\n---\n文 {day}\n"
        for day, name in enumerate(NAMES, start=1)
    }
    return {"_config.yml": f"url: {origin}\ntimezone: UTC\n", **posts}


def list_permalinks(origin):
    return [f"{origin}/2024/03/0{day}/{quote(name)}/" for day, name in enumerate(NAMES, start=1)]


def write_hexo_feed(origin):
    """Return what hexo-generator-feed made of it: the address of a post is its id."""
    entries = "".join(
        f"<entry><title>{escape(name)}</title><link href='{url}'/><id>{url}</id>"
        f"<published>2024-03-0{day}T08:00:00.000Z</published>"
        f"<updated>2024-03-0{day}T08:00:00.000Z</updated><content type='html'>文 {day}</content></entry>"
        for day, (name, url) in enumerate(zip(NAMES, list_permalinks(origin), strict=True), start=1)
    )
    head = f"<title>Old</title><id>{origin}/</id><updated>2024-03-03T08:00:00.000Z</updated>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'.encode()


@contextmanager
def serve_hexo_feed(origin, port):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/atom.xml" else 404)
            self.end_headers()
            self.wfile.write(write_hexo_feed(origin) if self.path == "/atom.xml" else b"")

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def test_the_old_address_leads_to_a_feed_with_the_ids_of_the_old_one(client, import_files):
    origin = "https://lin.dev"
    import_files(write_hexo_blog(origin))
    answer = client.get("/atom.xml")
    assert (answer.status_code, answer["Location"]) == (301, "/feeds/atom.xml")
    old = {entry.id for entry in feedparser.parse(write_hexo_feed(origin)).entries}
    assert old == set(list_permalinks(origin))
    for name in ("rss.xml", "atom.xml"):
        assert {entry.id for entry in feedparser.parse(client.get(f"/feeds/{name}").content).entries} == old
    assert {item["id"] for item in client.get("/feeds/feed.json").json()["items"]} == old


class ReturningServer(ThreadedWSGIServer):
    """Takes the address of a server that has just ended, as a site does that moves."""

    def __init__(self, *args, allow_reuse_address, **kwargs):
        super().__init__(*args, allow_reuse_address=True, **kwargs)


@pytest.mark.variation
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.django_db(transaction=True)
def test_real_readers_get_no_post_twice(import_files, make_post, tmp_path, monkeypatch):
    monkeypatch.setattr(LiveServerThread, "server_class", ReturningServer)
    require_program("newsboat")
    require_program("r2e")
    port = find_free_port()
    origin = f"http://127.0.0.1:{port}"
    newsboat = Newsboat(tmp_path / "newsboat", f"{origin}/atom.xml")
    mails = RssToEmail(tmp_path / "mails", f"{origin}/atom.xml")
    with serve_hexo_feed(origin, port):
        newsboat.fetch()
        mails.fetch()
    assert len(newsboat.list_entries()) == mails.count_mails() == 3
    import_files(write_hexo_blog(origin))
    server = LiveServer(f"127.0.0.1:{port}")
    try:
        newsboat.fetch()
        mails.fetch()
        assert len(newsboat.list_entries()) == mails.count_mails() == 3
        make_post("New", published_at=Post.objects.latest().published_at.replace(year=2025))
        newsboat.fetch()
        mails.fetch()
    finally:
        server.stop()
    assert len(newsboat.list_entries()) == mails.count_mails() == 4
    assert {entry_id for _, entry_id in newsboat.list_entries()} > set(list_permalinks(origin))
    # rss2email follows a permanent redirect for good.
    assert f"{origin}/feeds/atom.xml" in (tmp_path / "mails" / "config").read_text()
