"""Adjacent posts: previous and next, series, translations."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from posts.models import Post, Series, get_adjacent_posts

HOUR = timedelta(hours=1)


def test_previous_and_next_are_the_nearest_live_posts(make_post):
    now = timezone.now()
    posts = [make_post(f"{age} hours ago", published_at=now - age * HOUR) for age in (4, 3, 2, 1)]
    make_post("A draft", published_at=None)
    make_post("Scheduled", published_at=now + HOUR)
    around = [get_adjacent_posts(post) for post in posts]
    assert [one.previous for one in around] == [None, *posts[:3]]
    assert [one.next for one in around] == [*posts[1:], None]


def test_the_newest_live_post_is_previous_to_a_scheduled_one(make_post):
    live = make_post("Live")
    scheduled = [make_post(f"In {age} hours", published_at=timezone.now() + age * HOUR) for age in (1, 2, 3)]
    around = get_adjacent_posts(scheduled[1])
    assert (around.previous, around.next) == (live, None)


def test_posts_of_the_same_moment_are_ordered_by_creation(make_post):
    first, second = make_post("First"), make_post("Second")
    assert (get_adjacent_posts(first).previous, get_adjacent_posts(first).next) == (None, second)
    assert (get_adjacent_posts(second).previous, get_adjacent_posts(second).next) == (first, None)


def test_a_draft_has_no_previous_and_next_post(make_post):
    make_post("Live")
    around = get_adjacent_posts(make_post("Draft", published_at=None))
    assert (around.previous, around.next) == (None, None)


def test_a_series_is_ordered_by_place_and_then_by_date(make_post):
    series = Series.objects.create(name="Attention")
    now = timezone.now()
    third = make_post("Third", series=series, series_order=2, published_at=now - 3 * HOUR)
    first = make_post("First", series=series, series_order=1, published_at=now - 2 * HOUR)
    second = make_post("Second", series=series, series_order=1, published_at=now - HOUR)
    make_post("Not yet", series=series, published_at=None)
    make_post("Elsewhere")
    assert get_adjacent_posts(first).series == [first, second, third]


def test_a_post_without_a_series_has_an_empty_one(make_post):
    make_post("Another")
    assert get_adjacent_posts(make_post("Post")).series == []


def test_all_translations_link_to_each_other(make_post):
    chinese = make_post("注意力", language="zh-Hans")
    english = make_post("Attention", language="en", translation_of=chinese)
    japanese = make_post("アテンション", language="ja", translation_of=chinese)
    make_post("Not yet", language="zh-Hant", translation_of=chinese, published_at=None)
    assert get_adjacent_posts(chinese).translations == [english, japanese]
    assert get_adjacent_posts(english).translations == [japanese, chinese]
    assert get_adjacent_posts(japanese).translations == [english, chinese]


def test_a_translation_of_a_translation_points_at_the_original(make_post):
    chinese = make_post("注意力", language="zh-Hans")
    english = make_post("Attention", language="en", translation_of=chinese)
    japanese = make_post("アテンション", language="ja", translation_of=english)
    assert japanese.translation_of == chinese


def test_an_original_that_becomes_a_translation_takes_its_translations_along(make_post):
    english = make_post("Attention", language="en")
    japanese = make_post("アテンション", language="ja", translation_of=english)
    chinese = make_post("注意力", language="zh-Hans")
    english.translation_of = chinese
    english.save()
    japanese.refresh_from_db()
    assert japanese.translation_of == chinese


def test_two_posts_that_name_each_other_become_a_pair(make_post):
    chinese = make_post("注意力", language="zh-Hans")
    english = make_post("Attention", language="en", translation_of=chinese)
    chinese.translation_of = english
    chinese.save()
    assert (chinese.translation_of, english.translation_of) == (None, chinese)


def test_a_translation_is_in_another_language(make_post, author):
    chinese = make_post("注意力", language="zh-Hans")
    with pytest.raises(ValidationError, match="translation_of"):
        Post(title="又一篇", author=author, translation_of=chinese).full_clean()
