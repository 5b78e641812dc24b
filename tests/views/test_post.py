"""The page of a post."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from lxml import html

from posts.models import Category, Series
from posts.search.related import update_related_posts

LAST_YEAR = timezone.make_aware(timezone.datetime(2025, 3, 1, 12))


@pytest.fixture
def page(client):
    """Return a function that gets the page of a post as a tree."""
    return lambda post: html.fromstring(client.get(post.get_absolute_url()).content)


def texts(elements):
    return [" ".join(element.text_content().split()) for element in elements]


def dates(tree):
    [header] = tree.find_class("post-header")
    return [(time.text, time.get("datetime")[:10]) for time in header.iter("time")]


@pytest.fixture
def parts(make_post):
    """Return a function that makes a series of posts, in their order."""

    def make(number):
        series = Series.objects.create(name="从零读懂")
        places = range(1, number + 1)
        return [make_post(f"第 {place} 篇", series=series, series_order=place) for place in places]

    return make


def test_an_update_on_a_later_day_is_told_with_its_date(page, make_post):
    post = make_post(published_at=LAST_YEAR, updated_at=LAST_YEAR + timedelta(days=2))
    assert dates(page(post)) == [("2025-03-01", "2025-03-01"), ("2025-03-03", "2025-03-03")]


def test_an_update_on_the_same_day_is_not_worth_a_word(page, make_post):
    post = make_post(published_at=LAST_YEAR, updated_at=LAST_YEAR + timedelta(hours=2))
    assert dates(page(post)) == [("2025-03-01", "2025-03-01")]


def test_translations_lead_to_each_other_and_say_their_language(page, make_post):
    chinese = make_post("中文", slug="zh", language="zh-Hans")
    english = make_post("English", slug="en", language="en", translation_of=chinese)
    for post, address, language, name in (
        (chinese, "/posts/en/", "en", "English"),
        (english, "/posts/zh/", "zh-Hans", "简体中文"),
    ):
        [[link]] = page(post).find_class("translations")
        assert (link.get("href"), link.get("lang"), link.text) == (address, language, name)
        assert link.get("hreflang") == language


def test_a_series_tells_the_place_of_a_post_and_lists_all_parts(page, parts):
    post = parts(3)[1]
    [box] = page(post).find_class("series-navigation")
    assert box.find("p/a").get("href") == post.series.get_absolute_url()
    assert "2 of 3" in box.text_content()
    assert texts(box.iter("li")) == ["第 1 篇", "第 2 篇", "第 3 篇"]
    assert texts(box.xpath(".//a[@aria-current='page']")) == ["第 2 篇"]


@pytest.mark.parametrize(("number", "is_open"), [(4, True), (5, False)])
def test_a_long_series_is_folded(page, parts, number, is_open):
    [box] = page(parts(number)[0]).find_class("series-navigation")
    assert ("open" in box.find("details").attrib) is is_open


def test_a_series_of_one_has_nothing_to_unfold(page, parts):
    [post] = parts(1)
    [box] = page(post).find_class("series-navigation")
    assert texts(box.iter("a")) == ["从零读懂"]
    assert box.find("details") is None


@pytest.mark.parametrize(("days", "state"), [(None, "Draft"), (9, "Scheduled")])
def test_a_post_that_is_not_live_says_so(editor_client, make_post, days, state):
    post = make_post(published_at=days and timezone.now() + timedelta(days=days))
    assert state in editor_client.get(post.get_absolute_url()).text


def test_every_language_on_the_page_is_marked(page, make_post):
    make_post("Older", language="en", published_at=LAST_YEAR, tags=["t"])
    post = make_post("正文", source="## 标题\n\n文", tags=["t"], language="zh-Hans")
    update_related_posts(post)
    tree = page(post)
    [prose] = tree.find_class("prose")
    assert tree.xpath("//h1/@lang") == [prose.get("lang")] == ["zh-Hans"]
    assert texts(tree.xpath("//*[@lang='en']")).count("Older") == 2


def test_a_post_shows_what_it_is(client, make_post):
    category = Category.objects.create(name="Models")
    make_post(
        "Attention",
        category=category,
        tags=["Transformer"],
        source="## First\n\nText with $x^2$.\n\n## Second\n\nMore.",
        published_at=datetime(2026, 1, 11, 23, 30, tzinfo=UTC),
    )
    make_post("Newer", tags=["Transformer"], published_at=datetime(2026, 2, 1, tzinfo=UTC))
    page = client.get("/posts/attention/").content.decode()
    for piece in (
        "Attention",
        "林默",
        "/categories/models/",
        "/tags/transformer/",
        'href="#first"',
        "<math",
        "/posts/newer/",
    ):
        assert piece in page


def test_a_draft_is_for_editors_and_for_no_cache(client, make_post, editor):
    make_post("Draft", published_at=None)
    assert client.get("/posts/draft/").status_code == 404
    client.force_login(editor)
    response = client.get("/posts/draft/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_a_post_of_a_series_is_shown(client, make_post):
    make_post(series=Series.objects.create(name="From scratch"), series_order=1)
    assert "From scratch" in client.get("/posts/a-post/").content.decode()


def test_a_cover_of_unknown_size_has_none(client, make_post):
    post = make_post(cover=ContentFile(b"<svg/>", "drawing.svg"))
    for page in ("/", post.get_absolute_url()):
        assert 'width="None"' not in client.get(page).content.decode()


CHANGE = "/admin/posts/post/{}/change/"


def test_an_editor_gets_a_link_to_the_form_and_no_cache_keeps_the_page(editor_client, make_post):
    post = make_post()
    response = editor_client.get(post.get_absolute_url())
    assert CHANGE.format(post.pk) in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_readers_get_a_page_without_a_link_to_the_form(client, make_post):
    post = make_post()
    response = client.get(post.get_absolute_url())
    assert CHANGE.format(post.pk) not in response.content.decode()
    assert "Cookie" not in response.get("Vary", "")
