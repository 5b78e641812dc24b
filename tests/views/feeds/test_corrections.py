"""Corrections in feeds: in the entry of the post, and in a feed of their own."""

from datetime import timedelta

import pytest
from django.utils.dateparse import parse_datetime
from lxml import etree

from posts.models import Correction, Post
from posts.publishing.versions import add_correction
from tests.support.dates import LONG_AGO

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def post(make_post):
    return make_post(
        "标题 $x^2$", source="正文。", slug="x", language="zh-hans", updated_at=LONG_AGO + timedelta(days=9)
    )


def read_feed(client, path="/feeds/atom.xml"):
    response = client.get(path)
    return etree.fromstring(response.content), response


def read_updated(client):
    feed, _ = read_feed(client)
    return parse_datetime(feed.findtext("atom:entry/atom:updated", namespaces=ATOM))


def test_only_a_notable_change_moves_updated(client, post):
    assert read_updated(client) == LONG_AGO
    _, response = read_feed(client)
    assert response["Last-Modified"] == "Tue, 20 Jan 2026 12:00:00 GMT"
    correction = add_correction(post, "式 $x$")
    assert read_updated(client) == correction.created_at


def test_an_entry_begins_with_its_corrections_in_its_language(client, post):
    for number in range(5):
        add_correction(post, f"第 {number} 处 $x < {number}$ 有误。")
    feed, _ = read_feed(client)
    content = feed.findtext("atom:entry/atom:content", namespaces=ATOM)
    assert content.count("更正：") == 3
    assert content.index("第 4 处") < content.index("第 3 处") < content.index("正文。")
    assert 'href="http://testserver/posts/x/#_corrections"' in content
    item = client.get("/feeds/feed.json").json()["items"][0]
    assert item["content_html"] == content


def test_the_feed_of_corrections_has_those_of_listed_posts(client, post, make_post):
    hidden = make_post("Hidden", is_unlisted=True)
    draft = make_post("Draft")
    for one in (post, hidden, draft):
        add_correction(one, "式 $x$ 有误。")
    Post.objects.filter(pk=draft.pk).update(published_at=None)
    feed, response = read_feed(client, "/feeds/corrections.xml")
    assert response.status_code == 200
    assert feed.findtext("atom:title", namespaces=ATOM) == "Corrections · Transmission"
    (entry,) = feed.iterfind("atom:entry", ATOM)
    correction = Correction.objects.get(post=post)
    assert entry.findtext("atom:id", namespaces=ATOM) == correction.uid.urn
    assert entry.findtext("atom:title", namespaces=ATOM) == "更正：标题 x²"
    link = entry.find("atom:link[@rel='alternate']", ATOM).get("href")
    assert link == f"http://testserver/posts/x/#{correction.anchor}"
    assert "<math" in entry.findtext("atom:content", namespaces=ATOM)
    assert "/feeds/corrections.xml" in client.get("/feeds/").content.decode()


def test_the_feed_is_there_without_corrections(client, db):
    feed, _ = read_feed(client, "/feeds/corrections.xml")
    assert feed.findall("atom:entry", ATOM) == []
