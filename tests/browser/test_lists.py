"""What only a browser shows of lists and feeds."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from posts.models import Category, Profile, Series, Tag, TaggedPost
from tests.support.proofs import scale

FEEDS = ["/feeds/rss.xml", "/feeds/atom.xml"]
LONG_NAMES = [
    "长波工程师关于训练与推理的全部笔记以及他们读过的论文和源代码",
    "The Long Wave Engineering Diary",
]


@pytest.mark.proof
@pytest.mark.parametrize("path", scale(FEEDS[:1], FEEDS))
def test_a_feed_opened_in_a_browser_shows_its_posts_and_no_source(open_page, live_server, make_post, path):
    make_post("Attention", source="A **strong** beginning.\n\nAnd an end.")
    page = open_page(path)
    expect(page.get_by_text("Attention", exact=True)).to_be_visible()
    expect(page.get_by_text("strong").first).to_be_hidden()


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(251, 248, 241)"), ("dark", "rgb(10, 14, 26)")])
@pytest.mark.variation
def test_a_feed_follows_the_colour_scheme(open_page, db, scheme, paper):
    page = open_page("/feeds/rss.xml", color_scheme=scheme)
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper


def test_a_bar_of_the_archive_links_to_its_month(open_page, live_server, make_post):
    make_post(published_at=datetime(2026, 3, 5, tzinfo=UTC))
    page = open_page("/archive/")
    wave = page.locator(".year-wave").bounding_box()
    page.mouse.click(wave["x"] + wave["width"] * 2.5 / 12, wave["y"] + wave["height"] / 2)
    page.wait_for_url("**/archive/2026/03/")


@pytest.mark.parametrize("width", [320, 1024])
@pytest.mark.variation
def test_the_months_of_the_archive_have_accessible_names(open_page, live_server, make_post, width):
    make_post(published_at=datetime(2026, 3, 5, tzinfo=UTC))
    page = open_page("/archive/", width=width)
    expect(page.get_by_role("link", name="March 1", exact=True)).to_be_visible()


@pytest.mark.proof
@pytest.mark.parametrize("name", scale(LONG_NAMES[:1], LONG_NAMES))
def test_a_long_name_leaves_the_header_calm(open_page, live_server, settings, make_post, name):
    settings.SITE_NAME = name
    page = open_page(width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    tops = page.locator(".site-nav a").evaluate_all("links => links.map(a => a.getBoundingClientRect().top)")
    assert len(set(tops)) == 1
    sizes = page.locator(".site-header :is(a, button)").evaluate_all(
        "links => links.map(a => Math.min(a.clientWidth, a.clientHeight))"
    )
    assert min(sizes) >= 24


@pytest.mark.proof
@pytest.mark.parametrize("path", scale(["/"], ["/", "/archive/", "/search/", "/feeds/"]))
def test_a_list_without_formulas_asks_for_one_font(open_page, live_server, make_post, path):
    make_post(tags=["Rust"])
    page = open_page(path)
    page.evaluate("document.fonts.ready")
    files = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    fonts = [file.rpartition("/")[2] for file in files if file.endswith(".woff2")]
    assert fonts == ["iosevka-400.woff2"]


def test_five_tags_are_beside_the_date_and_all_below_the_post(open_page, live_server, make_post):
    post = make_post()
    tags = Tag.objects.bulk_create(Tag(name=f"tag {number}", slug=f"tag-{number}") for number in range(60))
    TaggedPost.objects.bulk_create(TaggedPost(content_object=post, tag=tag) for tag in tags)
    page = open_page()
    expect(page.locator(".card .tags li")).to_have_count(6)
    page.get_by_role("link", name="55 more tags").click()
    page.wait_for_url("**/posts/a-post/#_tags")
    expect(page.locator("#_tags li")).to_have_count(60)


def test_nothing_scrolls_sideways(open_page, live_server, make_post, author):
    word = "Pneumono" * 25
    formula = " + ".join(rf"\frac{{a_{{{number}}}}}{{b}}" for number in range(24))
    parent = Category.objects.create(name="Kategorie" * 11, slug="parent", description=word)
    category = Category.objects.create(name="Unterkategorie" * 7, slug="child", parent=parent)
    series = Series.objects.create(name="Reihe" * 20, slug="series", description=word)
    Profile.objects.create(
        user=author, name="Autorin" * 14, slug="author", text=f"https://example.org/{word}"
    )
    tags = Tag.objects.bulk_create(
        Tag(name=f"{'x' * 90}{number}", slug=f"x-{number}") for number in range(60)
    )
    shared = {"category": category, "series": series, "source": f"## {word}\n\n文 {word}\n\n## {word}\n\n文"}
    posts = [make_post(title, **shared) for title in (word, f"关于 ${formula}$ 的一切")]
    TaggedPost.objects.bulk_create(TaggedPost(content_object=posts[0], tag=tag) for tag in tags)
    page = open_page(posts[0].get_absolute_url(), width=320)
    lists = ("/", "/archive/2026/", "/tags/", "/categories/", "/search/?q=pneumono", "/feeds/")
    terms = ("/categories/parent/", "/categories/child/", "/series/series/", "/authors/author/", "/tags/x-1/")
    for path in (*lists, *terms, *(post.get_absolute_url() for post in posts)):
        page.goto(path)
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)
