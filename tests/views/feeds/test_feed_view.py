"""Feeds, read by a real feed reader and held against a strict parser."""

import json
import re
from datetime import timedelta

import feedparser
import pytest
import time_machine
from django.utils import timezone
from lxml import etree

from posts.models import Category, Post

XML_FEEDS = ["rss.xml", "atom.xml"]
FEEDS = [*XML_FEEDS, "feed.json"]


def entries(client, path):
    """Return (title, id, content, link) of each entry, whatever the format."""
    content = client.get(path).content
    if path.endswith(".json"):
        return [
            (item["title"], item["id"], item["content_html"], item["url"])
            for item in json.loads(content)["items"]
        ]
    feed = feedparser.parse(content)
    assert not feed.bozo, feed.bozo_exception
    return [(entry.title, entry.id, entry.content[0].value, entry.link) for entry in feed.entries]


def test_a_feed_holds_the_newest_twenty_in_full(client, make_post):
    for number in range(22):
        make_post(
            f"Post {number}",
            published_at=timezone.now() - timedelta(hours=22 - number),
            source="Body.\n\nEnd.",
        )
    make_post("A draft", published_at=None)
    for name in FEEDS:
        found = entries(client, f"/feeds/{name}")
        assert [title for title, *_ in found] == [f"Post {number}" for number in range(21, 1, -1)]
        assert all("<p>End.</p>" in content for _, _, content, _ in found)


@pytest.mark.parametrize("name", FEEDS)
def test_an_entry_keeps_its_id_when_slug_and_domain_change(client, make_post, name, settings):
    settings.ALLOWED_HOSTS = ["*"]
    post = make_post()
    before = entries(client, f"/feeds/{name}")[0]
    post.slug = "moved"
    post.save()
    client.defaults["HTTP_HOST"] = "example.org"
    after = entries(client, f"/feeds/{name}")[0]
    assert before[1] == after[1] == post.uid.urn
    assert after[3] == "http://example.org/posts/moved/"


@pytest.mark.parametrize("name", FEEDS)
def test_addresses_in_a_feed_are_whole(client, make_post, name):
    make_post(source="## A heading\n\n[home](/) ![a](/media/a.png) [out](https://example.org/)")
    content = entries(client, f"/feeds/{name}")[0][2]
    assert 'href="http://testserver/"' in content
    assert 'src="http://testserver/media/a.png"' in content
    assert 'href="http://testserver/posts/a-post/#a-heading"' in content
    assert 'href="https://example.org/"' in content


@pytest.mark.parametrize("name", FEEDS)
def test_a_control_character_does_not_break_a_feed(client, make_post, name):
    post = make_post()
    Post.objects.filter(pk=post.pk).update(
        title="A\x0btitle", html="<p>\x0b</p>", feed_html="<p>\x0b</p>", excerpt="\x1f"
    )
    assert entries(client, f"/feeds/{name}")[0][0] == "Atitle"


def test_a_category_and_a_tag_have_feeds_of_their_own(client, make_post):
    make_post("In", category=Category.objects.create(name="Models"), tags=["Transformer"])
    make_post("Out")
    for scope in ("/categories/models", "/tags/transformer"):
        for name in FEEDS:
            assert [title for title, *_ in entries(client, f"{scope}/feeds/{name}")] == ["In"]


def test_the_summary_of_a_json_feed_is_plain_text(client, make_post):
    make_post(source="## A heading\n\nEnergy **is** $E=mc^2$.")
    [item] = json.loads(client.get("/feeds/feed.json").content)["items"]
    assert item["summary"] == "Energy is E=mc²."


@pytest.mark.parametrize("name", XML_FEEDS)
def test_formulas_survive_in_a_feed(client, make_post, name):
    make_post(source="Energy $E=mc^2$.")
    root = etree.fromstring(client.get(f"/feeds/{name}").content)
    texts = [element.text or "" for element in root.iter()]
    assert any('<math alttext="E=mc^2">' in text for text in texts)


def test_the_rss_feed_is_what_rss_2_asks_for(client, make_post):
    make_post(tags=["Transformer"], category=Category.objects.create(name="Models"))
    response = client.get("/feeds/rss.xml")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = etree.fromstring(response.content).find("channel")
    assert {"title", "link", "description", "language", "lastBuildDate"} <= {child.tag for child in channel}
    item = channel.find("item")
    assert item.find("guid").get("isPermaLink") == "false"
    assert [category.text for category in item.findall("category")] == ["Models", "Transformer"]


def test_an_unchanged_feed_is_not_sent_twice(client, make_post):
    make_post()
    etag = client.get("/feeds/rss.xml")["ETag"]
    assert client.get("/feeds/rss.xml", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_without_posts_is_the_same_at_any_time(client, name):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        first = client.get(f"/feeds/{name}")
    with time_machine.travel(now + timedelta(days=400), tick=False):
        later = client.get(f"/feeds/{name}")
    assert (first.content, first["ETag"]) == (later.content, later["ETag"])
    if name == "atom.xml":
        assert feedparser.parse(first.content).feed.updated == "1970-01-01T00:00:00+00:00"


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
READER = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"


@pytest.mark.parametrize("name", XML_FEEDS)
def test_a_feed_names_its_stylesheet(client, make_post, name):
    make_post()
    root = etree.fromstring(client.get(f"/feeds/{name}").content)
    assert root.getprevious().target == "xml-stylesheet"
    assert root.getprevious().get("href") == "/static/css/feed.css"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


@pytest.mark.parametrize(
    ("accept", "mime_type"),
    [(BROWSER, "application/xml"), (READER, None), ("*/*", None), (None, None), ("image/png", None)],
)
@pytest.mark.parametrize("name", XML_FEEDS)
def test_only_a_browser_is_told_that_a_feed_is_plain_xml(client, make_post, name, accept, mime_type):
    make_post()
    response = client.get(f"/feeds/{name}", headers={"accept": accept} if accept else {})
    own_type = f"application/{name.removesuffix('.xml')}+xml"
    assert response["Content-Type"] == f"{mime_type or own_type}; charset=utf-8"
    assert "Accept" in response["Vary"]


def test_a_json_feed_is_the_same_for_everyone(client, make_post):
    make_post()
    response = client.get("/feeds/feed.json", headers={"accept": BROWSER})
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"


def descriptions(client, path):
    """Return the description of each entry as HTML."""
    feed = feedparser.parse(client.get(path).content)
    return [entry.summary for entry in feed.entries]


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_shows_a_formula_once(client, make_post, name):
    make_post(source="Energy $E=mc^2$.")
    content = entries(client, f"/feeds/{name}")[0][2]
    assert "E=mc^2" not in re.sub(r"<[^>]*>", "", content)
    assert content.count("E=mc^2") == 1


@pytest.mark.parametrize("name", XML_FEEDS)
def test_the_description_shows_a_formula_once_and_has_whole_addresses(client, make_post, name):
    make_post(source="Energy $E=mc^2$, [about](/about/).")
    [description] = descriptions(client, f"/feeds/{name}")
    assert description.count("E=mc^2") == 1
    assert 'href="http://testserver/about/"' in description


@pytest.mark.parametrize("name", FEEDS)
def test_an_address_in_code_stays_as_it_was_typed(client, make_post, name):
    make_post(source='```html\n<a href="/about">x</a>\n```\n\n`<img src="/a.png">`')
    content = entries(client, f"/feeds/{name}")[0][2]
    assert '&lt;a href="/about"&gt;x&lt;/a&gt;' in content
    assert '&lt;img src="/a.png"&gt;' in content


@pytest.mark.parametrize("name", FEEDS)
def test_a_relative_address_is_resolved_at_its_post(client, make_post, name):
    make_post(source="[a](b.html?x=1&y=2) [m](mailto:a@example.org) [n](//example.org/)")
    content = entries(client, f"/feeds/{name}")[0][2]
    assert 'href="http://testserver/posts/a-post/b.html?x=1&amp;y=2"' in content
    assert 'href="mailto:a@example.org"' in content
    assert 'href="http://example.org/"' in content


@pytest.mark.parametrize("name", FEEDS)
def test_a_post_without_a_form_for_feeds_is_sent_as_its_page_has_it(client, make_post, name):
    post = make_post()
    html = '<p><a href="/a/">a</a> <code>&lt;a href="/b/"&gt;</code></p>'
    Post.objects.filter(pk=post.pk).update(feed_html="", html=html)
    content = entries(client, f"/feeds/{name}")[0][2]
    assert '<a href="http://testserver/a/">' in content
    assert '<code>&lt;a href="/b/"&gt;</code>' in content


@pytest.mark.parametrize("name", FEEDS)
def test_a_formula_in_a_title_is_unicode(client, make_post, name):
    make_post(r"$\chi^2$ test")
    assert entries(client, f"/feeds/{name}")[0][0] == "χ² test"


FORMATS = ["rss.xml", "atom.xml", "feed.json"]


def test_the_feeds_are_at_the_address_of_the_site(read_page, db, settings):
    settings.SITE_URL = "https://example.org"
    assert "<code>https://example.org/feeds/rss.xml</code>" in read_page("/feeds/")


def test_the_page_of_the_feeds_gives_whole_addresses(read_page, make_post):
    make_post(category=Category.objects.create(name="Models"), tags=["Rust"])
    page = read_page("/feeds/")
    for name in FORMATS:
        assert f"<code>http://testserver/feeds/{name}</code>" in page
        assert f'href="/categories/models/feeds/{name}"' in page
        assert f'href="/tags/rust/feeds/{name}"' in page
