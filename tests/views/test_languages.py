"""Two languages on one site: what is around a post is in its language, lists are in the site's."""

import pytest
from django.conf import settings
from lxml import html

from posts.models import Category, NavigationItem, Post, PreviewLink, Profile, Series
from tests.support.dates import LONG_AGO
from tests.support.page_heads import find_links, get_head

# What a post's page says in each language, beside what its author wrote.
CHROME = {"en": ("Archive", "Contents", "Skip to content"), "zh-Hans": ("归档", "目录", "跳到正文")}
SOURCE = "Text.\n\n## One\n\nText.\n\n## Two\n\nText."
PREFERENCES = {
    "HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9,ja;q=0.8",
    "HTTP_COOKIE": f"{settings.LANGUAGE_COOKIE_NAME}=zh-hans; interface_language=zh-hans",
}
PAGES = (
    "/",
    "/posts/deep-water/",
    "/posts/shen-shui/",
    "/about/",
    "/categories/",
    "/categories/sea/",
    "/tags/",
    "/tags/salt/",
    "/series/tides/",
    "/authors/lin/",
    "/archive/",
    f"/archive/{LONG_AGO.year}/",
    f"/archive/{LONG_AGO:%Y/%m}/",
    "/search/",
    "/search/?q=water",
    "/feeds/",
    "/feeds/rss.xml",
    "/feeds/atom.xml",
    "/feeds/feed.json",
    "/tags/salt/feeds/rss.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/posts/deep-water.md",
    "/manifest.webmanifest",
    "/no/such/page/",
    "/posts/none/",
)


@pytest.fixture
def site(make_post, author):
    """A post in English with its translation into Chinese, and a page."""
    Profile.objects.create(user=author, name="Lin", slug="lin")
    terms = {"category": Category.objects.create(name="Sea"), "series": Series.objects.create(name="Tides")}
    original = make_post("Deep water", source=SOURCE, language="en", tags=["salt"], **terms)
    make_post("深水", source=SOURCE, language="zh-Hans", translation_of=original, **terms)
    make_post("About", kind="page", language="zh-Hans", source=SOURCE)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_a_post_is_in_its_language_and_a_list_in_the_sites(client, site, settings, language):
    settings.LANGUAGE_CODE = language
    chinese, english = client.get("/posts/shen-shui/").text, client.get("/posts/deep-water/").text
    assert '<html lang="zh-Hans">' in chinese
    assert '<html lang="en">' in english
    for page, mine, other in ((chinese, "zh-Hans", "en"), (english, "en", "zh-Hans")):
        assert [word for word in CHROME[mine] if word not in page] == []
        assert [word for word in CHROME[other] if word in page] == []
    assert "约 1 分钟" in chinese
    assert "1 min" in english
    assert '<html lang="zh-Hans">' in client.get("/about/").text
    tag = {"en": "en", "zh-hans": "zh-Hans"}[language]
    for path in ("/", "/archive/", "/no/such/page/", "/posts/none/"):
        page = client.get(path).text
        assert f'<html lang="{tag}">' in page
        assert CHROME[tag][0] in page


@pytest.mark.parametrize(("language", "around"), [("zh-Hant", "归档"), ("ja", "Archive")])
def test_around_a_post_in_a_language_without_interface_is_the_nearest(client, make_post, language, around):
    make_post("Post", slug="post", language=language)
    page = client.get("/posts/post/").text
    assert f'<html lang="{language}">' in page
    assert around in page
    tag = {"zh-Hant": "zh-Hans", "ja": "en"}[language]
    assert f'<header class="site-header" lang="{tag}">' in page
    assert f'<footer class="site-footer" lang="{tag}">' in page


def test_a_preview_link_is_in_the_language_of_the_post(client, make_post):
    post = make_post("草稿", language="zh-Hans", published_at=None)
    link = PreviewLink.objects.create(post=post, expires_at=LONG_AGO.replace(year=2100))
    assert "未发布" in client.get(link.get_absolute_url()).text


def test_translations_lead_to_each_other_for_people_and_machines(client, site):
    for path, other, tag in (
        ("/posts/deep-water/", "/posts/shen-shui/", "zh-Hans"),
        ("/posts/shen-shui/", "/posts/deep-water/", "en"),
    ):
        alternates = [link for link in find_links(get_head(client, path), "alternate") if "hreflang" in link]
        assert {link["hreflang"]: link["href"] for link in alternates} == {
            "en": "http://testserver/posts/deep-water/",
            "zh-Hans": "http://testserver/posts/shen-shui/",
            "x-default": "http://testserver/posts/deep-water/",
        }
        assert f'<a href="{other}" rel="alternate" hreflang="{tag}"' in client.get(path).text


def test_the_navigation_leads_to_the_page_in_the_language_of_the_interface(client, site, make_post):
    about = Post.objects.get(path="about")
    NavigationItem.objects.create(page=about, label="关于我们")
    NavigationItem.objects.create(built_in="archive")
    # Neither a draft nor a page to come is shown.
    english = make_post("About us", kind="page", language="en", translation_of=about, published_at=None)
    assert list_header_links(client, "/posts/deep-water/") == [
        ("/about/", "关于我们"),
        ("/archive/", "Archive"),
    ]
    english.published_at = LONG_AGO
    english.save()
    for path in ("/posts/deep-water/", "/"):
        assert list_header_links(client, path) == [("/about-us/", "About us"), ("/archive/", "Archive")]
    assert list_header_links(client, "/posts/shen-shui/") == [("/about/", "关于我们"), ("/archive/", "归档")]


def list_header_links(client, path):
    tree = html.fromstring(client.get(path).content.decode())
    return [(link.get("href"), link.text) for link in tree.xpath("//nav[@class='site-nav']//a")]


def test_no_page_depends_on_what_a_reader_prefers(client, site):
    differing, varying = set(), set()
    for path in PAGES:
        first = client.get(path)
        assert first.status_code == (404 if "no" in path.split("/")[1:3] or "none" in path else 200)
        answer = client.get(path, **PREFERENCES)
        if answer.content != first.content:
            differing.add(path)
        if "language" in answer.headers.get("Vary", "").lower():
            varying.add(path)
    assert (differing, varying) == (set(), set())
