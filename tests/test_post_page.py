"""What stands around the text on the page of a post."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from posts.models import Series
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
    chinese = make_post("中文", slug="zh")
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
def test_what_is_not_on_the_air_says_so(desk, make_post, days, state):
    post = make_post(published_at=days and timezone.now() + timedelta(days=days))
    assert state in desk.get(post.get_absolute_url()).text


def test_every_language_on_the_page_is_marked(page, make_post):
    make_post("Older", language="en", published_at=LAST_YEAR, tags=["t"])
    post = make_post("正文", source="## 标题\n\n文", tags=["t"])
    update_related_posts(post)
    tree = page(post)
    [prose] = tree.find_class("prose")
    assert tree.xpath("//h1/@lang") == [prose.get("lang")] == ["zh-Hans"]
    assert texts(tree.xpath("//*[@lang='en']")).count("Older") == 2
