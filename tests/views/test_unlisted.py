"""A post that is not listed: there for whoever has its address, and for nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Category, Post, Profile, Series, Tag, get_adjacent_posts
from posts.publishing.versions import add_correction
from posts.search.related import update_related_posts
from posts.urls import urlpatterns

SLUG = "hidden-word"
ADDRESS = f"/posts/{SLUG}/"
FEEDS = {"rss": "rss.xml", "atom": "atom.xml", "json_feed": "feed.json"}
FEED_FOLDERS = {
    "": "/",
    "category_": "/categories/models/",
    "tag_": "/tags/models/",
    "series_": "/series/models/",
    "author_": "/authors/models/",
}
# All that was ever published; feeds link to such an archive where it has twenty posts.
ARCHIVE = "archive/20200101T000000000000.1-20270101T000000000000.999999/"
# Every page of the site that shows posts, by the name of its address.
SURFACES = {
    "home": ["/"],
    "post": ["/posts/older/", "/posts/newer/", "/posts/original/"],
    "category_list": ["/categories/"],
    "category": ["/categories/models/"],
    "tag_list": ["/tags/"],
    "tag": ["/tags/models/"],
    "series": ["/series/models/"],
    "author": ["/authors/models/"],
    "search": ["/search/?q=Hidden", "/search/?q=hidenword", "/search/?q=tag:models", "/search/?q=word"],
    "titles": ["/search/titles.json?q=hidd"],
    "archive": ["/archive/"],
    "archive_year": ["/archive/2026/"],
    "archive_month": ["/archive/2026/01/"],
    "archive_day": ["/archive/2026/01/11/"],
    "feeds": ["/feeds/"],
    "sitemap": ["/sitemap.xml"],
    "sitemap_section": ["/sitemap-posts.xml", "/sitemap-lists.xml"],
    "robots": ["/robots.txt"],
    "llms": ["/llms.txt"],
    "opml": ["/feeds/categories.opml"],
    "corrections_feed": ["/feeds/corrections.xml"],
    **{
        f"{prefix}{name}{suffix}": [f"{folder}feeds/{archive}{file}"]
        for prefix, folder in FEED_FOLDERS.items()
        for name, file in FEEDS.items()
        for suffix, archive in (("", ""), ("_archive", ARCHIVE))
    },
}
# Those that show no post, or one alone to whoever has its address.
OTHERS = {
    "card", "shared", "site_card", "favicon", "manifest", "media", "security_txt", "health", "live", "ready",
    "notebook", "page", "page_without_slash", "post_list", "post_markdown", "accent",
    "citable_version", "version_changes",
    "diagram", "page_diagram", "home_diagram", "shared_diagram",
}  # fmt: skip
API_PATHS = [
    "/api/v1/posts/?include=source",
    "/api/v1/posts/?tag=models&category=models&series=models&author=models",
    "/api/v1/posts/original/",
    "/api/v1/search/?q=word",
    *(f"/api/v1/{name}/" for name in ("categories", "tags", "series", "authors")),
]
DATE = timezone.datetime(2026, 1, 11, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def hidden_post(author, make_post):
    """A live post in the midst of others, which shares with them all that pages list."""
    Profile.objects.create(user=author, name="Models", slug="models")
    shared = {
        "category": Category.objects.create(name="Models"),
        "series": Series.objects.create(name="Models"),
        "tags": [Tag.objects.create(name="Models")],
        "source": "## Diffusion attention\n\nDiffusion attention transformer.",
    }
    original = make_post("Original", published_at=DATE - timedelta(hours=2), language="zh-Hans", **shared)
    posts = [
        make_post("Older", published_at=DATE - timedelta(hours=1), **shared),
        make_post("Newer", published_at=DATE + timedelta(hours=1), **shared),
        make_post(
            "Hidden word", published_at=DATE, translation_of=original, language="en", is_pinned=True, **shared
        ),
    ]
    update_related_posts(*posts)
    add_correction(posts[-1], "A sign.")
    return posts[-1]


def list_names(patterns):
    for pattern in patterns:
        yield from list_names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.name]


def find_shown(client):
    """Return the pages that show the post."""
    paths = [*API_PATHS, *(path for paths in SURFACES.values() for path in paths)]
    pages = {path: client.get(path) for path in paths}
    assert {page.status_code for page in pages.values()} <= {200, 404}
    return {path for path, page in pages.items() if SLUG in page.text}


def test_every_page_of_the_site_is_looked_at():
    assert set(list_names(urlpatterns)) == {*SURFACES, *OTHERS}


def test_it_is_on_no_page_but_its_own(client, hidden_post):
    listed = find_shown(client)
    assert len(listed) > 20  # or nothing is proved
    Post.objects.filter(pk=hidden_post.pk).update(is_unlisted=True)
    assert find_shown(client) == set()
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.text
    assert client.get(f"{ADDRESS}card.png").status_code == 200


@pytest.mark.parametrize("path", ["/tags/models/", "/tags/models/feeds/rss.xml", "/", "/sitemap.xml"])
def test_it_comes_and_goes_with_a_save(client, hidden_post, path):
    for is_unlisted in (True, False):
        hidden_post.is_unlisted = is_unlisted
        hidden_post.save(update_fields=["is_unlisted"])
        assert (SLUG in client.get(path).text) is not is_unlisted


def test_no_count_holds_it(client, hidden_post):
    Post.objects.filter(pk=hidden_post.pk).update(is_unlisted=True)
    hidden_post.tags.set(["Models", "Another"])
    assert client.get("/").context["paginator"].count == Post.objects.count_listed() == 3
    assert client.get("/archive/").context["total"] == 3
    assert [tag.live_count for tag in client.get("/tags/").context["tags"]] == [3]
    assert [category.live_count for category in client.get("/categories/").context["categories"]] == [3]
    for name in ("categories", "tags", "series", "authors"):
        items = client.get(f"/api/v1/{name}/").json()["items"]
        assert [item["post_count"] for item in items] == [3]
    assert client.get("/tags/models/").context["paginator"].count == 3


def test_its_own_page_leads_to_no_list_that_may_be_empty(client, hidden_post):
    Post.objects.exclude(pk=hidden_post.pk).update(published_at=None)
    Post.objects.filter(pk=hidden_post.pk).update(is_unlisted=True)
    page = client.get(ADDRESS).text
    missing = [kind for kind in ("categories", "tags", "series", "authors") if f"/{kind}/models/" in page]
    assert missing == []
    adjacent = get_adjacent_posts(Post.objects.get(pk=hidden_post.pk))
    assert (adjacent.previous, adjacent.next) == (None, None)
