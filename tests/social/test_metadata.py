"""Open Graph, canonical addresses and languages in the head of a page."""

import pytest

from posts.models import Category, Post
from tests.support.page_heads import (
    find_links,
    get_head,
    make_cover_file,
    read_open_graph,
    read_structured_data,
)

HOSTILE = "</script><!--<script>\u2028“&amp;”"


def test_a_post_describes_itself_to_social_networks(client, full_post):
    found = read_open_graph(get_head(client, "/posts/attention/"))
    image = found.pop("og:image")
    assert image.startswith("http://testserver/posts/attention/card.png?v=")
    assert found == {
        "og:type": "article",
        "og:site_name": "Transmission",
        "og:title": "注意力",
        "og:description": "正文 x²。",
        "og:url": "http://testserver/posts/attention/",
        "og:locale": "zh_CN",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "注意力",
        "article:published_time": "2026-01-11T20:00:00+08:00",
        "article:modified_time": found["article:modified_time"],
        "article:author": ["林默", "Ada Wong"],
        "article:section": "模型",
        "article:tag": ["Transformer", "注意力"],
    }


def test_a_list_is_called_by_its_title(client, make_post):
    make_post(category=Category.objects.create(name="R & D", slug="rd"))
    found = read_open_graph(get_head(client, "/categories/rd/"))
    assert (found["og:title"], found["og:type"]) == ("R & D", "website")


def test_a_hostile_title_stays_text(client, make_post):
    make_post(HOSTILE, slug="hostile", category=Category.objects.create(name=HOSTILE))
    title = Post.objects.get(slug="hostile").title
    head = get_head(client, "/posts/hostile/")
    assert read_open_graph(head)["og:title"] == title
    found = read_structured_data(head)
    assert found["BlogPosting"]["headline"] == title
    assert found["BreadcrumbList"]["itemListElement"][-1]["name"] == title
    script = head.find("script[@type='application/ld+json']").text
    assert not set("<>&\u2028") & set(script)


def test_a_wide_cover_is_the_picture_of_its_post(client, make_post):
    post = make_post(cover=make_cover_file(800, 400), cover_alt="A wave")
    found = read_open_graph(get_head(client, "/posts/a-post/"))
    assert found["og:image"] == f"http://testserver{post.cover.url}"
    size_and_alt = [found[f"og:image:{name}"] for name in ("width", "height", "alt")]
    assert size_and_alt == ["800", "400", "A wave"]


@pytest.mark.parametrize(("suffix", "media_type"), [("jpg", "image/jpeg"), ("webp", None), ("avif", None)])
def test_networks_get_a_picture_in_a_format_that_all_of_them_show(client, make_post, suffix, media_type):
    post = make_post(cover=make_cover_file(800, 400, suffix))
    found = read_open_graph(get_head(client, "/posts/a-post/"))
    assert (found["og:image"] == f"http://testserver{post.cover.url}") is bool(media_type)
    assert found["og:image:type"] == (media_type or "image/png")
    assert [found[f"og:image:{name}"] for name in ("width", "height")] == (
        ["800", "400"] if media_type else ["1200", "630"]
    )


def test_a_narrow_cover_leaves_the_place_to_the_card(client, make_post):
    make_post(cover=make_cover_file(300, 300))
    assert "/card.png?v=" in read_open_graph(get_head(client, "/posts/a-post/"))["og:image"]


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/", "/"),
        ("/?utm_source=x", "/"),
        ("/?page=2&utm_source=x", "/?page=2"),
        ("/posts/第一/", "/posts/%E7%AC%AC%E4%B8%80/"),
    ],
)
def test_a_page_has_one_address(client, make_post, settings, path, canonical):
    make_post("第一", slug="第一")
    for number in range(12):
        make_post(f"Post {number}")
    for settings.SITE_URL, site in (
        ("", "http://testserver"),
        ("https://example.org", "https://example.org"),
    ):
        head = get_head(client, path)
        assert [link["href"] for link in find_links(head, "canonical")] == [site + canonical]
        assert read_open_graph(head)["og:url"] == site + canonical


def test_translations_lead_to_each_other_in_the_head(client, make_post):
    original = make_post("注意力", slug="zh", language="zh-Hans")
    make_post("Attention", slug="en", language="en", translation_of=original)
    expected = {
        "zh-Hans": "http://testserver/posts/zh/",
        "en": "http://testserver/posts/en/",
        "x-default": "http://testserver/posts/zh/",
    }
    for path, other in (("/posts/zh/", "en_US"), ("/posts/en/", "zh_CN")):
        head = get_head(client, path)
        found = {
            link["hreflang"]: link["href"] for link in find_links(head, "alternate") if "hreflang" in link
        }
        assert found == expected
        assert read_open_graph(head)["og:locale:alternate"] == other


def test_a_post_in_one_language_names_no_others(client, make_post):
    make_post()
    assert not [
        link for link in find_links(get_head(client, "/posts/a-post/"), "alternate") if "hreflang" in link
    ]


def test_a_draft_says_nothing_to_search_engines(editor_client, make_post):
    make_post("Draft", published_at=None)
    head = get_head(editor_client, "/posts/draft/")
    assert head.find("meta[@name='robots']").get("content") == "noindex"
    assert not read_open_graph(head)
    assert not read_structured_data(head)


def test_a_page_that_is_not_there_has_no_card(client, db):
    assert b"og:" not in client.get("/nothing/").content
