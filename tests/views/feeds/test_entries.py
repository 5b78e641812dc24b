"""What feeds say of a post beside its text, in each format; of the site; and the list of all feeds."""

import json
from datetime import timedelta

import feedparser
import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from lxml import etree

from posts.models import Category, Picture, Post, Series
from tests.support.dates import LONG_AGO
from tests.support.image_files import make_graphic

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "media": "http://search.yahoo.com/mrss/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def post(make_post, make_picture, profile, settings):
    settings.SITE_URL = "https://example.org"
    picture = make_picture(make_graphic(size=(64, 48)))
    return make_post(
        "A post",
        source="Text.",
        language="en",
        cover=picture.name,
        cover_alt='A "cover"',
        category=Category.objects.create(name="Models"),
        tags=["R & D"],
        updated_at=LONG_AGO + timedelta(days=4),
        notable_at=LONG_AGO + timedelta(days=3),
    )


def test_atom_says_all_of_a_post(client, post):
    root = etree.fromstring(client.get("/feeds/atom.xml").content)
    entry = root.find("atom:entry", NAMES)
    assert entry.get(XML_LANG) == "en"
    links = {link.get("rel"): dict(link.attrib) for link in entry.iterfind("atom:link", NAMES)}
    url = f"https://example.org{post.cover.url}"
    length = str(Picture.objects.get().bytes)
    assert links["enclosure"] == {
        "rel": "enclosure", "href": url, "type": "image/png", "length": length, "title": 'A "cover"',
    }  # fmt: skip
    assert links["alternate"]["hreflang"] == "en"
    media = entry.find("media:content", NAMES)
    assert dict(media.attrib) == {
        "url": url, "fileSize": length, "type": "image/png", "medium": "image", "width": "64", "height": "48",
    }  # fmt: skip
    assert media.findtext("media:description", namespaces=NAMES) == 'A "cover"'
    assert entry.findtext("atom:author/atom:name", namespaces=NAMES) == "林默"
    assert entry.findtext("atom:author/atom:uri", namespaces=NAMES) == "https://example.org/authors/lin-mo/"
    assert [dict(category.attrib) for category in entry.iterfind("atom:category", NAMES)] == [
        {"term": "Models", "scheme": "https://example.org/categories/", "label": "Models"},
        {"term": "R & D", "scheme": "https://example.org/tags/", "label": "R & D"},
    ]
    assert entry.findtext("atom:published", namespaces=NAMES) == "2026-01-11T12:00:00+00:00"
    assert entry.findtext("atom:updated", namespaces=NAMES) == "2026-01-14T12:00:00+00:00"
    assert root.findtext("atom:updated", namespaces=NAMES) == "2026-01-14T12:00:00+00:00"
    for name in ("icon", "logo"):
        assert root.findtext(f"atom:{name}", namespaces=NAMES).startswith("https://example.org/static/icons/")


def test_rss_says_all_of_a_post(client, post):
    channel = etree.fromstring(client.get("/feeds/rss.xml").content).find("channel")
    item = channel.find("item")
    enclosure = {
        "url": f"https://example.org{post.cover.url}",
        "length": str(Picture.objects.get().bytes),
        "type": "image/png",
    }
    assert dict(item.find("enclosure").attrib) == enclosure
    assert item.find("media:content", NAMES).get("width") == "64"
    assert item.findtext("dc:creator", namespaces=NAMES) == "林默"
    assert item.findtext("dc:language", namespaces=NAMES) == "en"
    domains = [category.get("domain") for category in item.iterfind("category")]
    assert domains == ["https://example.org/categories/", "https://example.org/tags/"]
    assert channel.findtext("image/url").startswith("https://example.org/static/icons/")


def test_a_json_feed_says_all_of_a_post(client, post):
    feed = client.get("/feeds/feed.json").json()
    [item] = feed["items"]
    assert item["image"] == f"https://example.org{post.cover.url}"
    assert item["language"] == "en"
    assert item["authors"] == [{"name": "林默", "url": "https://example.org/authors/lin-mo/"}]
    assert item["tags"] == ["Models", "R & D"]
    assert feed["feed_url"] == "https://example.org/feeds/feed.json"
    assert feed["home_page_url"] == "https://example.org/"
    for name in ("icon", "favicon"):
        assert feed[name].startswith("https://example.org/static/icons/")
    # Nothing is said by an empty text (JSON Feed 1.1: all addresses are whole).
    assert "" not in [*feed.values(), *item.values()]


JSON_FEED_TYPES = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "next_url": str,
    "icon": str, "favicon": str, "language": str, "hubs": list, "items": list,
}  # fmt: skip
JSON_ITEM_TYPES = {
    "id": str, "url": str, "title": str, "content_html": str, "summary": str, "image": str,
    "date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str,
}  # fmt: skip
ADDRESSES = {"home_page_url", "feed_url", "next_url", "icon", "favicon", "url", "image"}


def test_a_json_feed_is_what_its_specification_asks_for(client, post, make_post, settings):
    settings.WEBSUB_HUB = "https://hub.example.org/"
    make_post("Plain", source="x")
    feed = client.get("/feeds/feed.json").json()
    assert {"version", "title", "items"} <= feed.keys()
    for fields, types in ((feed, JSON_FEED_TYPES), *((item, JSON_ITEM_TYPES) for item in feed["items"])):
        assert {name for name in fields if not isinstance(fields[name], types[name])} == set()
        assert all(fields[name].startswith("https://example.org/") for name in fields.keys() & ADDRESSES)
    for item in feed["items"]:
        assert {"id", "content_html"} <= item.keys()
        assert all(parse_datetime(item[f"date_{name}"]).tzinfo for name in ("published", "modified"))
        assert all({"name"} <= author.keys() <= {"name", "url", "avatar"} for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item.get("tags", []))


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "feed.json"])
def test_what_a_post_lacks_is_left_out(client, author, make_post, name):
    author.first_name = ""
    author.save()
    post = make_post("T", source="", byline="\x0b", updated_at=LONG_AGO - timedelta(days=9))
    # A file that is in no library has no known length.
    Post.objects.filter(pk=post.pk).update(
        cover="covers/gone.webp", cover_width=8, cover_height=6, title="A\x1f", byline="\x07A & B"
    )
    content = client.get(f"/feeds/{name}").content
    if name == "feed.json":
        [item] = json.loads(content)["items"]
        assert item["content_html"] == ""
        assert item["authors"] == [{"name": "A & B"}]
        return
    feed = feedparser.parse(content)
    assert not feed.bozo
    [entry] = feed.entries
    assert entry.author == "A & B"
    assert b"fileSize" not in content
    assert b'length=""' not in content
    if name == "atom.xml":
        assert entry.updated_parsed == entry.published_parsed


def test_long_posts_are_sent_whole(client, author):
    text = "字" * 65_000  # 195 kB
    Post.objects.bulk_create(
        Post(title=f"P{n}", slug=f"p{n}", author=author, published_at=LONG_AGO, feed_html=f"<p>{text}</p>")
        for n in range(100)
    )
    content = client.get("/feeds/rss.xml").content.decode()
    assert content.count(text) == 20
    assert "prev-archive" in content


@pytest.mark.parametrize("kind", ["authors", "series"])
def test_authors_and_series_have_feeds_that_their_pages_name(read_page, client, make_post, profile, kind):
    series = Series.objects.create(name="Course", description="From the start")
    make_post("In", series=series)
    make_post("Out", published_at=timezone.now() + timedelta(days=1), series=series)
    page = (profile if kind == "authors" else series).get_absolute_url()
    html, feeds = read_page(page), read_page("/feeds/")
    for name, media_type in (("rss.xml", "rss+xml"), ("atom.xml", "atom+xml"), ("feed.json", "feed+json")):
        assert f'<link rel="alternate" type="application/{media_type}"' in html
        assert html.count(f'href="{page}feeds/{name}"') == 2
        assert f'href="{page}feeds/{name}"' in feeds
        assert client.get(f"{page}feeds/{name}").status_code == 200
    channel = etree.fromstring(client.get(f"{page}feeds/rss.xml").content).find("channel")
    assert [item.findtext("title") for item in channel.iterfind("item")] == ["In"]
    assert channel.findtext("title").startswith("林默" if kind == "authors" else "Course")
    description = "写模型的人。\n也写信。" if kind == "authors" else "From the start"
    assert channel.findtext("description") == description
    # What has no listed post tells its name to nobody; an old address leads to the new one.
    Post.objects.update(is_unlisted=True)
    assert client.get(f"{page}feeds/rss.xml").status_code == 404


def test_the_list_of_feeds_is_one_file_for_readers(client, make_post, read_page):
    above = Category.objects.create(name="Models & more", order=1)
    make_post(category=Category.objects.create(name="Small", parent=above))
    make_post(category=Category.objects.create(name="Last", order=2))
    Category.objects.create(name="Empty")
    response = client.get("/feeds/categories.opml")
    assert response["Content-Type"] == "text/x-opml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    tree = [
        (len(list(outline.iterancestors("outline"))), outline.get("text"), outline.get("xmlUrl"))
        for outline in root.iter("outline")
    ]
    assert tree == [
        (0, "Transmission", "http://testserver/feeds/rss.xml"),
        (0, "Models & more", "http://testserver/categories/models-and-more/feeds/rss.xml"),
        (1, "Small", "http://testserver/categories/small/feeds/rss.xml"),
        (0, "Last", "http://testserver/categories/last/feeds/rss.xml"),
    ]
    assert 'href="/feeds/categories.opml"' in read_page("/feeds/")
