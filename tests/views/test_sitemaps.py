"""The sitemap, as sitemaps.org has it."""

from datetime import datetime, timedelta

from django.utils import timezone
from lxml import etree

from posts.models import Category, Profile, Series
from posts.views.sitemaps import PostSitemap
from tests.support.page_heads import make_cover_file

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(response):
    return etree.fromstring(response.content).xpath("//s:loc/text()", namespaces=NAMESPACE)


def changes(response):
    """Return when each address last changed."""
    root = etree.fromstring(response.content)
    return {
        url.findtext("s:loc", namespaces=NAMESPACE).removeprefix("http://testserver"): url.findtext(
            "s:lastmod", namespaces=NAMESPACE
        )
        for url in root.iterfind("s:url", namespaces=NAMESPACE)
    }


def tell(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def test_it_names_live_posts_and_the_pages_that_list_them(client, make_post):
    make_post(tags=["Transformer"])
    make_post("Another", tags=["Transformer"])
    make_post("A draft", published_at=None, tags=["secret"])
    found = locations(client.get("/sitemap.xml"))
    assert "http://testserver/posts/a-post/" in found
    assert "http://testserver/tags/transformer/" in found
    assert not [address for address in found if "draft" in address or "secret" in address]


def test_it_says_when_a_post_changed(client, make_post):
    post = make_post()
    assert changes(client.get("/sitemap.xml"))["/posts/a-post/"] == tell(post.updated_at)


def test_a_post_that_waited_changed_when_it_went_live(client, make_post):
    written, live = (timezone.now() - timedelta(days=days) for days in (30, 10))
    make_post(published_at=live, updated_at=written)
    assert changes(client.get("/sitemap.xml"))["/posts/a-post/"] == tell(live)


def test_a_list_changes_when_a_post_is_added(client, make_post):
    old, new, later = (timezone.now() - timedelta(days=days) for days in (30, 20, 10))
    above = Category.objects.create(name="Above")
    below = Category.objects.create(name="Below", parent=above)
    series = Series.objects.create(name="Signals")
    make_post("Oldest", tags=["x", "y"], published_at=old - timedelta(days=1))
    make_post("Old", category=above, tags=["x"], series=series, published_at=old, updated_at=later)
    make_post("New", category=below, tags=["y"], published_at=new, updated_at=new)
    make_post("Draft", category=below, tags=["x"], series=series, published_at=None, updated_at=later)
    found = changes(client.get("/sitemap.xml"))
    expected = {"/": new, "/categories/above/": new, "/categories/below/": new}
    expected |= {"/tags/x/": old, "/tags/y/": new, "/series/signals/": old}
    assert {path: found[path] for path in expected} == {
        path: tell(moment) for path, moment in expected.items()
    }


def test_an_empty_series_is_not_named(client, make_post):
    make_post("Draft", series=Series.objects.create(name="Signals"), published_at=None)
    assert "/series/signals/" not in changes(client.get("/sitemap.xml"))


def test_a_large_site_has_an_index_of_parts(client, make_post, monkeypatch):
    monkeypatch.setattr(PostSitemap, "limit", 2)
    for number in range(3):
        make_post(f"Post {number}")
    parts = locations(client.get("/sitemap.xml"))
    assert parts == [
        "http://testserver/sitemap-posts.xml",
        "http://testserver/sitemap-posts.xml?p=2",
        "http://testserver/sitemap-lists.xml",
    ]
    assert sum(len(locations(client.get(part))) for part in parts[:2]) == 3


def test_each_kind_of_list_with_live_posts_is_named_once(client, author, make_post):
    Profile.objects.create(user=author, name="Lin", slug="lin")
    make_post(category=Category.objects.create(name="Models"), series=Series.objects.create(name="Signals"))
    named = [*changes(client.get("/sitemap-lists.xml"))]
    assert named == [
        *("/", "/categories/", "/tags/", "/archive/", "/feeds/"),
        *("/categories/models/", "/series/signals/", "/authors/lin/"),
    ]


def test_it_names_covers_and_translations(client, make_post):
    names = {
        **NAMESPACE,
        "i": "http://www.google.com/schemas/sitemap-image/1.1",
        "x": "http://www.w3.org/1999/xhtml",
    }
    original = make_post("注意力", slug="zh", language="zh-Hans", cover=make_cover_file(800, 400))
    make_post("Attention", slug="en", language="en", translation_of=original)
    make_post("Aufmerksamkeit", slug="ja", language="ja", translation_of=original, published_at=None)
    make_post("Alone", slug="alone")
    urls = etree.fromstring(client.get("/sitemap.xml").content).iterfind("s:url", namespaces=names)
    entries = {url.findtext("s:loc", namespaces=names).rpartition("/posts/")[2]: url for url in urls}
    versions = {"zh-Hans": "http://testserver/posts/zh/", "en": "http://testserver/posts/en/"}
    for slug, expected in {"zh/": versions, "en/": versions, "alone/": {}}.items():
        links = entries[slug].iterfind("x:link[@rel='alternate']", namespaces=names)
        assert {link.get("hreflang"): link.get("href") for link in links} == expected
    image = entries["zh/"].findtext("i:image/i:loc", namespaces=names)
    assert image == f"http://testserver{original.cover.url}"
    assert entries["alone/"].find("i:image", namespaces=names) is None
