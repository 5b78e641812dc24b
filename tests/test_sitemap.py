"""The sitemap, as sitemaps.org has it."""

from lxml import etree

from posts.sitemaps import PostSitemap

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(response):
    return etree.fromstring(response.content).xpath("//s:loc/text()", namespaces=NAMESPACE)


def test_it_names_live_posts_and_the_pages_that_list_them(client, make_post):
    make_post(tags=["Transformer"])
    make_post("A draft", published_at=None, tags=["secret"])
    found = locations(client.get("/sitemap.xml"))
    assert "http://testserver/posts/a-post/" in found
    assert "http://testserver/tags/transformer/" in found
    assert not [address for address in found if "draft" in address or "secret" in address]


def test_it_says_when_a_post_changed(client, make_post):
    post = make_post()
    root = etree.fromstring(client.get("/sitemap.xml").content)
    assert root.xpath("//s:lastmod/text()", namespaces=NAMESPACE)[0].startswith(f"{post.updated_at:%Y-%m-%d}")


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
